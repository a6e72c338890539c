-- Figures that were reported of oneself beside the evidence, in every published run.
-- grain: run_id, org_id, department_id, person_id, metric_id, is_figure
SELECT
    reports.run_id,
    reports.revision,
    reports.period,
    reports.org_id,
    reports.department_id,
    reports.person_id,
    reports.metric_id,
    reports.name_zh AS name,
    reports.name_en,
    reports.unit,
    reports.is_figure,
    reports.report_count,
    reports.observed_on,
    reports.reported_numerator,
    reports.reported_denominator,
    reports.reported_value,
    reports.evidence_numerator,
    reports.evidence_denominator,
    reports.evidence_value,
    reports.evidence_count,
    reports.gap_value,
    reports.status,
    reports.counts,
    batches.source_file,
    reports.source_row
FROM result.self_report AS reports
INNER JOIN run.run AS runs ON reports.run_id = runs.run_id
INNER JOIN ingest.batch AS batches ON reports.batch_id = batches.batch_id
WHERE runs.published
ORDER BY reports.run_id, reports.org_id, reports.department_id, reports.person_id, reports.metric_id, reports.is_figure
