-- What was computed, from which data, rules and code.
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
            run_kind(runs.revision, runs.provisional) = 'look_back' ASC, runs.provisional ASC, runs.revision DESC,
            runs.cut_off DESC, runs.as_of_batch DESC, runs.run_id ASC
    ) = 1 AS is_newest,
    runs.as_of,
    batches.received_on AS known_on,
    runs.as_of_batch,
    runs.data_sha256,
    runs.schemes_sha256,
    runs.code_sha256,
    runs.state
FROM run.run AS runs
LEFT JOIN ingest.batch AS batches ON runs.as_of_batch = batches.batch_id
WHERE runs.published
ORDER BY runs.run_id
