-- Until when one may object to what a published run says: of subjects by their scheme, of awards by the reward plan. Empty
-- while the run is neither public nor confirmed, and where the rules say no time.
-- grain: run_id, org_id, subject_type
WITH rules AS (
    SELECT run_id, org_id, subject_type, scheme_key
    FROM scope.scheme
    UNION ALL
    SELECT run_id, org_id, 'award' AS subject_type, plan_key AS scheme_key
    FROM scope.reward_plan
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    rules.org_id,
    rules.subject_type,
    times.value AS file_within,
    times.unit,
    openings.opens_on,
    spans.due_on AS file_by,
    spans.is_provisional AS deadline_is_provisional,
    publicity.publicised_on,
    publicity.public_until,
    times.clause
FROM rules
INNER JOIN run.run AS runs ON rules.run_id = runs.run_id
LEFT JOIN compiled.procedure AS times ON rules.scheme_key = times.scheme_key AND times.name = 'appeal_file_within'
LEFT JOIN appeals.opening AS openings ON rules.run_id = openings.run_id
LEFT JOIN appeals.span AS spans
    ON times.unit = spans.unit AND times.value = spans.value AND openings.opens_on = spans.begins_on
LEFT JOIN signing.publicity AS publicity ON rules.run_id = publicity.run_id
WHERE runs.published
ORDER BY runs.run_id, rules.org_id, rules.subject_type
