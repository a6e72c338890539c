-- What a unit's contributors, by their unit at the time, have of the pools of a year; and what is not allocated of the pools
-- of its own innovations. A CIO brings the unit no more than the CIO's own share.
-- grain: run_id, org_id, benefit_year, department_id
WITH parts AS (
    SELECT
        org_id, benefit_year, department_id, currency, award_amount, forfeited_amount, person_cap_reduction_amount,
        CASE WHEN is_cio THEN award_amount ELSE 0 END AS cio_award_amount, 0 AS unallocated_amount, person_id
    FROM result.reward_award
    WHERE run_id = $run_id
    UNION ALL
    SELECT
        org_id, benefit_year, department_id, currency, 0 AS award_amount, 0 AS forfeited_amount,
        0 AS person_cap_reduction_amount, 0 AS cio_award_amount, unallocated_amount, NULL AS person_id
    FROM result.reward_pool
    WHERE run_id = $run_id AND unallocated_amount <> 0
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    parts.org_id,
    parts.benefit_year,
    parts.department_id,
    NOT years.is_settlement AS is_estimate,
    parts.currency,
    sum(
        parts.award_amount + parts.forfeited_amount + parts.person_cap_reduction_amount + parts.unallocated_amount
    ) AS pool_amount,
    sum(parts.award_amount) AS awarded_amount,
    sum(parts.cio_award_amount) AS cio_awarded_amount,
    sum(parts.forfeited_amount) AS forfeited_amount,
    sum(parts.person_cap_reduction_amount) AS person_cap_reduction_amount,
    sum(parts.unallocated_amount) AS unallocated_amount,
    count(DISTINCT parts.person_id) AS person_count
FROM parts
INNER JOIN run.run AS runs ON runs.run_id = $run_id
INNER JOIN rewards.settled_year AS years
    ON parts.org_id = years.org_id AND parts.benefit_year = years.benefit_year
GROUP BY
    runs.run_id, runs.revision, runs.period, parts.org_id, parts.benefit_year, parts.department_id, years.is_settlement,
    parts.currency
ORDER BY parts.org_id, parts.benefit_year, parts.department_id
