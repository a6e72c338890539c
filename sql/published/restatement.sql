-- What each revision moved against the revision before it, and why.
-- grain: run_id, org_id, subject_type, subject_id, person_id, quantity, item, unit
SELECT
    restatement.run_id,
    restatement.revision,
    restatement.period,
    restatement.org_id,
    restatement.prior_run_id,
    restatement.subject_type,
    restatement.subject_id,
    restatement.person_id,
    restatement.quantity,
    restatement.item,
    restatement.unit,
    restatement.before_value,
    restatement.after_value,
    restatement.delta,
    restatement.before_text,
    restatement.after_text,
    restatement.cause,
    restatement.rules_before,
    restatement.rules_after,
    restatement.decision,
    restatement.record_count
FROM result.restatement AS restatement
INNER JOIN run.run AS runs ON restatement.run_id = runs.run_id
WHERE runs.published
ORDER BY
    restatement.run_id,
    restatement.org_id,
    restatement.subject_type,
    restatement.subject_id,
    restatement.person_id,
    restatement.quantity,
    restatement.item,
    restatement.unit
