-- What the night of a day took in, by feed: all that came after the nights before had ended, also what one of them had
-- left half done; up to where it came itself once a later night is marked. waiting_count: files that are neither loaded
-- nor refused; the next night goes on with them.
-- grain: feed
WITH night AS (
    SELECT
        coalesce(max(batch_id) FILTER (WHERE day < $day - 1), 0) AS before,
        max(batch_id) FILTER (WHERE day = $day - 1) AS own,
        coalesce(bool_or(day > $day - 1), false) AS is_past
    FROM schedule.night
)

SELECT
    batch.feed,
    count(*) AS file_count,
    sum(batch.read_count) AS row_count,
    coalesce(sum(batch.inserted_count), 0) AS inserted_count,
    coalesce(sum(batch.changed_count), 0) AS changed_count,
    coalesce(sum(batch.unchanged_count), 0) AS unchanged_count,
    coalesce(sum(batch.closed_count), 0) AS closed_count,
    coalesce(sum(batch.quarantined_count), 0) AS quarantined_count,
    count(*) FILTER (WHERE batch.state = 'refused') AS refused_count,
    count(*) FILTER (WHERE batch.state NOT IN ('loaded', 'refused')) AS waiting_count
FROM ingest.batch AS batch
CROSS JOIN night
WHERE batch.batch_id > night.before AND (NOT night.is_past OR batch.batch_id <= coalesce(night.own, night.before))
GROUP BY batch.feed
ORDER BY batch.feed
