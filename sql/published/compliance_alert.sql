-- Facts that do not fit a rule and cost no points.
-- grain: run_id, org_id, subject_type, subject_id, alert
SELECT
    alert.run_id,
    alert.revision,
    alert.period,
    alert.org_id,
    alert.subject_type,
    alert.subject_id,
    alert.alert,
    alert.recommendation,
    alert.recommendation_en,
    alert.metric_id,
    alert.value,
    alert.reason,
    alert.clause,
    alert.source
FROM result.compliance_alert AS alert
INNER JOIN run.run AS runs ON alert.run_id = runs.run_id
WHERE runs.published
ORDER BY
    alert.run_id,
    alert.org_id,
    alert.subject_type,
    alert.subject_id,
    alert.alert
