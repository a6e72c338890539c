-- Each subject's sums: what its indicators contribute, how much weight was measured, the general part and the
-- adjustments, and the score made of them. others_score: the score without the indicators of small numbers, as if the
-- others carried all weight (NULL where there are none of either).
-- grain: run_id, org_id, subject_type, subject_id
WITH contributions AS (
    SELECT
        org_id,
        subject_type,
        subject_id,
        -- Nothing measured and nothing owed: there is no score.
        CASE WHEN sum(weight) > 0 THEN cast(sum(contribution) AS DECIMAL(9, 6)) END AS base_score,
        coalesce(sum(weight) FILTER (WHERE small_number), 0) > 0 AS has_small_numbers,
        sum(weight) FILTER (WHERE NOT small_number) AS others_weight,
        sum(contribution) FILTER (WHERE NOT small_number) AS others_contribution,
        sum(scheme_weight) FILTER (WHERE status IN ('measured', 'missing')) AS measured,
        sum(scheme_weight) FILTER (WHERE status <> 'disabled') AS enabled
    FROM result.indicator_score
    WHERE run_id = $run_id
    GROUP BY org_id, subject_type, subject_id
),

adjustments AS (
    SELECT
        org_id,
        subject_type,
        subject_id,
        sum(counted_points) FILTER (WHERE effect = 'bonus') AS bonus_points,
        sum(counted_points) FILTER (WHERE effect = 'deduction') AS deducted_points
    FROM scoring.adjustment
    GROUP BY org_id, subject_type, subject_id
),

summed AS (
    SELECT
        subjects.*,
        contributions.base_score,
        contributions.has_small_numbers,
        contributions.others_weight,
        contributions.others_contribution,
        cast(
            CASE
                WHEN contributions.enabled > 0
                    THEN percent_cut(coalesce(contributions.measured, 0), contributions.enabled)
                ELSE 0
            END AS DECIMAL(9, 6)
        ) AS measured_weight,
        CASE WHEN facts.value IS NOT NULL THEN cast(least(100, facts.value) AS DECIMAL(9, 6)) END AS general_score,
        CASE WHEN facts.value IS NULL THEN 0 ELSE parts.share_percent END AS general_percent,
        cast(coalesce(adjustments.bonus_points, 0) AS DECIMAL(9, 6)) AS bonus_points,
        cast(coalesce(adjustments.deducted_points, 0) AS DECIMAL(9, 6)) AS deducted_points
    FROM scope.subject AS subjects
    LEFT JOIN contributions
        ON
            subjects.org_id = contributions.org_id
            AND subjects.subject_type = contributions.subject_type
            AND subjects.subject_id = contributions.subject_id
    LEFT JOIN adjustments
        ON
            subjects.org_id = adjustments.org_id
            AND subjects.subject_type = adjustments.subject_type
            AND subjects.subject_id = adjustments.subject_id
    LEFT JOIN compiled.general_part AS parts ON subjects.scheme_key = parts.scheme_key
    LEFT JOIN scoring.fact AS facts
        ON
            subjects.org_id = facts.org_id
            AND subjects.subject_type = facts.subject_type
            AND subjects.subject_id = facts.subject_id
            AND parts.metric_id = facts.metric_id
    WHERE subjects.run_id = $run_id
)

SELECT
    summed.run_id,
    summed.org_id,
    summed.subject_type,
    summed.subject_id,
    summed.subject_name,
    summed.scheme_key,
    summed.tenure_days,
    summed.base_score,
    summed.general_score,
    summed.bonus_points,
    summed.deducted_points,
    summed.measured_weight,
    CASE
        WHEN summed.base_score IS NOT NULL
            THEN final_score(
                summed.base_score, 100, coalesce(summed.general_score, 0), summed.general_percent,
                summed.bonus_points - summed.deducted_points
            )
    END AS score,
    CASE
        WHEN summed.has_small_numbers AND summed.others_weight > 0
            THEN final_score(
                summed.others_contribution, summed.others_weight, coalesce(summed.general_score, 0),
                summed.general_percent, summed.bonus_points - summed.deducted_points
            )
    END AS others_score
FROM summed
