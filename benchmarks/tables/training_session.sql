-- Sessions of an organisation, its topics in turn.
-- grain: session_id
SELECT 'B' || (i % $organisations) AS org_id, 'S' || i AS session_id, 'Session ' || i AS title,
    ['security', 'literacy', 'skills', 'management', 'other'][1 + i // $organisations % 5] AS topic,
    'D' || (i % $departments) AS department_id, DATE '2026-07-01' + (i * 13 % 92)::INT AS held_on,
    CAST(1 + i % 8 * 0.5 AS DECIMAL(4, 1)) AS credit_hours, NULL AS head_count
FROM range($sessions) AS t(i)
