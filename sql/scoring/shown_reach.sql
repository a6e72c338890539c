-- Whose records on which days stand behind what is shown of a subject. Numbers stand for texts, so that the many rows of
-- evidence are joined and ordered by whole numbers: shown_number for a subject and metric (in the order of the published
-- table), counted_number for a metric and the unit, person or whole whose records it counts.
-- grain: shown_number, counted_number, counts_from, counts_until
SELECT
    metrics.org_id,
    metrics.subject_type,
    metrics.subject_id,
    metrics.metric_id,
    reaches.department_id,
    reaches.person_id,
    reaches.counts_from,
    reaches.counts_until,
    dense_rank() OVER (
        ORDER BY metrics.org_id, metrics.subject_type, metrics.subject_id, metrics.metric_id
    ) AS shown_number,
    dense_rank() OVER (
        ORDER BY metrics.org_id, reaches.department_id, reaches.person_id, metrics.metric_id
    ) AS counted_number
FROM scoring.shown_metric AS metrics
INNER JOIN scope.reach AS reaches
    ON
        metrics.org_id = reaches.org_id
        AND metrics.subject_type = reaches.subject_type
        AND metrics.subject_id = reaches.subject_id
        AND reaches.run_id = $run_id
