-- The preview that stands in the published files for a day: of the open quarter, with what was due by the day before.
-- grain: run_id
SELECT
    run_id,
    period,
    cut_off
FROM run.run
WHERE
    provisional
    AND published
    AND state = 'computed'
    AND cut_off = $day - 1
ORDER BY run_id
