-- Whether each subject can be graded, and the score its grade is read off: not where a gate forbids it, nor below the
-- minimum measured weight, nor for a CIO in office for less than the minimum share of the days up to the cut-off.
-- grain: run_id, org_id, subject_type, subject_id
WITH gates AS (
    SELECT
        tripped.org_id,
        tripped.subject_type,
        tripped.subject_id,
        string_agg(tripped.gate, ',' ORDER BY rules.position, tripped.gate) AS gates,
        string_agg(tripped.title_en, '; ' ORDER BY rules.position) FILTER (WHERE tripped.effect = 'no_grade') AS no_grade,
        bool_or(tripped.effect = 'lowest_grade') AS is_lowest,
        min(score_limit_cut(tripped.score_limit)) AS score_limit
    FROM result.gate AS tripped
    INNER JOIN scope.subject AS subjects
        ON
            tripped.run_id = subjects.run_id
            AND tripped.org_id = subjects.org_id
            AND tripped.subject_type = subjects.subject_type
            AND tripped.subject_id = subjects.subject_id
    INNER JOIN compiled.gate AS rules ON subjects.scheme_key = rules.scheme_key AND tripped.gate = rules.gate
    WHERE tripped.run_id = $run_id AND tripped.state = 'tripped'
    GROUP BY tripped.org_id, tripped.subject_type, tripped.subject_id
),

judged AS (
    SELECT
        totals.*,
        schemes.scheme_id,
        schemes.scheme_version,
        schemes.minimum_measured_weight,
        coalesce(gates.gates, '') AS gates,
        gates.no_grade,
        coalesce(gates.is_lowest, FALSE) AS is_lowest,
        gates.score_limit,
        is_short_tenure(
            totals.tenure_days, schemes.minimum_tenure_share, $period_start, $cut_off
        ) AS short_tenure
    FROM scoring.total AS totals
    INNER JOIN compiled.scheme AS schemes ON totals.scheme_key = schemes.scheme_key
    LEFT JOIN gates
        ON
            totals.org_id = gates.org_id
            AND totals.subject_type = gates.subject_type
            AND totals.subject_id = gates.subject_id
)

SELECT
    judged.run_id,
    judged.org_id,
    judged.subject_type,
    judged.subject_id,
    judged.subject_name,
    judged.scheme_key,
    judged.scheme_id,
    judged.scheme_version,
    judged.tenure_days,
    judged.short_tenure,
    judged.minimum_measured_weight,
    judged.base_score,
    judged.general_score,
    judged.bonus_points,
    judged.deducted_points,
    judged.measured_weight,
    judged.score,
    CASE WHEN judged.score IS NOT NULL THEN least(judged.score, judged.score_limit) END AS graded_score,
    CASE WHEN judged.others_score IS NOT NULL THEN least(judged.others_score, judged.score_limit) END AS others_score,
    judged.gates,
    judged.is_lowest,
    judged.no_grade,
    CASE
        WHEN judged.no_grade IS NOT NULL THEN 'no_grade'
        WHEN judged.score IS NULL OR judged.measured_weight < judged.minimum_measured_weight THEN 'insufficient_data'
        WHEN judged.short_tenure THEN 'comment_only'
        ELSE 'gradable'
    END AS verdict
FROM judged
