-- What becomes of the pools: awards, instalments, the ledger, and the sums by unit and year. Amounts and estimates as in
-- reward_pool.sql.

-- grain: run_id, org_id, award_id ('<innovation>/<benefit year>/<contribution>'). award = gross - forfeited -
-- person_cap_reduction. share_percent: as it was split, six decimals for the eye; filed_share_percent: as filed.
-- rounding_amount: what the split to whole cents added to the exact share. protected_amount: the part of the law's floor.
-- status: awarded, held (nothing is released until the reason is gone), forfeited (all of it), honour_candidate,
-- shares_recorded, unallocated (no amount yet).
CREATE TABLE IF NOT EXISTS result.reward_award (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    award_id TEXT NOT NULL,
    innovation_id TEXT NOT NULL,
    benefit_year INTEGER NOT NULL,
    contribution_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    person_name TEXT,
    department_id TEXT NOT NULL,
    role TEXT,
    is_main_contributor BOOLEAN NOT NULL,
    is_cio BOOLEAN NOT NULL,
    is_unit_head BOOLEAN NOT NULL,
    is_estimate BOOLEAN NOT NULL,
    filed_share_percent DECIMAL(18, 6),
    share_percent DECIMAL(18, 6),
    currency TEXT NOT NULL,
    gross_amount DECIMAL(18, 2) NOT NULL,
    rounding_amount DECIMAL(18, 6) NOT NULL,
    protected_amount DECIMAL(18, 2) NOT NULL,
    kept_percent DECIMAL(9, 6) NOT NULL,
    forfeited_amount DECIMAL(18, 2) NOT NULL,
    person_limit_amount DECIMAL(18, 2),
    person_cap_reduction_amount DECIMAL(18, 2) NOT NULL,
    award_amount DECIMAL(18, 2) NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    funding_channel TEXT,
    clause TEXT NOT NULL
);

-- grain: run_id, org_id, award_id, tranche. due_year: the year whose settlement releases it. released: by this and earlier
-- settlements, less what is reclaimed; reclaimed: what had been released above that and is to be paid back; lapsed: lost for
-- good. status: released, due_later, held, lapsed, scaled (released in part, the rest lapsed), reclaimed (released and taken
-- back in whole or part).
CREATE TABLE IF NOT EXISTS result.reward_tranche (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    award_id TEXT NOT NULL,
    innovation_id TEXT NOT NULL,
    benefit_year INTEGER NOT NULL,
    person_id TEXT NOT NULL,
    department_id TEXT NOT NULL,
    tranche INTEGER NOT NULL,
    due_year INTEGER NOT NULL,
    instalment_percent DECIMAL(9, 6) NOT NULL,
    is_estimate BOOLEAN NOT NULL,
    currency TEXT NOT NULL,
    planned_amount DECIMAL(18, 2) NOT NULL,
    released_amount DECIMAL(18, 2) NOT NULL,
    reclaimed_amount DECIMAL(18, 2) NOT NULL DEFAULT 0,
    lapsed_amount DECIMAL(18, 2) NOT NULL,
    to_come_amount DECIMAL(18, 2) NOT NULL,
    released_percent DECIMAL(9, 6),
    status TEXT NOT NULL,
    reason TEXT
);

-- grain: run_id, org_id, entry_id. What a settlement posts: a proposal until it is confirmed (run.run.sign_off), posted on the
-- day of the confirmation (run.signature); nothing is ever changed. kind: grant, forfeit, cap_reduction,
-- correction, deferral, release, hold, lapse, clawback. amount: what it is about, never negative but for a forfeit, lapse or
-- cap_reduction that is taken back and a correction. owed_amount: its effect on what the person may draw; to_come_amount: on
-- what is still to come. What a person is owed on a day is the sum of owed_amount over entries posted by that day.
CREATE TABLE IF NOT EXISTS result.reward_ledger (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    award_id TEXT NOT NULL,
    innovation_id TEXT NOT NULL,
    benefit_year INTEGER NOT NULL,
    person_id TEXT NOT NULL,
    department_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    tranche INTEGER,
    currency TEXT NOT NULL,
    amount DECIMAL(18, 2) NOT NULL,
    owed_amount DECIMAL(18, 2) NOT NULL,
    to_come_amount DECIMAL(18, 2) NOT NULL,
    cause TEXT NOT NULL,
    reference TEXT NOT NULL
);

-- grain: run_id, org_id, benefit_year, department_id. The amounts of a unit's contributors, by their unit at the time;
-- unallocated: pools without shares, of the innovation's own unit. cio_awarded: what of it goes to CIOs, for their own share.
CREATE TABLE IF NOT EXISTS result.department_reward (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    benefit_year INTEGER NOT NULL,
    department_id TEXT NOT NULL,
    is_estimate BOOLEAN NOT NULL,
    currency TEXT NOT NULL,
    pool_amount DECIMAL(18, 2) NOT NULL,
    awarded_amount DECIMAL(18, 2) NOT NULL,
    cio_awarded_amount DECIMAL(18, 2) NOT NULL,
    forfeited_amount DECIMAL(18, 2) NOT NULL,
    person_cap_reduction_amount DECIMAL(18, 2) NOT NULL,
    unallocated_amount DECIMAL(18, 2) NOT NULL,
    person_count INTEGER NOT NULL
);

-- grain: run_id, org_id, benefit_year. Pools beside what became of them, by persons, departments and instalments;
-- difference_amount is 0 in all.
CREATE TABLE IF NOT EXISTS result.reward_reconciliation (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    benefit_year INTEGER NOT NULL,
    is_estimate BOOLEAN NOT NULL,
    currency TEXT NOT NULL,
    pool_amount DECIMAL(18, 2) NOT NULL,
    awarded_amount DECIMAL(18, 2) NOT NULL,
    forfeited_amount DECIMAL(18, 2) NOT NULL,
    person_cap_reduction_amount DECIMAL(18, 2) NOT NULL,
    unallocated_amount DECIMAL(18, 2) NOT NULL,
    department_amount DECIMAL(18, 2) NOT NULL,
    planned_amount DECIMAL(18, 2) NOT NULL,
    released_amount DECIMAL(18, 2) NOT NULL,
    lapsed_amount DECIMAL(18, 2) NOT NULL,
    to_come_amount DECIMAL(18, 2) NOT NULL,
    pool_difference_amount DECIMAL(18, 2) NOT NULL,
    department_difference_amount DECIMAL(18, 2) NOT NULL,
    tranche_difference_amount DECIMAL(18, 2) NOT NULL
);
