-- What each dimension earned of the weight it carries, in percent, cut downwards; none where it carries no weight.
-- grain: org_id, subject_type, subject_id, dimension
SELECT
    scores.org_id,
    scores.subject_type,
    scores.subject_id,
    scores.dimension,
    percent_cut(sum(scores.contribution), sum(scores.weight)) AS share_percent
FROM result.indicator_score AS scores
WHERE scores.run_id = $run_id
GROUP BY scores.org_id, scores.subject_type, scores.subject_id, scores.dimension
HAVING sum(scores.weight) > 0
