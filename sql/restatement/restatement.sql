-- What a revision moved, against the revision before it.
-- grain: run_id, org_id, subject_type, subject_id, quantity, item
SELECT * FROM result.restatement WHERE FALSE
