-- The evidence that changed between a revision and the one before it.
-- grain: run_id, org_id, subject_type, subject_id, metric_id, source_feed, source_id, occurred_on, department_id
SELECT * FROM result.restatement_record WHERE FALSE
