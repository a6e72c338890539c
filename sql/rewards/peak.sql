-- The most that was ever released of an instalment, net of what was taken back, by the settlements a run follows, and what
-- stands of it now.
-- grain: stake_key, tranche
WITH posted AS (
    SELECT
        concat_ws(chr(31), entries.org_id, entries.award_id, entries.person_id, entries.currency) AS stake_key,
        entries.tranche,
        entries.run_id,
        -- Of several settlements, each follows those before it.
        (SELECT count(*) FROM run.follows AS others WHERE others.run_id = entries.run_id) AS place,
        sum(entries.owed_amount) AS owed_amount
    FROM run.follows AS followed
    INNER JOIN result.reward_ledger AS entries ON followed.prior_run_id = entries.run_id
    WHERE followed.run_id = $run_id AND entries.tranche IS NOT NULL
    GROUP BY ALL
),

so_far AS (
    SELECT
        stake_key,
        tranche,
        place,
        run_id,
        sum(owed_amount) OVER (PARTITION BY stake_key, tranche ORDER BY place, run_id) AS owed_amount
    FROM posted
)

SELECT
    stake_key,
    tranche,
    max(owed_amount) AS peak_amount,
    arg_max(owed_amount, (place, run_id)) AS standing_amount
FROM so_far
GROUP BY stake_key, tranche
