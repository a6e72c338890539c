-- What was reported of oneself beside the evidence, by unit (person, organisation as a whole) and metric. Records a metric
-- takes are read from its evidence, where they count for themselves; a stated figure stands as it was stated. The evidence
-- of a unit is what it answers for, that of the whole everything of its units and the whole.
-- grain: org_id, department_id, person_id, metric_id, is_figure
WITH reports AS (
    SELECT * FROM scope.self_report WHERE run_id = $run_id
),

counted AS MATERIALIZED (
    SELECT
        every.*,
        coalesce('unit ' || every.department_id, 'person ' || every.person_id, 'whole') AS holder,
        own.measurement_id IS NOT NULL AS is_reported
    FROM evidence.every_row AS every
    LEFT JOIN reports AS own
        ON
            every.source_feed = 'measurement'
            AND every.org_id = own.org_id
            AND every.metric_id = own.metric_id
            AND every.source_id = own.measurement_id
            AND NOT own.is_figure
),

-- A figure is read as stated; a total is the sum of the numerators over 1.
stated AS (
    SELECT org_id, metric_id, measurement_id, numerator, denominator FROM reports WHERE is_figure
    UNION ALL
    SELECT org_id, metric_id, source_id AS measurement_id, numerator, denominator FROM counted WHERE is_reported
),

sides AS (
    SELECT
        reports.org_id, reports.department_id, reports.person_id, reports.metric_id, reports.is_figure,
        count(*) AS report_count,
        max(reports.observed_on) AS observed_on,
        arg_max(reports.batch_id, (reports.observed_on, reports.measurement_id)) AS batch_id,
        arg_max(reports.source_row, (reports.observed_on, reports.measurement_id)) AS source_row,
        cast(sum(stated.numerator) AS DECIMAL(38, 6)) AS numerator,
        cast(sum(stated.denominator) AS DECIMAL(38, 6)) AS denominator
    FROM reports
    LEFT JOIN stated
        ON
            reports.org_id = stated.org_id
            AND reports.metric_id = stated.metric_id
            AND reports.measurement_id = stated.measurement_id
    GROUP BY reports.org_id, reports.department_id, reports.person_id, reports.metric_id, reports.is_figure
),

-- Whose evidence stands beside a report; of a unit that answered only for part of the period, on which days.
answers AS (
    SELECT
        sides.org_id, sides.department_id, sides.person_id, sides.metric_id, sides.is_figure,
        coalesce('unit ' || coalesce(reaches.department_id, sides.department_id), 'person ' || sides.person_id) AS holder,
        CASE WHEN reaches.counts_from > $period_start OR reaches.counts_until < $period_end THEN reaches.counts_from END
            AS counts_from,
        reaches.counts_until,
        coalesce(reaches.share_percent, 100) AS share_percent
    FROM sides
    LEFT JOIN scope.reach AS reaches
        ON
            reaches.run_id = $run_id
            AND sides.org_id = reaches.org_id
            AND reaches.subject_type = 'department'
            AND sides.department_id = reaches.subject_id
    WHERE coalesce(sides.department_id, sides.person_id) IS NOT NULL
    UNION ALL
    SELECT DISTINCT
        sides.org_id, sides.department_id, sides.person_id, sides.metric_id, sides.is_figure,
        counted.holder, NULL AS counts_from, NULL AS counts_until, 100 AS share_percent
    FROM sides
    INNER JOIN counted ON sides.org_id = counted.org_id AND sides.metric_id = counted.metric_id
    WHERE coalesce(sides.department_id, sides.person_id) IS NULL AND NOT starts_with(counted.holder, 'person ')
),

beside AS (
    SELECT
        answers.*,
        cast(sum(counted.numerator) AS DECIMAL(38, 6)) AS numerator,
        cast(sum(counted.denominator) AS DECIMAL(38, 6)) AS denominator,
        count(*) AS evidence_count
    FROM answers
    INNER JOIN counted
        ON
            answers.org_id = counted.org_id AND answers.metric_id = counted.metric_id
            AND answers.holder = counted.holder
            AND (answers.counts_from IS NULL OR counted.occurred_on BETWEEN answers.counts_from AND answers.counts_until)
    WHERE NOT counted.is_reported
    GROUP BY ALL
),

summed AS (
    SELECT
        org_id, department_id, person_id, metric_id, is_figure,
        cast(sum(percent_of(numerator, share_percent)) AS DECIMAL(38, 6)) AS numerator,
        cast(sum(percent_of(denominator, share_percent)) AS DECIMAL(38, 6)) AS denominator,
        cast(sum(evidence_count) AS BIGINT) AS evidence_count
    FROM beside
    GROUP BY org_id, department_id, person_id, metric_id, is_figure
)

SELECT
    sides.org_id, sides.department_id, sides.person_id, sides.metric_id, sides.is_figure, sides.report_count,
    sides.observed_on, sides.batch_id, sides.source_row, sides.numerator, sides.denominator,
    summed.numerator AS evidence_numerator, summed.denominator AS evidence_denominator,
    coalesce(summed.evidence_count, 0) AS evidence_count
FROM sides
LEFT JOIN summed
    ON
        sides.org_id = summed.org_id
        AND sides.department_id IS NOT DISTINCT FROM summed.department_id
        AND sides.person_id IS NOT DISTINCT FROM summed.person_id
        AND sides.metric_id = summed.metric_id
        AND sides.is_figure = summed.is_figure
