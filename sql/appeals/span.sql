-- The last day of each time the rules give, by the day it begins on, which is not counted. Of calendar days the last one moves
-- to the next working day. A span that touches a year whose working days are not published is provisional.
-- grain: unit, value, begins_on
WITH times AS (
    SELECT DISTINCT unit, value
    FROM compiled.procedure
    WHERE name IN ('appeal_file_within', 'appeal_answer_within')
)

-- Counted as working days, the next working day after the day before the last is the last or follows it.
SELECT
    times.unit,
    times.value,
    starts.day AS begins_on,
    finals.day AS due_on,
    finals.unpublished_count > starts.unpublished_count AS is_provisional
FROM times
CROSS JOIN calendar.working_day AS starts
INNER JOIN calendar.working_day AS counted
    ON counted.day = CASE times.unit WHEN 'calendar_days' THEN starts.day + times.value - 1 ELSE starts.day END
INNER JOIN calendar.working_day AS finals
    ON
        counted.working_day_number + CASE times.unit WHEN 'calendar_days' THEN 1 ELSE times.value END
        = finals.working_day_number
        AND finals.is_working
