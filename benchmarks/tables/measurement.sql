-- Ratios observed elsewhere, of the kinds the enterprise's schemes count.
-- grain: measurement_id
SELECT 'B' || (i % $organisations) AS org_id, 'M' || i AS measurement_id,
    ['service_minutes', 'critical_processes', 'datasets_shared', 'systems_integrated', 'satisfaction', 'key_posts', 'tickets'][1 + draw % 7] AS kind,
    'D' || (i % $departments) AS department_id, 'Y' || i % $systems AS subject,
    DATE '2026-07-31' + (draw % 3 * 30)::INT AS observed_on, 900 + i * 7 % 100 AS numerator, 1000 AS denominator,
    40 AS respondent_count, 100 AS population_count
FROM (SELECT i, i // $departments AS draw FROM range($measurements) AS t(i))
