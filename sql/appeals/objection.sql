-- Each appeal as it stands now, with the result row it objects to: a score, an indicator of it, or an award. Where there is
-- no such row, or none of that run, the appeal stands all the same.
-- grain: org_id, appeal_id
WITH targets AS (
    SELECT
        results.run_id, results.org_id, results.subject_type, results.subject_id, NULL AS metric_id,
        results.subject_name, subjects.scheme_key, cast(results.score AS DECIMAL(38, 6)) AS value, 'points' AS unit
    FROM result.appraisal AS results
    INNER JOIN scope.subject AS subjects
        ON
            results.run_id = subjects.run_id
            AND results.org_id = subjects.org_id
            AND results.subject_type = subjects.subject_type
            AND results.subject_id = subjects.subject_id
    UNION ALL
    SELECT
        scores.run_id, scores.org_id, scores.subject_type, scores.subject_id, scores.metric_id,
        subjects.subject_name, scores.scheme_key, scores.value, scores.unit
    FROM result.indicator_score AS scores
    INNER JOIN scope.subject AS subjects
        ON
            scores.run_id = subjects.run_id
            AND scores.org_id = subjects.org_id
            AND scores.subject_type = subjects.subject_type
            AND scores.subject_id = subjects.subject_id
    UNION ALL
    SELECT
        awards.run_id, awards.org_id, 'award' AS subject_type, awards.award_id AS subject_id, NULL AS metric_id,
        awards.person_name AS subject_name, plans.plan_key AS scheme_key,
        cast(awards.award_amount AS DECIMAL(38, 6)) AS value, awards.currency AS unit
    FROM result.reward_award AS awards
    INNER JOIN scope.reward_plan AS plans ON awards.run_id = plans.run_id AND awards.org_id = plans.org_id
)

SELECT
    appeals.org_id,
    appeals.appeal_id,
    appeals.run_id,
    runs.revision,
    runs.period,
    runs.org_scope,
    runs.as_of_batch,
    appeals.subject_type,
    appeals.subject_id,
    targets.subject_name,
    appeals.metric_id,
    targets.run_id IS NOT NULL AS is_known,
    targets.scheme_key,
    targets.value,
    targets.unit,
    appeals.expected_value,
    cast(appeals.expected_value - targets.value AS DECIMAL(38, 6)) AS gap_value,
    appeals.grounds,
    appeals.filed_on,
    appeals.state,
    appeals.outcome,
    appeals.decided_on,
    appeals.decision_reason,
    appeals.remedy,
    appeals.remedy_reference
FROM records.appeal AS appeals
LEFT JOIN run.run AS runs ON appeals.run_id = runs.run_id
LEFT JOIN targets
    ON
        appeals.run_id = targets.run_id
        AND appeals.org_id = targets.org_id
        AND appeals.subject_type = targets.subject_type
        AND appeals.subject_id = targets.subject_id
        AND appeals.metric_id IS NOT DISTINCT FROM targets.metric_id
