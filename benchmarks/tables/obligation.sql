-- Things due, of all kinds the enterprise's schemes count.
-- grain: obligation_id
SELECT 'B' || (i % $organisations) AS org_id, 'O' || i AS obligation_id,
    ['strategic_plan_task', 'annual_plan_task', 'plan_submission', 'hazard', 'staff_appraisal', 'appraisal'][1 + draw % 6] AS kind,
    'D' || (i % $departments) AS department_id, 'S' || draw % 40 AS subject, 'Task ' || i AS title,
    DATE '2026-07-01' + (i * 31 % 92)::INT AS due_on,
    DATE '2026-07-01' + greatest(0, i * 31 % 92 - 9 + draw % 12)::INT AS done_on,
    CASE WHEN draw % 11 = 0 THEN 'failed' ELSE 'passed' END AS result
FROM (SELECT i, i // $departments * 7 + i % 13 AS draw FROM range($obligations) AS t(i))
