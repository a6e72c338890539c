-- What cost points: each indicator by the points it lost, and each incident by its own points. The incidents explain
-- the indicator they belong to; they are not to be added to it.
-- grain: run_id, org_id, subject_type, subject_id, cause_kind, cause_id
SELECT
    scores.run_id,
    scores.revision,
    scores.period,
    scores.org_id,
    scores.subject_type,
    scores.subject_id,
    'indicator' AS cause_kind,
    scores.metric_id AS cause_id,
    scores.metric_id,
    scores.points_lost,
    CASE
        WHEN scores.status = 'missing' THEN 'Missing: ' || scores.reason
        ELSE
            'Value ' || cast(scores.value AS TEXT) || ' ' || scores.unit || ': '
            || cast(scores.points AS TEXT) || ' of 100 points'
    END AS detail,
    scores.clause
FROM result.indicator_score AS scores
WHERE scores.run_id = $run_id AND scores.points_lost > 0
UNION ALL
SELECT
    costly.run_id,
    costly.revision,
    costly.period,
    costly.org_id,
    costly.subject_type,
    costly.subject_id,
    'incident' AS cause_kind,
    costly.source_id AS cause_id,
    costly.metric_id,
    cast(costly.numerator AS DECIMAL(18, 6)) AS points_lost,
    'Incident of ' || cast(costly.occurred_on AS TEXT) || ': ' || cast(costly.numerator AS TEXT) || ' points' AS detail,
    scores.clause
FROM result.evidence AS costly
INNER JOIN result.indicator_score AS scores
    ON
        costly.run_id = scores.run_id
        AND costly.org_id = scores.org_id
        AND costly.subject_type = scores.subject_type
        AND costly.subject_id = scores.subject_id
        AND costly.metric_id = scores.metric_id
WHERE costly.run_id = $run_id AND costly.metric_id = 'incident_points'
ORDER BY ALL
