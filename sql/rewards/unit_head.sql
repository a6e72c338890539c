-- The head of each unit in each benefit year: as the records had it at the year's end, or first had it after; who heads the
-- unit later changes nothing of a year that is over.
-- grain: org_id, benefit_year, department_id
SELECT
    years.org_id,
    years.benefit_year,
    units.department_id,
    units.head_person_id
FROM rewards.settled_year AS years
INNER JOIN history.department AS units ON years.org_id = units.org_id
LEFT JOIN ingest.batch AS batches ON units.batch_id = batches.batch_id
WHERE
    units.batch_id <= coalesce($as_of_batch, 2147483647)
    AND in_year(units.valid_from, units.valid_until, years.benefit_year)
QUALIFY
    row_number() OVER (
        PARTITION BY years.org_id, years.benefit_year, units.department_id
        ORDER BY
            batches.received_on <= make_date(years.benefit_year, 12, 31) DESC,
            CASE
                WHEN batches.received_on <= make_date(years.benefit_year, 12, 31) THEN -units.batch_id
                ELSE units.batch_id
            END ASC
    ) = 1
