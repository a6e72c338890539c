-- The day from which one may object to a run's results: the day they were made public, else that of the confirmation.
-- grain: run_id
SELECT
    run_id,
    coalesce(
        max(signed_on) FILTER (WHERE state = 'publicised'),
        max(signed_on) FILTER (WHERE state = 'confirmed')
    ) AS opens_on
FROM run.signature
WHERE state IN ('publicised', 'confirmed')
GROUP BY run_id
