-- The alerts that are raised: a fact that meets its threshold.
-- grain: run_id, org_id, subject_type, subject_id, alert
SELECT
    facts.run_id,
    runs.revision,
    runs.period,
    facts.org_id,
    facts.subject_type,
    facts.subject_id,
    alerts.alert,
    alerts.title_zh AS recommendation,
    alerts.title_en AS recommendation_en,
    facts.metric_id,
    facts.value,
    facts.metric_id || ' ' || plain_number(facts.value) || ' ' || facts.unit || ', alert when '
    || replace(alerts.comparison, '_', ' ') || ' ' || plain_number(alerts.threshold) AS reason,
    alerts.clause,
    alerts.source
FROM scoring.fact AS facts
INNER JOIN run.run AS runs ON facts.run_id = runs.run_id
INNER JOIN compiled.alert AS alerts ON facts.scheme_key = alerts.scheme_key AND facts.metric_id = alerts.metric_id
WHERE holds(facts.value, alerts.comparison, alerts.threshold)
ORDER BY facts.org_id, facts.subject_type, facts.subject_id, alerts.position
