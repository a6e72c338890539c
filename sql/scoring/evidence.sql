-- The rows that cost points, at most 100 a subject and indicator, the costliest first, with the file and row each came
-- from. What is beyond the hundred is counted in indicator_score.evidence_count.
-- grain: run_id, org_id, subject_type, subject_id, metric_id, department_id, source_feed, source_id, occurred_on
WITH costly AS (
    SELECT
        scores.run_id,
        scores.revision,
        scores.period,
        scores.org_id,
        scores.subject_type,
        scores.subject_id,
        scores.metric_id,
        row_number() OVER (
            PARTITION BY scores.org_id, scores.subject_type, scores.subject_id, scores.metric_id
            ORDER BY rows.cost DESC, rows.source_feed ASC, rows.source_id ASC, rows.occurred_on ASC,
                rows.department_id ASC
        ) AS place,
        rows.department_id,
        rows.source_feed,
        rows.source_id,
        rows.occurred_on,
        rows.numerator,
        rows.denominator
    FROM scoring.costly_row AS rows
    INNER JOIN scope.reach AS reaches
        ON
            rows.org_id = reaches.org_id
            AND rows.department_id = reaches.department_id
            AND rows.occurred_on BETWEEN reaches.counts_from AND reaches.counts_until
            AND reaches.run_id = $run_id
    INNER JOIN result.indicator_score AS scores
        ON
            reaches.run_id = scores.run_id
            AND reaches.org_id = scores.org_id
            AND reaches.subject_type = scores.subject_type
            AND reaches.subject_id = scores.subject_id
            AND rows.metric_id = scores.metric_id
    WHERE scores.points_lost > 0 AND scores.status = 'measured'
    QUALIFY place <= 100
)

SELECT
    costly.run_id,
    costly.revision,
    costly.period,
    costly.org_id,
    costly.subject_type,
    costly.subject_id,
    costly.metric_id,
    cast(costly.place AS INTEGER) AS position,
    costly.department_id,
    costly.source_feed,
    costly.source_id,
    batches.source_file,
    places.source_row,
    costly.occurred_on,
    costly.numerator,
    costly.denominator
FROM costly
LEFT JOIN scoring.source_row AS places
    ON
        costly.source_feed = places.source_feed
        AND costly.org_id = places.org_id
        AND costly.source_id = places.source_id
LEFT JOIN ingest.batch AS batches ON places.batch_id = batches.batch_id
ORDER BY costly.org_id, costly.subject_type, costly.subject_id, costly.metric_id, costly.place
