-- What the rules recommend to follow from a result; nothing is carried out.
-- grain: run_id, subject_type, subject_id, consequence
SELECT
    consequence.run_id,
    consequence.revision,
    consequence.period,
    consequence.org_id,
    consequence.subject_type,
    consequence.subject_id,
    consequence.consequence,
    consequence.recommendation,
    consequence.recommendation_en,
    consequence.reason,
    consequence.status,
    consequence.clause,
    consequence.source
FROM result.consequence AS consequence
INNER JOIN run.run AS runs ON consequence.run_id = runs.run_id
WHERE runs.published
ORDER BY
    consequence.run_id,
    consequence.org_id,
    consequence.subject_type,
    consequence.subject_id,
    consequence.consequence
