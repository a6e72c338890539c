-- The grade of each subject that can be graded, before any quota: read off the graded score; the lowest where a gate
-- says so. Small numbers alone lift nobody over a line: then the grade of the other indicators counts.
-- grain: org_id, subject_type, subject_id
WITH reached AS (
    SELECT
        judged.org_id,
        judged.subject_type,
        judged.subject_id,
        judged.scheme_key,
        judged.graded_score,
        judged.is_lowest,
        max(bands.level) FILTER (WHERE judged.graded_score >= bands.begins_at) AS own_level,
        max(bands.level) FILTER (WHERE judged.others_score >= bands.begins_at) AS others_level
    FROM scoring.verdict AS judged
    INNER JOIN scoring.band AS bands ON judged.scheme_key = bands.scheme_key
    WHERE judged.verdict = 'gradable'
    GROUP BY ALL
)

SELECT
    reached.org_id,
    reached.subject_type,
    reached.subject_id,
    reached.scheme_key,
    reached.graded_score,
    CASE WHEN reached.is_lowest THEN 1 ELSE least(reached.own_level, reached.others_level) END AS level,
    coalesce(NOT reached.is_lowest AND reached.others_level < reached.own_level, FALSE) AS held_by_small_numbers
FROM reached
