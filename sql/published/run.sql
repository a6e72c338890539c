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
    row_number() OVER (
        PARTITION BY runs.period, runs.org_scope
        ORDER BY runs.provisional ASC, runs.revision DESC, runs.cut_off DESC, runs.as_of_batch DESC, runs.run_id ASC
    ) = 1 AS is_newest,
    runs.as_of_batch,
    runs.data_sha256,
    runs.schemes_sha256,
    runs.code_sha256,
    runs.state
FROM run.run AS runs
WHERE runs.published
ORDER BY runs.run_id
