-- Whose evidence is shown: indicators that lost points, tripped gates, raised alerts, and facts a consequence rests on;
-- what speaks for a commendation is not among them.
-- grain: org_id, subject_type, subject_id, metric_id
SELECT scores.org_id, scores.subject_type, scores.subject_id, scores.metric_id
FROM result.indicator_score AS scores
WHERE scores.run_id = $run_id AND scores.status = 'measured' AND scores.points_lost > 0
UNION
SELECT gates.org_id, gates.subject_type, gates.subject_id, gates.metric_id
FROM result.gate AS gates
WHERE gates.run_id = $run_id AND gates.state = 'tripped'
UNION
SELECT alerts.org_id, alerts.subject_type, alerts.subject_id, alerts.metric_id
FROM result.compliance_alert AS alerts
WHERE alerts.run_id = $run_id
UNION
SELECT conditions.org_id, conditions.subject_type, conditions.subject_id, conditions.metric_id
FROM result.consequence AS given
INNER JOIN scoring.condition AS conditions
    ON
        given.org_id = conditions.org_id
        AND given.subject_type = conditions.subject_type
        AND given.subject_id = conditions.subject_id
        AND given.consequence = conditions.owner_id
        AND conditions.owner_kind = 'consequence'
WHERE given.run_id = $run_id AND conditions.is_met AND conditions.metric_id IS NOT NULL
