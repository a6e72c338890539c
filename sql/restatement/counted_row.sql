-- The evidence to be compared row by row, of one of the two revisions.
-- grain: metric_id, org_id, department_id, person_id, source_feed, source_id, occurred_on
SELECT
    counted.metric_id,
    counted.org_id,
    counted.department_id,
    CASE WHEN counted.department_id IS NULL THEN counted.person_id END AS person_id,
    counted.source_feed,
    counted.source_id,
    counted.occurred_on,
    sum(counted.numerator) AS numerator,
    sum(counted.denominator) AS denominator,
    max(counted.batch_id) AS batch_id,
    arg_max(counted.source_row, (counted.batch_id, counted.source_row)) AS source_row
FROM restatement.every_row AS counted
INNER JOIN restatement.differing_unit AS units
    ON
        counted.metric_id = units.metric_id
        AND counted.org_id = units.org_id
        AND counted.department_id IS NOT DISTINCT FROM units.department_id
        AND CASE WHEN counted.department_id IS NULL THEN counted.person_id END IS NOT DISTINCT FROM units.person_id
GROUP BY
    counted.metric_id, counted.org_id, counted.department_id,
    CASE WHEN counted.department_id IS NULL THEN counted.person_id END,
    counted.source_feed, counted.source_id, counted.occurred_on
