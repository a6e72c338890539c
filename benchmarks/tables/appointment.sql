-- Every organisation has a CIO for itself, and its first department one who changed in the middle of August.
-- grain: appointment_id
SELECT 'B' || (i % $organisations) AS org_id, 'A' || i AS appointment_id, 'P' || i AS person_id,
    CASE WHEN i >= $organisations THEN 'D' || (i % $organisations) END AS department_id, 'full' AS kind,
    1 AS term_number,
    CASE WHEN i >= 2 * $organisations THEN DATE '2026-08-16' ELSE DATE '2025-01-01' END AS start_on,
    CASE WHEN i >= $organisations AND i < 2 * $organisations THEN DATE '2026-08-15' END AS end_on
FROM range(3 * $organisations) AS t(i)
