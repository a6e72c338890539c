-- What was computed, from which data, rules and code. A run that was rejected or returned is the newest only where there is
-- no other.
-- grain: run_id
SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    runs.org_scope AS org_id,
    runs.period_start,
    runs.period_end,
    runs.cut_off,
    runs.provisional,
    run_kind(runs.revision, runs.provisional) AS kind,
    -- A look back is never the newest: it tells what was known before.
    run_kind(runs.revision, runs.provisional) <> 'look_back' AND row_number() OVER (
        PARTITION BY runs.period, runs.org_scope
        ORDER BY
            run_kind(runs.revision, runs.provisional) = 'look_back' ASC,
            coalesce(runs.sign_off, '') IN ('rejected', 'returned') ASC,
            runs.provisional ASC, runs.revision DESC, runs.cut_off DESC, runs.as_of_batch DESC, runs.run_id ASC
    ) = 1 AS is_newest,
    runs.as_of,
    batches.received_on AS known_on,
    runs.as_of_batch,
    runs.data_sha256,
    runs.schemes_sha256,
    runs.code_sha256,
    coalesce(runs.sign_off, runs.state) AS state,
    coalesce(runs.sign_off IN ('confirmed', 'archived'), FALSE) AND row_number() OVER (
        PARTITION BY runs.period, runs.org_scope
        ORDER BY coalesce(runs.sign_off IN ('confirmed', 'archived'), FALSE) DESC, runs.revision DESC
    ) = 1 AS is_current,
    confirmations.signed_on AS confirmed_on
FROM run.run AS runs
LEFT JOIN run.signature AS confirmations ON runs.run_id = confirmations.run_id AND confirmations.state = 'confirmed'
LEFT JOIN ingest.batch AS batches ON runs.as_of_batch = batches.batch_id
WHERE runs.published
ORDER BY runs.run_id
