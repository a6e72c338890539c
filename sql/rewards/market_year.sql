-- What an organisation's rules pay for a benefit year: the market's expansion under a rule in force, the least the law grants,
-- and the most of the year: the smaller of its budget and the plan's share of its profit, as far as they are known.
-- is_profit_unknown: the share of the profit cannot be told, so nothing may be released.
-- grain: org_id, benefit_year
WITH years AS (
    SELECT
        years.org_id,
        years.benefit_year,
        plans.organization_profit_percent,
        plans.is_paid
        AND plans.rewards_market
        AND (years.has_rule OR NOT plans.needs_published_rule) AS pays_market,
        plans.is_paid
        AND (
            plans.floor_applies = 'always'
            OR (plans.floor_applies = 'without_rule' AND NOT years.has_rule)
            OR years.has_statutory_rule
        ) AS pays_floor,
        years.after_tax_profit_amount,
        -- Of budget and share of the profit the smaller one, as far as they are known; a loss leaves nothing to share.
        least(
            years.reward_budget_amount,
            money_share_cut(years.after_tax_profit_amount, plans.organization_profit_percent, 100)
        ) AS limit_amount
    FROM rewards.settled_year AS years
    INNER JOIN rewards.plan AS plans ON years.org_id = plans.org_id AND years.benefit_year = plans.benefit_year
)

SELECT
    org_id,
    benefit_year,
    pays_market,
    pays_floor,
    pays_market AND organization_profit_percent IS NOT NULL AND after_tax_profit_amount IS NULL AS is_profit_unknown,
    CASE WHEN pays_market AND limit_amount IS NOT NULL THEN greatest(limit_amount, 0) END AS organization_limit_amount
FROM years
