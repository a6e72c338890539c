-- By when an appeal had to be filed and has to be answered. The time to file begins on the day the result was made public,
-- else confirmed; before that there is no end to it.
-- grain: org_id, appeal_id
WITH begun AS (
    SELECT
        objections.org_id,
        objections.appeal_id,
        rules.name,
        rules.unit,
        rules.value,
        CASE rules.name WHEN 'appeal_answer_within' THEN objections.filed_on ELSE openings.opens_on END AS begins_on
    FROM appeals.objection AS objections
    INNER JOIN compiled.procedure AS rules
        ON
            objections.scheme_key = rules.scheme_key
            AND rules.name IN ('appeal_file_within', 'appeal_answer_within')
    LEFT JOIN appeals.opening AS openings ON objections.run_id = openings.run_id
)

SELECT
    begun.org_id,
    begun.appeal_id,
    max(spans.due_on) FILTER (WHERE begun.name = 'appeal_file_within') AS file_by,
    max(spans.due_on) FILTER (WHERE begun.name = 'appeal_answer_within') AS answer_by,
    bool_or(spans.is_provisional) AS is_provisional
FROM begun
INNER JOIN appeals.span AS spans
    ON begun.unit = spans.unit AND begun.value = spans.value AND begun.begins_on = spans.begins_on
GROUP BY begun.org_id, begun.appeal_id
