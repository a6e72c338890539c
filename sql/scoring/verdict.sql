-- Each subject's score and whether it can be graded: not below the minimum measured weight, nor for a CIO in office for
-- less than the minimum share of the days up to the cut-off.
-- grain: run_id, org_id, subject_type, subject_id
WITH totals AS (
    SELECT
        org_id,
        subject_type,
        subject_id,
        -- Nothing measured and nothing owed: there is no score.
        CASE WHEN sum(weight) > 0 THEN cast(sum(contribution) AS DECIMAL(9, 6)) END AS base_score,
        sum(scheme_weight) FILTER (WHERE status IN ('measured', 'missing')) AS measured,
        sum(scheme_weight) FILTER (WHERE status <> 'disabled') AS enabled
    FROM result.indicator_score
    WHERE run_id = $run_id
    GROUP BY org_id, subject_type, subject_id
),

scored AS (
    SELECT
        subjects.*,
        schemes.scheme_id,
        schemes.scheme_version,
        schemes.minimum_measured_weight,
        totals.base_score,
        two_decimals(totals.base_score) AS score,
        cast(
            CASE WHEN totals.enabled > 0 THEN percent_cut(coalesce(totals.measured, 0), totals.enabled) ELSE 0 END
            AS DECIMAL(9, 6)
        ) AS measured_weight,
        coalesce(
            subjects.tenure_days * 100
            < schemes.minimum_tenure_share * (1 + cast($cut_off AS DATE) - cast($period_start AS DATE)),
            FALSE
        ) AS short_tenure
    FROM scope.subject AS subjects
    INNER JOIN compiled.scheme AS schemes ON subjects.scheme_key = schemes.scheme_key
    LEFT JOIN totals
        ON
            subjects.org_id = totals.org_id
            AND subjects.subject_type = totals.subject_type
            AND subjects.subject_id = totals.subject_id
    WHERE subjects.run_id = $run_id
)

SELECT
    scored.run_id,
    scored.org_id,
    scored.subject_type,
    scored.subject_id,
    scored.subject_name,
    scored.scheme_key,
    scored.tenure_days,
    scored.scheme_id,
    scored.scheme_version,
    scored.minimum_measured_weight,
    scored.base_score,
    scored.score,
    scored.measured_weight,
    CASE
        WHEN scored.score IS NULL OR scored.measured_weight < scored.minimum_measured_weight THEN 'insufficient_data'
        WHEN scored.short_tenure THEN 'comment_only'
        ELSE 'gradable'
    END AS verdict
FROM scored
