-- The final runs that wait for a signature, and for which. A revision that a newer finished one has overtaken waits for
-- nothing, unless it is confirmed and not archived yet; one that was returned keeps its place until it is corrected.
-- grain: run_id
SELECT
    runs.run_id,
    runs.period,
    runs.org_scope,
    runs.revision,
    coalesce(runs.sign_off, runs.state) AS state,
    CASE coalesce(runs.sign_off, runs.state)
        WHEN 'computed' THEN 'reviewed'
        WHEN 'reviewed' THEN 'publicised'
        WHEN 'publicised' THEN 'confirmed'
        WHEN 'confirmed' THEN 'archived'
    END AS waits_for,
    publicity.publicised_on,
    publicity.public_until
FROM run.run AS runs
LEFT JOIN signing.publicity AS publicity ON runs.run_id = publicity.run_id AND runs.sign_off = 'publicised'
WHERE
    runs.state = 'computed'
    AND runs.revision > 0
    AND NOT runs.provisional
    AND coalesce(runs.sign_off, '') NOT IN ('rejected', 'returned', 'archived')
    AND (
        coalesce(runs.sign_off, '') = 'confirmed'
        OR NOT EXISTS (
            SELECT 1
            FROM run.run AS newer
            WHERE
                newer.period = runs.period
                AND newer.org_scope = runs.org_scope
                AND newer.revision > runs.revision
                AND newer.state = 'computed'
                AND NOT newer.provisional
                AND coalesce(newer.sign_off, '') <> 'rejected'
        )
    )
