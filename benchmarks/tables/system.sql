-- Information systems in service all the time.
-- grain: system_id
SELECT 'B' || (i % $organisations) AS org_id, 'Y' || i AS system_id,
    'D' || (i % $departments) AS department_id, 'System ' || i AS name, 1 + i % 3 AS protection_level,
    DATE '2023-01-01' + (i * 7 % 900)::INT AS in_service_from, NULL AS in_service_until
FROM range($systems) AS t(i)
