-- People, one in nine of them IT staff.
-- grain: person_id
SELECT 'B' || (i % $organisations) AS org_id, 'P' || i AS person_id, 'Person ' || i AS name,
    'D' || (i % $departments) AS department_id, 'officer' AS post,
    CASE WHEN i % 9 = 0 THEN 'true' ELSE 'false' END AS it_staff,
    DATE '2022-01-01' + (i * 31 % 1000)::INT AS valid_from, NULL AS valid_until
FROM range($people) AS t(i)
