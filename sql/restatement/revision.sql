-- The run and the revision before it: the newest finished final run of the period and scope with a smaller number. No row for
-- a first revision, a preview or a look back.
-- grain: run_id
SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    runs.as_of_batch,
    runs.code_sha256 <> priors.code_sha256 AS has_new_code,
    priors.run_id AS prior_run_id,
    priors.as_of_batch AS prior_batch
FROM run.run AS runs
INNER JOIN run.run AS priors
    ON
        runs.period = priors.period
        AND runs.org_scope = priors.org_scope
        AND runs.revision > priors.revision
        AND priors.state = 'computed'
        AND run_kind(priors.revision, priors.provisional) = 'final'
WHERE runs.run_id = $run_id
QUALIFY row_number() OVER (ORDER BY priors.revision DESC) = 1
