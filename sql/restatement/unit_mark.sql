-- A mark of all evidence of a metric by whose it is (unit, person or whole): equal marks mean equal evidence, whatever the
-- order of its rows. Made once for each of the two revisions.
-- grain: metric_id, org_id, department_id, person_id
SELECT
    counted.metric_id,
    counted.org_id,
    counted.department_id,
    CASE WHEN counted.department_id IS NULL THEN counted.person_id END AS person_id,
    sum(hash(
        counted.source_feed, counted.source_id, counted.occurred_on, counted.numerator, counted.denominator
    )) AS mark
FROM restatement.every_row AS counted
GROUP BY
    counted.metric_id, counted.org_id, counted.department_id,
    CASE WHEN counted.department_id IS NULL THEN counted.person_id END
