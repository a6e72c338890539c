-- What cost points or a grade: each indicator by the points it lost, each approved bonus (negative) and deduction, each
-- tripped gate, and each incident and finding by its own points. Incidents and findings explain the indicator or gate
-- they belong to; they are not to be added to it.
-- grain: run_id, org_id, subject_type, subject_id, cause_kind, cause_id
WITH causes AS (
    SELECT
        scores.org_id, scores.subject_type, scores.subject_id, 'indicator' AS cause_kind, scores.metric_id AS cause_id,
        scores.metric_id, scores.points_lost,
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
        given.org_id, given.subject_type, given.subject_id, 'adjustment' AS cause_kind, given.adjustment_id AS cause_id,
        NULL AS metric_id,
        CASE given.effect WHEN 'bonus' THEN -given.counted_points ELSE given.counted_points END AS points_lost,
        concat_ws(
            ': ',
            CASE given.effect WHEN 'bonus' THEN 'Bonus' ELSE 'Deduction' END || ' of ' || given.occurred_on,
            given.kind,
            given.reason
        )
        || CASE
            WHEN given.counted_points < given.points
                THEN ' (' || plain_number(given.points) || ' points before the limits)'
            ELSE ''
        END AS detail,
        given.clause
    FROM scoring.adjustment AS given
    UNION ALL
    SELECT
        gates.org_id, gates.subject_type, gates.subject_id, 'gate' AS cause_kind, gates.gate AS cause_id,
        gates.metric_id, 0 AS points_lost,
        gates.title_en || ': ' || plain_number(gates.value) || ', '
        || CASE gates.effect
            WHEN 'graded_as_at_most' THEN 'graded as at most ' || plain_number(gates.score_limit)
            ELSE replace(gates.effect, '_', ' ')
        END AS detail,
        gates.clause
    FROM result.gate AS gates
    WHERE gates.run_id = $run_id AND gates.state = 'tripped'
    UNION ALL
    SELECT
        costly.org_id, costly.subject_type, costly.subject_id, costly.source_feed AS cause_kind,
        costly.source_id AS cause_id, costly.metric_id,
        CASE WHEN scores.metric_id IS NOT NULL THEN costly.numerator ELSE 0 END AS points_lost,
        CASE costly.source_feed WHEN 'incident' THEN 'Incident of ' ELSE 'Finding of ' END || costly.occurred_on || ': '
        || CASE WHEN scores.metric_id IS NULL THEN gates.title_en ELSE costly.numerator || ' points' END AS detail,
        coalesce(scores.clause, gates.clause) AS clause
    FROM result.evidence AS costly
    LEFT JOIN result.indicator_score AS scores
        ON
            costly.run_id = scores.run_id
            AND costly.org_id = scores.org_id
            AND costly.subject_type = scores.subject_type
            AND costly.subject_id = scores.subject_id
            AND costly.metric_id = scores.metric_id
            -- Indicators that add up points of records; for others a record has no points of its own.
            AND scores.unit = 'pts'
    LEFT JOIN result.gate AS gates
        ON
            costly.run_id = gates.run_id
            AND costly.org_id = gates.org_id
            AND costly.subject_type = gates.subject_type
            AND costly.subject_id = gates.subject_id
            AND costly.metric_id = gates.metric_id
            AND gates.state = 'tripped'
    WHERE
        costly.run_id = $run_id
        AND costly.source_feed IN ('incident', 'finding')
        AND (scores.metric_id IS NOT NULL OR gates.gate IS NOT NULL)
    -- A record behind several of them stands once, with its points.
    QUALIFY
        row_number() OVER (
            PARTITION BY costly.org_id, costly.subject_type, costly.subject_id, costly.source_feed, costly.source_id
            ORDER BY scores.metric_id IS NULL, costly.metric_id, gates.gate
        ) = 1
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    causes.org_id,
    causes.subject_type,
    causes.subject_id,
    causes.cause_kind,
    causes.cause_id,
    causes.metric_id,
    cast(causes.points_lost AS DECIMAL(18, 6)) AS points_lost,
    causes.detail,
    causes.clause
FROM causes
INNER JOIN run.run AS runs ON runs.run_id = $run_id
ORDER BY ALL
