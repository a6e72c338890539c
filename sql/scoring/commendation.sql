-- The candidates for commendation of a whole year: everything the scheme asks for holds. The best so many percent of
-- those due are the best by graded score; a tie across the line stays out whole.
-- grain: run_id, org_id, subject_type, subject_id
WITH judged AS (
    SELECT
        subjects.*,
        rank() OVER (
            PARTITION BY subjects.org_id, subjects.subject_type ORDER BY subjects.graded_score DESC
        ) AS place,
        count(*) OVER (
            PARTITION BY subjects.org_id, subjects.subject_type, subjects.graded_score
        ) AS equals
    FROM scoring.verdict AS subjects
    WHERE subjects.verdict = 'gradable'
),

due AS (
    SELECT org_id, subject_type, count(*) AS due_count
    FROM scoring.verdict
    WHERE NOT short_tenure
    GROUP BY org_id, subject_type
),

barred AS (
    SELECT org_id, subject_type, subject_id, list(gate) AS gates, bool_or(withholds_commendation) AS is_withheld
    FROM result.gate
    WHERE run_id = $run_id AND state = 'tripped'
    GROUP BY org_id, subject_type, subject_id
)

SELECT
    results.run_id,
    results.revision,
    results.period,
    results.org_id,
    results.subject_type,
    results.subject_id,
    rules.title_zh AS recommendation,
    rules.title_en AS recommendation_en,
    concat_ws(
        '; ',
        'score ' || results.graded_score,
        'grade ' || graded.grade,
        CASE WHEN rules.top_percent IS NOT NULL THEN 'place ' || judged.place || ' of ' || due.due_count END,
        met.facts
    ) AS reason,
    rules.clause,
    rules.source
FROM result.appraisal AS results
INNER JOIN run.run AS runs ON results.run_id = runs.run_id
INNER JOIN judged
    ON
        results.run_id = judged.run_id
        AND results.org_id = judged.org_id
        AND results.subject_type = judged.subject_type
        AND results.subject_id = judged.subject_id
INNER JOIN scoring.grade_in_effect AS graded
    ON
        results.run_id = graded.run_id
        AND results.org_id = graded.org_id
        AND results.subject_type = graded.subject_type
        AND results.subject_id = graded.subject_id
INNER JOIN due ON results.org_id = due.org_id AND results.subject_type = due.subject_type
INNER JOIN compiled.commendation AS rules ON judged.scheme_key = rules.scheme_key
LEFT JOIN compiled.quota AS quotas ON judged.scheme_key = quotas.scheme_key
LEFT JOIN barred
    ON
        results.org_id = barred.org_id
        AND results.subject_type = barred.subject_type
        AND results.subject_id = barred.subject_id
LEFT JOIN scoring.met AS met
    ON
        results.org_id = met.org_id
        AND results.subject_type = met.subject_type
        AND results.subject_id = met.subject_id
        AND met.owner_kind = 'commendation'
WHERE
    results.run_id = $run_id
    AND is_whole_year(runs.period_start, runs.period_end)
    AND (rules.score_at_least IS NULL OR results.graded_score >= rules.score_at_least)
    AND (rules.grades = '' OR list_contains(string_split(rules.grades, ','), graded.grade))
    AND (
        rules.top_percent IS NULL
        OR judged.place + judged.equals - 1 <= places_of(rules.top_percent, due.due_count)
    )
    -- Whose grade was never in question of a quota is not within it, unless there is none.
    AND (NOT rules.within_quota OR coalesce(results.within_quota, quotas.scheme_key IS NULL))
    AND NOT coalesce(barred.is_withheld, FALSE)
    AND NOT coalesce(list_has_any(barred.gates, string_split(rules.without_gates, ',')), FALSE)
    AND coalesce(met.is_met, TRUE)
ORDER BY results.org_id, results.subject_type, results.subject_id
