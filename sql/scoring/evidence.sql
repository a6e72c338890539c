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
            ORDER BY
                costs.cost DESC,
                costs.source_feed ASC,
                costs.source_id ASC,
                costs.occurred_on ASC,
                costs.department_id ASC
        ) AS place,
        costs.department_id,
        costs.source_feed,
        costs.source_id,
        costs.occurred_on,
        costs.numerator,
        costs.denominator,
        costs.batch_id,
        costs.source_row
    FROM scoring.costly_row AS costs
    INNER JOIN scope.reach AS reaches
        ON
            costs.org_id = reaches.org_id
            AND costs.department_id = reaches.department_id
            AND costs.occurred_on BETWEEN reaches.counts_from AND reaches.counts_until
            AND reaches.run_id = $run_id
    INNER JOIN result.indicator_score AS scores
        ON
            reaches.run_id = scores.run_id
            AND reaches.org_id = scores.org_id
            AND reaches.subject_type = scores.subject_type
            AND reaches.subject_id = scores.subject_id
            AND costs.metric_id = scores.metric_id
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
    costly.source_row,
    costly.occurred_on,
    costly.numerator,
    costly.denominator
FROM costly
LEFT JOIN ingest.batch AS batches ON costly.batch_id = batches.batch_id
ORDER BY costly.org_id, costly.subject_type, costly.subject_id, costly.metric_id, costly.place
