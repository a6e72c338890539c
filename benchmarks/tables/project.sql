-- Projects due within the quarter; three in four accepted, some of them late.
-- grain: project_id
SELECT 'B' || (i % $organisations) AS org_id, 'J' || i AS project_id,
    'D' || (i % $departments) AS department_id, 'Project ' || i AS name, 'platform' AS category,
    CASE WHEN draw % 5 = 0 THEN 'true' ELSE 'false' END AS is_major,
    CASE WHEN draw % 4 > 0 THEN 'accepted' ELSE 'active' END AS status,
    CAST(1000 + i * 7919 % 10000000 AS DECIMAL(18, 2)) AS approved_amount,
    CAST(990 + i * 7919 % 10000000 AS DECIMAL(18, 2)) AS contract_amount,
    CASE WHEN draw % 4 > 0 THEN ((1000 + i * 7919 % 10000000) * (90 + draw % 20)) // 100 END AS final_amount,
    DATE '2025-07-01' + (i * 13 % 300)::INT AS start_on,
    DATE '2026-07-01' + (i * 31 % 92)::INT AS planned_end_on,
    CASE WHEN draw % 11 = 0 THEN DATE '2026-07-11' + (i * 31 % 82)::INT END AS revised_end_on,
    CASE WHEN draw % 4 > 0 THEN DATE '2026-07-01' + greatest(0, i * 31 % 92 - 12 + draw % 17)::INT END
    AS accepted_on
FROM (SELECT i, i + i // $departments * 31 AS draw FROM range($projects) AS t(i))
