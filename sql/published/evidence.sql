-- The source rows that cost points, the costliest first, at most 100 a subject and indicator.
-- grain: run_id, org_id, subject_type, subject_id, metric_id, position
SELECT
    evidence.run_id,
    evidence.revision,
    evidence.period,
    evidence.org_id,
    evidence.subject_type,
    evidence.subject_id,
    evidence.metric_id,
    evidence.position,
    evidence.department_id,
    evidence.source_feed,
    evidence.source_id,
    evidence.source_file,
    evidence.source_row,
    evidence.occurred_on,
    evidence.numerator,
    evidence.denominator
FROM result.evidence AS evidence
INNER JOIN run.run AS runs ON evidence.run_id = runs.run_id
WHERE runs.published
ORDER BY
    evidence.run_id,
    evidence.org_id,
    evidence.subject_type,
    evidence.subject_id,
    evidence.metric_id,
    evidence.position,
    -- Where the position is withheld, the order must not tell it.
    evidence.source_id,
    evidence.occurred_on
