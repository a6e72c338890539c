-- Who had left by the end of the run's year, and what the plan of each year says of it. effect: keeps, lapses (the later
-- instalments), forfeits (whatever is not released yet), or NULL where no reason is recorded, or one the plan does not name:
-- then it waits.
-- grain: org_id, person_id, benefit_year
WITH stays AS (
    SELECT
        org_id,
        person_id,
        valid_until,
        leaving_reason
    FROM records.person
    WHERE valid_from <= make_date(cast(extract('year' FROM cast($period_end AS DATE)) AS INTEGER), 12, 31)
    QUALIFY row_number() OVER (
        PARTITION BY org_id, person_id ORDER BY coalesce(valid_until, DATE '9999-12-31') DESC, valid_from DESC
    ) = 1
)

SELECT
    stays.org_id,
    stays.person_id,
    plans.benefit_year,
    stays.valid_until AS left_on,
    stays.leaving_reason,
    codes.effect
FROM stays
INNER JOIN rewards.plan AS plans ON stays.org_id = plans.org_id
LEFT JOIN compiled.reward_code AS codes
    ON plans.plan_key = codes.plan_key AND codes.name = 'leaving' AND stays.leaving_reason = codes.code
WHERE stays.valid_until <= make_date(cast(extract('year' FROM cast($period_end AS DATE)) AS INTEGER), 12, 31)
