-- By when an appeal had to be filed and has to be answered. The time to file begins on the day the result was made public,
-- else confirmed; before that there is no end to it. The first day is not counted. Of calendar days the last one moves
-- to the next working day. A span that touches a year whose working days are not published is provisional.
-- grain: org_id, appeal_id
WITH spans AS (
    SELECT
        objections.org_id,
        objections.appeal_id,
        rules.name,
        rules.unit,
        rules.value,
        CASE rules.name
            WHEN 'appeal_answer_within' THEN objections.filed_on
            ELSE coalesce(public.signed_on, confirmed.signed_on)
        END AS begins_on
    FROM appeals.objection AS objections
    INNER JOIN compiled.procedure AS rules
        ON
            objections.scheme_key = rules.scheme_key
            AND rules.name IN ('appeal_file_within', 'appeal_answer_within')
    LEFT JOIN run.signature AS public ON objections.run_id = public.run_id AND public.state = 'publicised'
    LEFT JOIN run.signature AS confirmed ON objections.run_id = confirmed.run_id AND confirmed.state = 'confirmed'
),

-- Counted as working days, the next working day after the day before the last is the last or follows it.
ends AS (
    SELECT
        spans.org_id,
        spans.appeal_id,
        spans.name,
        finals.day AS due_on,
        finals.unpublished_count > starts.unpublished_count AS is_provisional
    FROM spans
    INNER JOIN calendar.working_day AS starts ON spans.begins_on = starts.day
    INNER JOIN calendar.working_day AS counted
        ON counted.day = CASE spans.unit WHEN 'calendar_days' THEN spans.begins_on + spans.value - 1 ELSE spans.begins_on END
    INNER JOIN calendar.working_day AS finals
        ON
            counted.working_day_number + CASE spans.unit WHEN 'calendar_days' THEN 1 ELSE spans.value END
            = finals.working_day_number
            AND finals.is_working
)

SELECT
    org_id,
    appeal_id,
    max(due_on) FILTER (WHERE name = 'appeal_file_within') AS file_by,
    max(due_on) FILTER (WHERE name = 'appeal_answer_within') AS answer_by,
    bool_or(is_provisional) AS is_provisional
FROM ends
GROUP BY org_id, appeal_id
