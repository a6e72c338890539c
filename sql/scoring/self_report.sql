-- What was reported of oneself beside the evidence: both values, the gap between them and what it means. Values are formed as
-- those of indicators: sum by sum, or the total, cut downwards.
-- grain: run_id, org_id, department_id, person_id, metric_id, is_figure
WITH valued AS (
    SELECT
        sides.*,
        metrics.name_zh,
        metrics.name_en,
        metrics.unit,
        metrics.better,
        CASE
            WHEN sides.denominator > 0 AND metrics.value_rule = 'total' THEN sides.numerator
            WHEN sides.denominator > 0
                THEN from_micro(ratio_micro(sides.numerator, sides.denominator, metrics.scale, NULL))
        END AS reported_value,
        CASE
            WHEN sides.evidence_denominator > 0 AND metrics.value_rule = 'total' THEN sides.evidence_numerator
            WHEN sides.evidence_denominator > 0
                THEN from_micro(ratio_micro(sides.evidence_numerator, sides.evidence_denominator, metrics.scale, NULL))
        END AS evidence_value
    FROM scoring.report_beside AS sides
    INNER JOIN compiled.metric AS metrics ON sides.metric_id = metrics.metric_id
),

judged AS (
    SELECT
        valued.*,
        valued.reported_value - valued.evidence_value AS gap_value,
        CASE
            WHEN valued.evidence_value IS NULL THEN 'no_evidence'
            WHEN valued.reported_value IS NULL THEN 'no_value'
            WHEN valued.reported_value = valued.evidence_value THEN 'agrees'
            WHEN valued.better NOT IN ('higher', 'lower') THEN 'differs'
            WHEN (valued.reported_value > valued.evidence_value) = (valued.better = 'higher') THEN 'reported_better'
            ELSE 'reported_worse'
        END AS status
    FROM valued
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    judged.org_id,
    judged.department_id,
    judged.person_id,
    judged.metric_id,
    judged.name_zh,
    judged.name_en,
    judged.unit,
    judged.is_figure,
    judged.report_count,
    judged.observed_on,
    judged.numerator AS reported_numerator,
    judged.denominator AS reported_denominator,
    judged.reported_value,
    judged.evidence_numerator,
    judged.evidence_denominator,
    judged.evidence_value,
    judged.evidence_count,
    judged.gap_value,
    judged.status,
    judged.status = 'no_evidence' AND NOT judged.is_figure AND judged.reported_value IS NOT NULL AS counts,
    judged.batch_id,
    judged.source_row
FROM judged
INNER JOIN run.run AS runs ON runs.run_id = $run_id
ORDER BY judged.org_id, judged.department_id, judged.person_id, judged.metric_id, judged.is_figure
