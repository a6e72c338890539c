-- What each run works out for innovations: from benefit lines over tiers to pools. Amounts are in the plan's currency, to the
-- cent; in a run that is no settlement (a quarter, a year still open) they are estimates.

-- grain: run_id, org_id, benefit_id. Each benefit line and whether it counts. status: counted, income (for the statutory
-- floor alone), or why not: not_market_expansion, not_it_driven, not_accepted, not_confirmed, confirmed_too_early,
-- other_currency, baseline_not_frozen, baseline_after_go_live, outside_window, amounts_missing. benefit_amount: growth x attributable share
-- (x margin), cut downwards to six decimals; floor_base_amount: what the law's share is taken of.
CREATE TABLE IF NOT EXISTS result.reward_line (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    innovation_id TEXT NOT NULL,
    benefit_year INTEGER NOT NULL,
    benefit_id TEXT NOT NULL,
    line TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    is_retained BOOLEAN NOT NULL,
    benefit_amount DECIMAL(38, 6),
    rechecked_benefit_amount DECIMAL(38, 6),
    rechecked_on DATE,
    floor_base_amount DECIMAL(38, 6) NOT NULL,
    confirmed_on DATE,
    source_file TEXT,
    source_row BIGINT
);

-- grain: run_id, org_id, innovation_id, benefit_year, tier. The part of the benefit in each tier and what it brings; the
-- amounts add up to reward_pool.tier_amount. Nothing below the gate.
CREATE TABLE IF NOT EXISTS result.reward_tier (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    innovation_id TEXT NOT NULL,
    benefit_year INTEGER NOT NULL,
    tier INTEGER NOT NULL,
    from_amount DECIMAL(18, 2) NOT NULL,
    until_amount DECIMAL(18, 2),
    benefit_in_tier_amount DECIMAL(38, 6) NOT NULL,
    rise DECIMAL(18, 6) NOT NULL,
    run DECIMAL(18, 6) NOT NULL,
    tier_amount DECIMAL(18, 2) NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: run_id, org_id, innovation_id, benefit_year.
-- pool = tier - innovation_cap_reduction - organization_cap_reduction + floor_addition
--      = awarded + forfeited + person_cap_reduction + unallocated.
-- plan: RW_MKT, RW_STAT (where the law's floor decides) or NULL (nothing is paid). status: awarded, below_gate,
-- to_be_allocated, no_rule_in_force, no_benefit, shares_recorded, honour_only. floor_amount: the law's least (0: none);
-- recorded_shares_percent: the law's least in shares, recorded and not cash. person_count: how many have a share in it.
CREATE TABLE IF NOT EXISTS result.reward_pool (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    innovation_id TEXT NOT NULL,
    benefit_year INTEGER NOT NULL,
    innovation_title TEXT,
    department_id TEXT NOT NULL,
    plan_id TEXT NOT NULL,
    plan_version TEXT NOT NULL,
    plan TEXT,
    is_estimate BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    currency TEXT NOT NULL,
    recognised_benefit_amount DECIMAL(38, 6) NOT NULL,
    rechecked_benefit_amount DECIMAL(38, 6),
    rechecked_on DATE,
    tier_amount DECIMAL(18, 2) NOT NULL,
    innovation_cap_reduction_amount DECIMAL(18, 2) NOT NULL,
    organization_cap_reduction_amount DECIMAL(18, 2) NOT NULL,
    organization_limit_amount DECIMAL(18, 2),
    floor_amount DECIMAL(18, 2) NOT NULL,
    floor_addition_amount DECIMAL(18, 2) NOT NULL,
    recorded_shares_percent DECIMAL(9, 6),
    pool_amount DECIMAL(18, 2) NOT NULL,
    awarded_amount DECIMAL(18, 2) NOT NULL,
    forfeited_amount DECIMAL(18, 2) NOT NULL,
    person_cap_reduction_amount DECIMAL(18, 2) NOT NULL,
    unallocated_amount DECIMAL(18, 2) NOT NULL,
    person_count INTEGER NOT NULL,
    clause TEXT NOT NULL
);
