-- Items that must hold: rule sets, conditions and whether the CIO was heard.
-- grain: item_id
SELECT 'B' || (i % $organisations) AS org_id, 'K' || i AS item_id,
    ['rule_sets', 'cio_system', 'enabling_conditions', 'major_matter'][1 + draw % 4] AS kind, 'Item ' || draw AS item,
    'D' || (i % $departments) AS department_id, 'true' AS applicable,
    CASE WHEN draw % 5 = 0 THEN 'false' ELSE 'true' END AS satisfied,
    CASE WHEN draw % 4 = 3 THEN DATE '2026-07-01' + (i * 31 % 92)::INT END AS occurred_on,
    DATE '2025-01-01' AS valid_from, DATE '2026-01-15' AS reviewed_on
FROM (SELECT i, i // $departments AS draw FROM range($checklist_items) AS t(i))
