-- Incidents, nearly all below the national grades.
-- grain: incident_id
SELECT 'B' || (i % $organisations) AS org_id, 'I' || i AS incident_id,
    'D' || (i % $departments) AS department_id, 'Y' || (i % $systems) AS system_id, 'Incident ' || i AS title,
    moment AS occurred_at, moment + INTERVAL 20 MINUTE AS detected_at,
    moment + INTERVAL 1 MINUTE * (30 + draw * 17 % 300) AS reported_at,
    moment + INTERVAL 9 HOUR AS recovered_at, moment + INTERVAL 3 DAY AS closed_at,
    CASE WHEN draw % 97 = 0 THEN 'general' END AS severity_official, 'below' AS severity_internal,
    ['full', 'primary', 'equal', 'secondary', 'none', 'undetermined'][1 + draw % 6] AS responsibility,
    'C' || (i * 37 % ($departments * 60)) AS cause_code,
    CASE WHEN draw % 3 > 0 THEN 'true' ELSE 'false' END AS self_found, 'true' AS plan_followed,
    draw % 50 AS affected_records, CAST(i * 101 % 90000 AS DECIMAL(18, 2)) AS loss_amount
FROM (SELECT i, i + i // $departments * 31 AS draw,
    TIMESTAMP '2026-07-01 00:00:00' + INTERVAL 1 MINUTE * (i * 7919 % 132000) AS moment
    FROM range($incidents) AS t(i))
