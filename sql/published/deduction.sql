-- What cost points: indicators below full points, and the incidents behind them.
-- grain: run_id, org_id, subject_type, subject_id, cause_kind, cause_id
SELECT
    deduction.run_id,
    deduction.revision,
    deduction.period,
    deduction.org_id,
    deduction.subject_type,
    deduction.subject_id,
    deduction.cause_kind,
    deduction.cause_id,
    deduction.metric_id,
    deduction.points_lost,
    deduction.detail,
    deduction.clause
FROM result.deduction AS deduction
INNER JOIN run.run AS runs ON deduction.run_id = runs.run_id
WHERE runs.published
ORDER BY
    deduction.run_id,
    deduction.org_id,
    deduction.subject_type,
    deduction.subject_id,
    deduction.cause_kind,
    deduction.cause_id
