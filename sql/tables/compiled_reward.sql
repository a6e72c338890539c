-- The reward plans, compiled from schemes/<regime>/<period>/reward.yaml. A plan_key names one plan, version and content
-- ('MIIT_REWARD@2026.1#1a2b3c4d'); rows of a key never change. clause and source as in compiled.indicator.

-- grain: plan_key. org_id is set where an organisation carries its own copy. is_paid: whether amounts are paid at all
-- (else an honour list, with the reason). rewards_market: whether the market's expansion is rewarded (RW_MKT).
-- floor_applies: always, without_rule (no rule of the organisation in force) or never. forfeited_to: organization, or
-- contributors (once the panel confirmed it).
CREATE TABLE IF NOT EXISTS compiled.reward_plan (
    plan_key TEXT PRIMARY KEY,
    plan_id TEXT NOT NULL,
    plan_version TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    regime TEXT NOT NULL,
    org_id TEXT,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    in_force_from DATE NOT NULL,
    in_force_until DATE,
    currency TEXT NOT NULL,
    is_paid BOOLEAN NOT NULL,
    not_paid_reason_zh TEXT,
    not_paid_reason_en TEXT,
    needs_published_rule BOOLEAN NOT NULL,
    rewards_market BOOLEAN NOT NULL,
    floor_applies TEXT NOT NULL,
    forfeited_to TEXT NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: plan_key, tier. Of the benefit from from_amount up to until_amount (NULL: without end) rise / run is rewarded.
CREATE TABLE IF NOT EXISTS compiled.reward_tier (
    plan_key TEXT NOT NULL,
    tier INTEGER NOT NULL,
    from_amount DECIMAL(18, 2) NOT NULL,
    until_amount DECIMAL(18, 2),
    rise DECIMAL(18, 6) NOT NULL,
    run DECIMAL(18, 6) NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: plan_key, name, code. Every single number of a plan; code is '' for a single one (names: see sql/rewards/plan.sql),
-- else a grade (grade_percent) or the number of an instalment (instalment_percent).
CREATE TABLE IF NOT EXISTS compiled.reward_number (
    plan_key TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    value DECIMAL(38, 6) NOT NULL,
    unit TEXT NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: plan_key, name, code. What a code of a record means to a plan. name: benefit_kind (effect gained or retained),
-- finding (cancels, stops or suspends), leaving (keeps, lapses or forfeits), ungraded (paid or held, by the status of an appraisal).
CREATE TABLE IF NOT EXISTS compiled.reward_code (
    plan_key TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    effect TEXT NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);
