-- Every check on what came in and on what goes out.
-- grain: run_id, check_id, subject
SELECT
    quality.run_id,
    quality.revision,
    quality.period,
    quality.org_id,
    quality.check_id,
    quality.subject,
    quality.severity,
    quality.success,
    quality.unexpected_count,
    quality.why
FROM result.data_quality AS quality
INNER JOIN run.run AS runs ON quality.run_id = runs.run_id
WHERE runs.published
ORDER BY quality.run_id, quality.subject, quality.check_id
