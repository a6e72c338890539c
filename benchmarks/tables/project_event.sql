-- Milestones and first acceptances, one for every fourth project.
-- grain: event_id
SELECT 'B' || (project % $organisations) AS org_id, 'E' || i AS event_id, 'J' || project AS project_id,
    CASE WHEN draw % 2 = 0 THEN 'milestone' ELSE 'final_acceptance' END AS kind,
    CASE WHEN draw % 2 = 0 THEN 'pilot' END AS stage, CASE WHEN draw % 2 = 1 THEN 1 END AS attempt,
    DATE '2026-07-01' + (i * 29 % 92)::INT AS due_on,
    DATE '2026-07-01' + greatest(0, i * 29 % 92 - 9 + draw % 13)::INT AS occurred_on,
    CASE WHEN draw % 2 = 1 THEN CASE WHEN draw % 7 = 1 THEN 'failed' ELSE 'passed' END END AS result
FROM (SELECT i, i * 4 + i // ($departments // 4) % 4 AS project, i + i // $departments AS draw
    FROM range($projects // 4) AS t(i))
