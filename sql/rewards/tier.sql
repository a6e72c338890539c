-- The part of a recognised benefit in each tier it reaches and what that brings; nothing below the gate, and nothing where
-- the market's expansion is not rewarded or no rule of the organisation is in force.
-- grain: run_id, org_id, innovation_id, benefit_year, tier
SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    benefits.org_id,
    benefits.innovation_id,
    benefits.benefit_year,
    tiers.tier,
    tiers.from_amount,
    tiers.until_amount,
    amount_in_tier(benefits.recognised_benefit_amount, tiers.from_amount, tiers.until_amount) AS benefit_in_tier_amount,
    tiers.rise,
    tiers.run,
    money_share(
        amount_in_tier(benefits.recognised_benefit_amount, tiers.from_amount, tiers.until_amount), tiers.rise, tiers.run
    ) AS tier_amount,
    tiers.clause,
    tiers.source
FROM rewards.benefit AS benefits
INNER JOIN rewards.market_year AS years
    ON benefits.org_id = years.org_id AND benefits.benefit_year = years.benefit_year AND years.pays_market
INNER JOIN rewards.plan AS plans ON benefits.org_id = plans.org_id AND benefits.benefit_year = plans.benefit_year
INNER JOIN compiled.reward_tier AS tiers
    ON plans.plan_key = tiers.plan_key AND benefits.recognised_benefit_amount > tiers.from_amount
INNER JOIN run.run AS runs ON runs.run_id = $run_id
WHERE plans.gate_amount IS NULL OR benefits.recognised_benefit_amount >= plans.gate_amount
ORDER BY benefits.org_id, benefits.innovation_id, benefits.benefit_year, tiers.tier
