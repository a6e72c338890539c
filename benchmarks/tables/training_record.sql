-- Records: 25 for each person, each with another session of the person's own organisation.
-- grain: record_id
SELECT 'B' || (person % $organisations) AS org_id, 'R' || i AS record_id,
    'S' || (person % $organisations + $organisations * ((i // $people * 37 + person * 11)
    % ($sessions // $organisations))) AS session_id, 'P' || person AS person_id,
    CASE WHEN draw % 9 = 0 THEN 'false' ELSE 'true' END AS attended,
    CASE WHEN draw % 9 = 0 THEN 0 ELSE CAST(1 + draw % 8 * 0.5 AS DECIMAL(4, 1)) END AS credited_hours,
    CASE WHEN draw % 9 > 0 AND draw % 2 = 0 THEN i * 37 % 101 END AS exam_score,
    CASE WHEN draw % 9 > 0 AND draw % 2 = 0 THEN CASE WHEN i * 37 % 101 >= 25 THEN 'true' ELSE 'false' END END
    AS passed
FROM (SELECT i, i * 7919 % $people AS person, i + i // $people * 31 AS draw FROM range($records) AS t(i))
