-- Candidates for commendation; people decide.
-- grain: run_id, subject_type, subject_id
SELECT
    commendation.run_id,
    commendation.revision,
    commendation.period,
    commendation.org_id,
    commendation.subject_type,
    commendation.subject_id,
    commendation.recommendation,
    commendation.recommendation_en,
    commendation.reason,
    commendation.clause,
    commendation.source
FROM result.commendation AS commendation
INNER JOIN run.run AS runs ON commendation.run_id = runs.run_id
WHERE runs.published
ORDER BY
    commendation.run_id,
    commendation.org_id,
    commendation.subject_type,
    commendation.subject_id
