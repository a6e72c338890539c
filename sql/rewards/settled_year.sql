-- The benefit years a run works on: its own, and of the years before those that were settled, as far as the plan looks back
-- or something of them is still to come. What its own settlement never granted is not granted later.
-- is_settlement: of the run, a whole year that is over, with no older data than settlements before; else amounts are estimates. has_rule, has_statutory_rule: whether the
-- organisation had a published rule of its own in force for the market's expansion, for what the law grants.
-- appraisal_run_id: the run with the grades of the year (NULL: the year was never appraised with its rewards). plan_key: the
-- plan that settled the year; a later version reprices nothing.
-- grain: org_id, benefit_year
WITH own AS (
    SELECT
        plans.org_id,
        plans.plan_key,
        cast(extract('year' FROM cast($period_end AS DATE)) AS INTEGER) AS run_year,
        numbers.value AS look_back_years,
        is_whole_year(runs.period_start, runs.period_end)
        AND run_kind(runs.revision, runs.provisional) = 'final'
        -- With data older than what was settled with already, a run only tells what was known then.
        AND runs.as_of_batch >= coalesce((
            SELECT max(others.as_of_batch)
            FROM run.follows AS followed
            INNER JOIN run.run AS others ON followed.prior_run_id = others.run_id
            WHERE followed.run_id = $run_id
        ), 0) AS is_settlement
    FROM scope.reward_plan AS plans
    INNER JOIN run.run AS runs ON plans.run_id = runs.run_id
    LEFT JOIN compiled.reward_number AS numbers
        ON plans.plan_key = numbers.plan_key AND numbers.name = 'look_back_years' AND numbers.code = ''
    WHERE plans.run_id = $run_id
),

-- Of the runs of one year, each follows those before it.
settled AS (
    SELECT DISTINCT
        followed.prior_run_id,
        pools.org_id,
        cast(date_part('year', runs.period_end) AS INTEGER) AS run_year,
        pools.benefit_year,
        (SELECT count(*) FROM run.follows AS others WHERE others.run_id = followed.prior_run_id) AS place
    FROM run.follows AS followed
    INNER JOIN run.run AS runs ON followed.prior_run_id = runs.run_id
    INNER JOIN result.reward_pool AS pools ON followed.prior_run_id = pools.run_id
    WHERE followed.run_id = $run_id
),

-- As long as something is still to come, a year is not closed.
open_years AS (
    SELECT posted.org_id, posted.benefit_year
    FROM run.follows AS followed
    INNER JOIN result.reward_ledger AS posted ON followed.prior_run_id = posted.run_id
    WHERE followed.run_id = $run_id
    GROUP BY posted.org_id, posted.benefit_year
    HAVING sum(posted.to_come_amount) <> 0
),

years AS (
    SELECT
        own.org_id,
        own.run_year AS benefit_year,
        own.is_settlement,
        own.plan_key AS own_plan_key,
        $run_id AS appraisal_run_id
    FROM own
    UNION ALL
    SELECT
        own.org_id,
        settled.benefit_year,
        own.is_settlement,
        own.plan_key AS own_plan_key,
        arg_max(settled.prior_run_id, (settled.place, settled.prior_run_id)) FILTER (
            WHERE settled.run_year = settled.benefit_year
        ) AS appraisal_run_id
    FROM own
    INNER JOIN settled
        ON
            own.org_id = settled.org_id
            AND own.run_year > settled.benefit_year
            AND (
                settled.benefit_year >= own.run_year - own.look_back_years
                OR (settled.org_id, settled.benefit_year) IN (
                    SELECT (unpaid.org_id, unpaid.benefit_year) FROM open_years AS unpaid
                )
            )
    GROUP BY own.org_id, settled.benefit_year, own.is_settlement, own.plan_key
)

SELECT
    years.org_id,
    years.benefit_year,
    years.is_settlement,
    coalesce(
        rules.reward_plan IN ('RW_MKT', 'both')
        AND rules.plan_adopted_on <= make_date(years.benefit_year, 12, 31)
        AND rules.plan_published_on <= make_date(years.benefit_year, 12, 31)
        AND rules.staff_consulted,
        FALSE
    ) AS has_rule,
    coalesce(
        rules.reward_plan IN ('RW_STAT', 'both')
        AND rules.plan_adopted_on <= make_date(years.benefit_year, 12, 31)
        AND rules.plan_published_on <= make_date(years.benefit_year, 12, 31)
        AND rules.staff_consulted,
        FALSE
    ) AS has_statutory_rule,
    rules.after_tax_profit_amount,
    rules.reward_budget_amount,
    rules.headcount,
    years.appraisal_run_id,
    coalesce(plans.plan_key, years.own_plan_key) AS plan_key
FROM years
LEFT JOIN scope.reward_plan AS plans ON years.appraisal_run_id = plans.run_id AND years.org_id = plans.org_id
LEFT JOIN records.organization_year AS rules
    ON years.org_id = rules.org_id AND years.benefit_year = rules.year
