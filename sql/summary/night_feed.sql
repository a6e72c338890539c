-- What the night of a day took in, by feed: all that came after the nights before had ended, also what one of them had
-- left half done. waiting_count: files that are neither loaded nor refused; the next night goes on with them.
-- grain: feed
SELECT
    feed,
    count(*) AS file_count,
    sum(read_count) AS row_count,
    coalesce(sum(inserted_count), 0) AS inserted_count,
    coalesce(sum(changed_count), 0) AS changed_count,
    coalesce(sum(unchanged_count), 0) AS unchanged_count,
    coalesce(sum(closed_count), 0) AS closed_count,
    coalesce(sum(quarantined_count), 0) AS quarantined_count,
    count(*) FILTER (WHERE state = 'refused') AS refused_count,
    count(*) FILTER (WHERE state NOT IN ('loaded', 'refused')) AS waiting_count
FROM ingest.batch
WHERE batch_id > (SELECT coalesce(max(others.batch_id), 0) FROM schedule.night AS others WHERE others.day <> $day - 1)
GROUP BY feed
ORDER BY feed
