-- The records behind what each revision moved, with file and row before and after.
-- grain: run_id, org_id, subject_type, subject_id, metric_id, source_feed, source_id, occurred_on, department_id, person_id
SELECT
    records.run_id,
    records.revision,
    records.period,
    records.org_id,
    records.prior_run_id,
    records.subject_type,
    records.subject_id,
    records.metric_id,
    records.source_feed,
    records.source_id,
    records.occurred_on,
    records.department_id,
    records.person_id,
    records.change,
    records.before_numerator,
    records.before_denominator,
    records.before_share_percent,
    records.after_numerator,
    records.after_denominator,
    records.after_share_percent,
    records.before_file,
    records.before_row,
    records.after_file,
    records.after_row
FROM result.restatement_record AS records
INNER JOIN run.run AS runs ON records.run_id = runs.run_id
WHERE runs.published
ORDER BY
    records.run_id,
    records.org_id,
    records.subject_type,
    records.subject_id,
    records.metric_id,
    records.source_feed,
    records.source_id,
    records.occurred_on,
    records.department_id,
    records.person_id
