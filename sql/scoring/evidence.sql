-- The rows that cost points, tripped a gate or raised an alert, at most 100 a subject and metric, the costliest first,
-- with the file and row each came from. What is beyond the hundred is counted in indicator_score.evidence_count.
-- grain: run_id, org_id, subject_type, subject_id, metric_id, department_id, source_feed, source_id, occurred_on
WITH
-- All costly rows in one order, once; from there on their places are compared, not their texts.
costly AS MATERIALIZED (
    SELECT ordered.*, row_number() OVER () AS place
    FROM (
        SELECT
            counted_number, department_id, source_feed, source_id, batch_id, source_row, occurred_on, numerator,
            denominator
        FROM scoring.costly_row
        ORDER BY
            cost DESC, source_feed ASC, source_id ASC, occurred_on ASC, department_id ASC, batch_id ASC, source_row ASC
    ) AS ordered
),

shown AS (
    SELECT DISTINCT shown_number, org_id, subject_type, subject_id, metric_id
    FROM scoring.shown_reach
),

-- A row that several shares of a unit bring to one subject is shown once.
places AS (
    SELECT DISTINCT
        reaches.shown_number,
        costly.place,
        dense_rank() OVER (PARTITION BY reaches.shown_number ORDER BY costly.place) AS position
    FROM scoring.shown_reach AS reaches
    INNER JOIN costly
        ON
            reaches.counted_number = costly.counted_number
            AND costly.occurred_on BETWEEN reaches.counts_from AND reaches.counts_until
    QUALIFY position <= 100
),

found AS (
    SELECT
        places.shown_number, places.position, costly.department_id, costly.source_feed, costly.source_id, costly.batch_id,
        costly.source_row, costly.occurred_on, costly.numerator, costly.denominator
    FROM places
    INNER JOIN costly ON places.place = costly.place
    UNION ALL
    SELECT
        shown.shown_number,
        row_number() OVER (
            PARTITION BY shown.shown_number
            ORDER BY units.denominator - units.numerator DESC, units.source_id ASC, units.occurred_on ASC
        ) AS position,
        units.department_id, units.source_feed, units.source_id, NULL AS batch_id, NULL AS source_row,
        units.occurred_on, units.numerator, units.denominator
    FROM scoring.unit_score AS units
    INNER JOIN shown
        ON
            units.org_id = shown.org_id
            AND units.subject_type = shown.subject_type
            AND units.subject_id = shown.subject_id
            AND units.metric_id = shown.metric_id
    WHERE units.denominator > units.numerator
    QUALIFY position <= 100
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    shown.org_id,
    shown.subject_type,
    shown.subject_id,
    shown.metric_id,
    cast(found.position AS INTEGER) AS position,
    found.department_id,
    found.source_feed,
    found.source_id,
    batches.source_file,
    found.source_row,
    found.occurred_on,
    found.numerator,
    found.denominator
FROM found
INNER JOIN shown
    ON found.shown_number = shown.shown_number
INNER JOIN run.run AS runs ON runs.run_id = $run_id
LEFT JOIN ingest.batch AS batches ON found.batch_id = batches.batch_id
ORDER BY found.shown_number, found.position
