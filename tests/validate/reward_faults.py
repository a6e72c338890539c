"""Sound rewards of a run, two organisations alike, and a fault for each check on them."""

SOUND_REWARDS = """
INSERT INTO run.run VALUES (
    'r1', '2026', DATE '2026-01-01', DATE '2026-12-31', DATE '2026-12-31', 2, '*', 1, FALSE,
    '', '', '', 'rewarded', FALSE, NULL, NULL
);
INSERT INTO result.reward_tier BY NAME
SELECT
    'r1' AS run_id, 1 AS revision, '2026' AS period, unnest(['O1', 'O2']) AS org_id, 'i' AS innovation_id,
    2026 AS benefit_year, 1 AS tier, 0 AS from_amount, 2000 AS benefit_in_tier_amount, 5 AS rise, 100 AS run,
    100 AS tier_amount, '' AS clause, '' AS source;
INSERT INTO result.reward_pool BY NAME
SELECT
    'r1' AS run_id, 1 AS revision, '2026' AS period, unnest(['O1', 'O2']) AS org_id, 'i' AS innovation_id,
    2026 AS benefit_year, 'd' AS department_id, 'P' AS plan_id, '1' AS plan_version, 'RW_MKT' AS plan,
    FALSE AS is_estimate, 'awarded' AS status, 'CNY' AS currency, 2000 AS recognised_benefit_amount, 100 AS tier_amount,
    20 AS innovation_cap_reduction_amount, 10 AS organization_cap_reduction_amount, 70 AS organization_limit_amount,
    90 AS floor_amount, 20 AS floor_addition_amount, 90 AS pool_amount, 60 AS awarded_amount, 10 AS forfeited_amount,
    15 AS person_cap_reduction_amount, 5 AS unallocated_amount, 1 AS person_count, '' AS clause;
INSERT INTO result.reward_award BY NAME
SELECT
    'r1' AS run_id, 1 AS revision, '2026' AS period, unnest(['O1', 'O2']) AS org_id, 'i/2026/c' AS award_id,
    'i' AS innovation_id, 2026 AS benefit_year, 'c' AS contribution_id, 'p' AS person_id, 'd' AS department_id,
    FALSE AS is_main_contributor, FALSE AS is_cio, FALSE AS is_unit_head, FALSE AS is_estimate, 'CNY' AS currency,
    85 AS gross_amount, 0 AS rounding_amount, 0 AS protected_amount, 90 AS kept_percent, 10 AS forfeited_amount,
    15 AS person_cap_reduction_amount, 60 AS award_amount, 'awarded' AS status, 'within_wage_total' AS funding_channel,
    '' AS clause;
INSERT INTO result.reward_tranche BY NAME
SELECT
    'r1' AS run_id, 1 AS revision, '2026' AS period, org_id, 'i/2026/c' AS award_id, 'i' AS innovation_id,
    2026 AS benefit_year, 'p' AS person_id, 'd' AS department_id, tranche, 2025 + tranche AS due_year,
    50 AS instalment_percent, FALSE AS is_estimate, 'CNY' AS currency, 30 AS planned_amount,
    released AS released_amount, 0 AS lapsed_amount, 30 - released AS to_come_amount, status
FROM (VALUES (1, 30, 'released'), (2, 0, 'due_later')) AS t (tranche, released, status)
CROSS JOIN (SELECT unnest(['O1', 'O2']) AS org_id);
INSERT INTO result.reward_ledger BY NAME
SELECT
    'r1' AS run_id, 1 AS revision, '2026' AS period, org_id, org_id || kind AS entry_id, 'i/2026/c' AS award_id,
    'i' AS innovation_id, 2026 AS benefit_year, 'p' AS person_id, 'd' AS department_id, kind, tranche,
    'CNY' AS currency, amount, owed AS owed_amount, to_come AS to_come_amount,
    '' AS cause, '' AS reference
FROM (VALUES
    ('grant', NULL, 85, 0, 85), ('forfeit', NULL, 10, 0, -10), ('cap_reduction', NULL, 15, 0, -15),
    ('release', 1, 30, 30, -30), ('deferral', 2, 30, 0, 0)
) AS t (kind, tranche, amount, owed, to_come)
CROSS JOIN (SELECT unnest(['O1', 'O2']) AS org_id);
INSERT INTO result.reward_reconciliation BY NAME
SELECT
    'r1' AS run_id, 1 AS revision, '2026' AS period, unnest(['O1', 'O2']) AS org_id, 2026 AS benefit_year,
    FALSE AS is_estimate, 'CNY' AS currency, 90 AS pool_amount, 60 AS awarded_amount, 10 AS forfeited_amount,
    15 AS person_cap_reduction_amount, 5 AS unallocated_amount, 90 AS department_amount, 60 AS planned_amount,
    30 AS released_amount, 0 AS lapsed_amount, 30 AS to_come_amount, 0 AS pool_difference_amount,
    0 AS department_difference_amount, 0 AS tranche_difference_amount;
"""
REWARD_FAULTS = {
    "pool_one_row_an_innovation_and_year": (
        "INSERT INTO result.reward_pool SELECT * FROM result.reward_pool WHERE {mine}"
    ),
    "pool_is_its_parts": "UPDATE result.reward_pool SET tier_amount = 100.01 WHERE {mine}",
    "pool_is_what_became_of_it": "UPDATE result.reward_pool SET unallocated_amount = 4.99 WHERE {mine}",
    "tiers_add_up_to_the_pool": "UPDATE result.reward_tier SET tier_amount = 99.99 WHERE {mine}",
    "pool_amounts_not_negative": "UPDATE result.reward_pool SET unallocated_amount = -0.01 WHERE {mine}",
    "pools_of_a_year_within_the_limit_or_at_the_floor": (
        "UPDATE result.reward_pool SET organization_limit_amount = 69.99 WHERE {mine}"
    ),
    "pool_status_known": "UPDATE result.reward_pool SET status = 'paid' WHERE {mine}",
    "award_stands_once": "INSERT INTO result.reward_award SELECT * FROM result.reward_award WHERE {mine}",
    "award_is_its_parts": "UPDATE result.reward_award SET forfeited_amount = 9.99 WHERE {mine}",
    "award_amounts_not_negative": "UPDATE result.reward_award SET award_amount = -0.01 WHERE {mine}",
    "awards_add_up_to_their_pool": "UPDATE result.reward_award SET award_amount = 60.01 WHERE {mine}",
    "award_status_fits_its_amount": "UPDATE result.reward_award SET status = 'held' WHERE {mine}",
    "tranche_stands_once": "INSERT INTO result.reward_tranche SELECT * FROM result.reward_tranche WHERE {mine}",
    "tranche_is_its_parts": (
        "UPDATE result.reward_tranche SET released_amount = 30.01, to_come_amount = -0.01 WHERE {mine} AND tranche = 1"
    ),
    "tranches_add_up_to_their_award": "DELETE FROM result.reward_tranche WHERE {mine} AND tranche = 2",
    "tranche_status_fits_its_amounts": (
        "UPDATE result.reward_tranche SET status = 'released' WHERE {mine} AND tranche = 2"
    ),
    "entry_stands_once": "INSERT INTO result.reward_ledger SELECT * FROM result.reward_ledger WHERE {mine}",
    "only_a_settlement_posts": "UPDATE run.run SET provisional = TRUE",
    "entry_has_the_effect_of_its_kind": (
        "UPDATE result.reward_ledger SET owed_amount = 30.01 WHERE {mine} AND kind = 'release'"
    ),
    "ledger_adds_up_to_the_awards": "DELETE FROM result.reward_ledger WHERE {mine} AND kind = 'release'",
    "rewards_reconcile_to_the_cent": (
        "UPDATE result.reward_reconciliation SET department_difference_amount = 0.01 WHERE {mine}"
    ),
    "every_year_with_pools_is_reconciled": "DELETE FROM result.reward_reconciliation WHERE {mine}",
}
