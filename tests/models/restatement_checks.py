"""What must hold of every restatement, whatever moved: queries for the rows that break it."""

from __future__ import annotations

# A subject's contributions move its base score, by exactly as much.
CONTRIBUTIONS = """
    SELECT run_id, org_id, subject_type, subject_id
    FROM result.restatement
    GROUP BY ALL
    HAVING coalesce(sum(delta) FILTER (WHERE quantity = 'contribution'), 0)
        <> coalesce(sum(delta) FILTER (WHERE quantity = 'base_score'), 0)
"""
# The records behind a sum, where they count whole, differ by as much as the sum: nothing is left out on either side.
RECORDS = """
    WITH behind AS (
        SELECT run_id, org_id, subject_type, subject_id, metric_id,
            sum(coalesce(after_numerator, 0) - coalesce(before_numerator, 0)) AS numerator,
            sum(coalesce(after_denominator, 0) - coalesce(before_denominator, 0)) AS denominator
        FROM result.restatement_record WHERE metric_id IS NOT NULL
        GROUP BY ALL
    ),

    revisions AS (
        SELECT runs.run_id, max_by(priors.run_id, priors.revision) AS prior_run_id
        FROM run.run AS runs
        INNER JOIN run.run AS priors
            ON runs.period = priors.period AND runs.org_scope = priors.org_scope AND runs.revision > priors.revision
        WHERE priors.state = 'computed' AND priors.revision > 0
        GROUP BY runs.run_id
    ),

    sums AS (
        SELECT revisions.run_id, sums.org_id, subject_type, subject_id, metric_id,
            sum(CASE WHEN sums.run_id = revisions.run_id THEN numerator ELSE -numerator END) AS numerator,
            sum(CASE WHEN sums.run_id = revisions.run_id THEN denominator ELSE -denominator END) AS denominator
        FROM revisions
        INNER JOIN result.metric_sum AS sums ON sums.run_id IN (revisions.run_id, revisions.prior_run_id)
        GROUP BY ALL
    ),

    shared AS (
        SELECT DISTINCT run_id, org_id, subject_type, subject_id, metric_id FROM result.restatement_record
        WHERE before_share_percent <> 100 OR after_share_percent <> 100
    )

    SELECT coalesce(behind.run_id, sums.run_id) AS run_id, subject_type, subject_id, metric_id
    FROM behind
    FULL OUTER JOIN sums USING (run_id, org_id, subject_type, subject_id, metric_id)
    ANTI JOIN shared USING (run_id, org_id, subject_type, subject_id, metric_id)
    WHERE coalesce(behind.numerator, 0) <> coalesce(sums.numerator, 0)
        OR coalesce(behind.denominator, 0) <> coalesce(sums.denominator, 0)
"""
# Only places, grades and amounts hang on others.
OTHERS = """
    SELECT run_id, subject_type, subject_id, quantity FROM result.restatement
    WHERE cause = 'others' AND subject_type NOT IN ('award', 'innovation')
        AND quantity NOT IN ('rank', 'suggested_grade')
"""
# One row for each thing that moved, and each says a difference of numbers or of words.
GRAIN = """
    SELECT run_id, subject_type, subject_id, quantity, item FROM result.restatement
    GROUP BY run_id, org_id, subject_type, subject_id, person_id, quantity, item, unit HAVING count(*) > 1
    UNION ALL
    SELECT run_id, subject_type, subject_id, quantity, item FROM result.restatement
    WHERE before_value IS NOT DISTINCT FROM after_value AND before_text IS NOT DISTINCT FROM after_text
    UNION ALL
    SELECT run_id, subject_type, subject_id, metric_id, source_id FROM result.restatement_record
    GROUP BY run_id, org_id, subject_type, subject_id, metric_id, source_feed, source_id, occurred_on, department_id,
        person_id
    HAVING count(*) > 1
"""
# Counting again leaves no trace of the runs it counted with.
TRACES = """
    SELECT run_id FROM (
        SELECT run_id FROM scope.metric UNION SELECT run_id FROM scope.parameter
        UNION SELECT run_id FROM scope.subject UNION SELECT run_id FROM scope.reach
    ) AS scopes ANTI JOIN run.run USING (run_id)
"""
RULES = {
    "contributions": CONTRIBUTIONS,
    "records": RECORDS,
    "others": OTHERS,
    "grain": GRAIN,
    "traces": TRACES,
}
