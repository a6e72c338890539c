-- The grades of a scheme from the lowest, which is level 1, upwards, and the score each begins at.
-- grain: scheme_key, level
SELECT
    grades.scheme_key,
    grades.grade,
    coalesce(grades.at_least, -1) AS begins_at,
    row_number() OVER (PARTITION BY grades.scheme_key ORDER BY coalesce(grades.at_least, -1)) AS level
FROM compiled.grade AS grades
