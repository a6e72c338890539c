-- The part of an innovation's recognised benefit in each tier, and what it brings.
-- grain: run_id, org_id, innovation_id, benefit_year, tier
SELECT
    tiers.run_id,
    tiers.revision,
    tiers.period,
    tiers.org_id,
    tiers.innovation_id,
    tiers.benefit_year,
    tiers.tier,
    tiers.from_amount,
    tiers.until_amount,
    tiers.benefit_in_tier_amount,
    tiers.rise,
    tiers.run,
    tiers.tier_amount,
    tiers.clause,
    tiers.source
FROM result.reward_tier AS tiers
INNER JOIN run.run AS runs ON tiers.run_id = runs.run_id
WHERE runs.published
ORDER BY tiers.run_id, tiers.org_id, tiers.innovation_id, tiers.benefit_year, tiers.tier
