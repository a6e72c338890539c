-- The reward plan of each organisation and benefit year, with its single numbers side by side; NULL where a plan has none.
-- grain: org_id, benefit_year
WITH numbers AS (
    SELECT
        plan_key,
        max(value) FILTER (WHERE name = 'gate_amount') AS gate_amount,
        max(value) FILTER (WHERE name = 'retained_percent') AS retained_percent,
        cast(max(value) FILTER (WHERE name = 'window_months') AS INTEGER) AS window_months,
        max(value) FILTER (WHERE name = 'innovation_limit_amount') AS innovation_limit_amount,
        max(value) FILTER (WHERE name = 'organization_profit_percent') AS organization_profit_percent,
        max(value) FILTER (WHERE name = 'person_limit_amount') AS person_limit_amount,
        max(value) FILTER (WHERE name = 'person_pay_rise') AS person_pay_rise,
        max(value) FILTER (WHERE name = 'person_pay_run') AS person_pay_run,
        cast(max(value) FILTER (WHERE name = 'months_in_post') AS INTEGER) AS months_in_post,
        max(value) FILTER (WHERE name = 'main_minimum_percent') AS main_minimum_percent,
        max(value) FILTER (WHERE name = 'leader_limit_percent') AS leader_limit_percent,
        max(value) FILTER (WHERE name = 'share_tolerance_percent') AS share_tolerance_percent,
        max(value) FILTER (WHERE name = 'at_once_limit_amount') AS at_once_limit_amount,
        max(value) FILTER (WHERE name = 'recheck_minimum_percent') AS recheck_minimum_percent,
        cast(max(value) FILTER (WHERE name = 'look_back_years') AS INTEGER) AS look_back_years,
        max(value) FILTER (WHERE name = 'floor_income_percent') AS floor_income_percent,
        max(value) FILTER (WHERE name = 'floor_exploitation_percent') AS floor_exploitation_percent,
        max(value) FILTER (WHERE name = 'floor_shares_percent') AS floor_shares_percent,
        cast(max(value) FILTER (WHERE name = 'floor_months') AS INTEGER) AS floor_months,
        max(value) FILTER (WHERE name = 'rewarded_staff_percent') AS rewarded_staff_percent
    FROM compiled.reward_number
    WHERE code = ''
    GROUP BY plan_key
)

SELECT
    chosen.org_id,
    chosen.benefit_year,
    chosen.plan_key,
    plans.plan_id,
    plans.plan_version,
    plans.currency,
    plans.is_paid,
    plans.not_paid_reason_en,
    plans.needs_published_rule,
    plans.rewards_market,
    plans.floor_applies,
    plans.forfeited_to,
    plans.clause,
    numbers.gate_amount,
    numbers.retained_percent,
    numbers.window_months,
    numbers.innovation_limit_amount,
    numbers.organization_profit_percent,
    numbers.person_limit_amount,
    numbers.person_pay_rise,
    numbers.person_pay_run,
    numbers.months_in_post,
    numbers.main_minimum_percent,
    numbers.leader_limit_percent,
    numbers.share_tolerance_percent,
    numbers.at_once_limit_amount,
    numbers.recheck_minimum_percent,
    numbers.look_back_years,
    numbers.floor_income_percent,
    numbers.floor_exploitation_percent,
    numbers.floor_shares_percent,
    numbers.floor_months,
    numbers.rewarded_staff_percent
FROM rewards.settled_year AS chosen
INNER JOIN compiled.reward_plan AS plans ON chosen.plan_key = plans.plan_key
LEFT JOIN numbers ON chosen.plan_key = numbers.plan_key
