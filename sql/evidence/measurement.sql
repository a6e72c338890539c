-- One row for each measurement of the period, by the cut-off; of a state that is measured again and again only the newest
-- of each unit (or person) and subject. What cannot be valid is left out: nothing to divide by, too few answers. A
-- self-report is left out where evidence from elsewhere stands beside it, and provisional where it counts.
-- Serves every metric that counts measurements one by one (compiled.counted_kind).
-- grain: metric_id, org_id, source_id
WITH numbers AS (
    SELECT
        org_id,
        max(value) FILTER (WHERE name = 'survey_minimum_count') AS minimum_count,
        max(value) FILTER (WHERE name = 'survey_minimum_percent') AS minimum_percent,
        max(value) FILTER (WHERE name = 'investment_life_years') AS life_years
    FROM scope.parameter
    WHERE run_id = $run_id AND code = ''
    GROUP BY org_id
),

delivered AS NOT MATERIALIZED (
    SELECT kinds.metric_id, kinds.counting, taken.*
    FROM records.measurement AS taken
    INNER JOIN compiled.counted_kind AS kinds
        ON
            taken.kind = kinds.kind AND kinds.feed = 'measurement'
            AND kinds.counting IN (
                'summed', 'by_importance', 'person_score', 'capped', 'vetoable', 'vetoes', 'latest', 'latest_capped',
                'survey', 'annualised', 'number'
            )
    INNER JOIN scope.metric AS metrics
        ON taken.org_id = metrics.org_id AND kinds.metric_id = metrics.metric_id AND metrics.run_id = $run_id
    WHERE taken.observed_on BETWEEN $period_start AND $cut_off
),

-- Only the few self-reports are looked up.
counted AS NOT MATERIALIZED (
    SELECT * FROM delivered WHERE self_reported IS NOT TRUE
    UNION ALL
    SELECT delivered.* FROM delivered
    ANTI JOIN scope.self_report AS reports
        ON
            reports.run_id = $run_id AND reports.is_set_aside
            AND delivered.org_id = reports.org_id
            AND delivered.metric_id = reports.metric_id
            AND delivered.measurement_id = reports.measurement_id
    WHERE delivered.self_reported
),

measured AS MATERIALIZED (
    SELECT
        taken.*,
        -- Without a weight of its own a measurement of a system weighs as much as the system matters.
        coalesce(taken.weight, importance.value, 1) AS factor
    FROM counted AS taken
    LEFT JOIN records.system AS systems
        ON taken.org_id = systems.org_id AND taken.subject = systems.system_id AND taken.counting = 'by_importance'
    LEFT JOIN scope.parameter AS importance
        ON
            systems.org_id = importance.org_id
            AND importance.run_id = $run_id
            AND importance.name = 'system_importance_weight'
            AND systems.importance = importance.code
),

-- Of two on one day the last by its id is the newer. A record with a unit counts for the unit, whoever it names.
kept AS (
    SELECT * FROM measured WHERE counting NOT IN ('latest', 'latest_capped')
    UNION ALL
    SELECT * FROM measured WHERE counting IN ('latest', 'latest_capped')
    QUALIFY
        row_number() OVER (
            PARTITION BY
                metric_id, org_id, department_id, CASE WHEN department_id IS NULL THEN person_id END, kind, subject,
                coalesce(self_reported, FALSE)
            ORDER BY observed_on DESC, measurement_id DESC
        ) = 1
)

SELECT
    kept.metric_id,
    kept.org_id,
    -- A score of a person is the person's own, whatever unit stands beside it.
    CASE WHEN kept.counting <> 'person_score' OR kept.person_id IS NULL THEN kept.department_id END AS department_id,
    kept.person_id,
    kept.observed_on AS occurred_on,
    'measurement' AS source_feed,
    kept.measurement_id AS source_id,
    CASE
        WHEN kept.counting = 'number' THEN cast(kept.numerator AS DECIMAL(38, 6))
        WHEN kept.counting = 'vetoes' THEN cast(1 AS DECIMAL(38, 6))
        WHEN kept.counting = 'vetoable' AND kept.vetoed THEN cast(0 AS DECIMAL(38, 6))
        WHEN kept.counting IN ('capped', 'latest_capped') THEN weighted(least(kept.numerator, kept.denominator), kept.factor)
        WHEN kept.counting = 'annualised' THEN product_of(weighted(kept.numerator, kept.factor), numbers.life_years)
        ELSE weighted(kept.numerator, kept.factor)
    END AS numerator,
    CASE
        WHEN kept.counting IN ('number', 'vetoes') THEN cast(1 AS DECIMAL(38, 6))
        ELSE weighted(kept.denominator, kept.factor)
    END AS denominator,
    kept.batch_id,
    kept.source_row,
    coalesce(kept.self_reported, FALSE) AS is_provisional
FROM kept
LEFT JOIN numbers ON kept.org_id = numbers.org_id
WHERE
    CASE kept.counting
        WHEN 'number' THEN TRUE
        WHEN 'vetoes' THEN coalesce(kept.vetoed, FALSE)
        ELSE kept.denominator > 0 AND weighted(kept.denominator, kept.factor) > 0
    END
    AND CASE kept.counting
        WHEN 'annualised' THEN numbers.life_years > 0
        -- So many answers, or such a share of all who could have answered where they are few.
        WHEN 'survey'
            THEN
                kept.respondent_count >= numbers.minimum_count
                OR (
                    kept.population_count > 0
                    AND kept.respondent_count * 100 >= kept.population_count * numbers.minimum_percent
                )
        ELSE TRUE
    END
