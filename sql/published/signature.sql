-- Who put a published run into which state, when and why.
-- grain: run_id, state
SELECT
    signatures.run_id,
    runs.revision,
    runs.period,
    runs.org_scope AS org_id,
    signatures.position,
    signatures.state,
    signatures.signed_by,
    signatures.signed_on,
    signatures.reason
FROM run.signature AS signatures
INNER JOIN run.run AS runs ON signatures.run_id = runs.run_id
WHERE runs.published
ORDER BY signatures.run_id, signatures.position
