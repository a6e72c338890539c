-- The rows that cost points, tripped a gate or raised an alert, at most 100 a subject and metric, the costliest first,
-- with the file and row each came from. What is beyond the hundred is counted in indicator_score.evidence_count.
-- grain: run_id, org_id, subject_type, subject_id, metric_id, department_id, source_feed, source_id, occurred_on
WITH reached AS (
    -- A row that several shares of a unit bring to one subject is shown once.
    SELECT DISTINCT
        metrics.org_id,
        metrics.subject_type,
        metrics.subject_id,
        costs.metric_id,
        costs.department_id,
        costs.source_feed,
        costs.source_id,
        costs.occurred_on,
        costs.numerator,
        costs.denominator,
        costs.batch_id,
        costs.source_row,
        costs.cost
    FROM scoring.costly_row AS costs
    INNER JOIN scope.reach AS reaches
        ON
            costs.org_id = reaches.org_id
            AND costs.department_id IS NOT DISTINCT FROM reaches.department_id
            AND costs.person_id IS NOT DISTINCT FROM reaches.person_id
            AND costs.occurred_on BETWEEN reaches.counts_from AND reaches.counts_until
            AND reaches.run_id = $run_id
    INNER JOIN scoring.shown_metric AS metrics
        ON
            reaches.org_id = metrics.org_id
            AND reaches.subject_type = metrics.subject_type
            AND reaches.subject_id = metrics.subject_id
            AND costs.metric_id = metrics.metric_id
    UNION ALL
    SELECT
        units.org_id,
        units.subject_type,
        units.subject_id,
        units.metric_id,
        units.department_id,
        units.source_feed,
        units.source_id,
        units.occurred_on,
        units.numerator,
        units.denominator,
        NULL AS batch_id,
        NULL AS source_row,
        units.denominator - units.numerator AS cost
    FROM scoring.unit_score AS units
    SEMI JOIN scoring.shown_metric AS metrics
        ON
            units.org_id = metrics.org_id
            AND units.subject_type = metrics.subject_type
            AND units.subject_id = metrics.subject_id
            AND units.metric_id = metrics.metric_id
    WHERE units.denominator > units.numerator
),

costly AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY org_id, subject_type, subject_id, metric_id
            ORDER BY cost DESC, source_feed ASC, source_id ASC, occurred_on ASC, department_id ASC
        ) AS place
    FROM reached
    QUALIFY place <= 100
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
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
INNER JOIN run.run AS runs ON runs.run_id = $run_id
LEFT JOIN ingest.batch AS batches ON costly.batch_id = batches.batch_id
ORDER BY costly.org_id, costly.subject_type, costly.subject_id, costly.metric_id, costly.place
