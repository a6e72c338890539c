-- Scores, ranks and grades of every published run.
-- grain: run_id, org_id, subject_type, subject_id
WITH others AS (
    SELECT
        run_id,
        org_id,
        subject_type,
        subject_id,
        sum(contribution) AS contribution,
        sum(weight) AS weight
    FROM result.indicator_score
    WHERE NOT small_number
    GROUP BY run_id, org_id, subject_type, subject_id
)

SELECT
    appraisal.run_id,
    appraisal.revision,
    appraisal.period,
    appraisal.org_id,
    appraisal.subject_type,
    appraisal.subject_id,
    appraisal.subject_name,
    appraisal.scheme_id,
    appraisal.scheme_version,
    appraisal.base_score,
    appraisal.general_score,
    CASE WHEN appraisal.general_score IS NOT NULL THEN parts.share_percent END AS general_percent,
    appraisal.bonus_points,
    appraisal.deducted_points,
    appraisal.score,
    appraisal.graded_score,
    CASE
        WHEN list_contains(string_split(appraisal.gates, ','), 'SMALL_N')
            THEN final_score(
                others.contribution, others.weight, coalesce(appraisal.general_score, 0),
                CASE WHEN appraisal.general_score IS NULL THEN 0 ELSE parts.share_percent END,
                appraisal.bonus_points - appraisal.deducted_points
            )
    END AS others_score,
    appraisal.rank,
    appraisal.score_grade,
    appraisal.within_quota,
    appraisal.suggested_grade,
    decided.grade AS decided_grade,
    CASE
        WHEN runs.sign_off IN ('confirmed', 'archived') THEN coalesce(decided.grade, appraisal.suggested_grade)
    END AS confirmed_grade,
    appraisal.measured_weight,
    appraisal.status,
    appraisal.reason,
    appraisal.gates
FROM result.appraisal AS appraisal
INNER JOIN run.run AS runs ON appraisal.run_id = runs.run_id
LEFT JOIN others
    ON
        appraisal.run_id = others.run_id
        AND appraisal.org_id = others.org_id
        AND appraisal.subject_type = others.subject_type
        AND appraisal.subject_id = others.subject_id
LEFT JOIN signing.decision AS decided
    ON
        appraisal.run_id = decided.run_id
        AND appraisal.org_id = decided.org_id
        AND appraisal.subject_type = decided.subject_type
        AND appraisal.subject_id = decided.subject_id
        AND decided.status <> 'lapsed'
LEFT JOIN scope.scheme AS applied
    ON
        appraisal.run_id = applied.run_id
        AND appraisal.org_id = applied.org_id
        AND appraisal.subject_type = applied.subject_type
LEFT JOIN compiled.general_part AS parts ON applied.scheme_key = parts.scheme_key
WHERE runs.published
ORDER BY appraisal.run_id, appraisal.org_id, appraisal.subject_type, appraisal.subject_id
