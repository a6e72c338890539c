-- An outside comparison, never a measure of truth: how far the ranks of a result agree with the ranks of the CIOs' own
-- published ratings (1 = high risk, 5 = low risk) of 2015-16, three years after the projects. Spearman: the
-- correlation of ranks, ties sharing their mean rank.
-- Run it in a connection to published/hr.duckdb or analyst.duckdb, after SET VARIABLE data = '<folder of the files>'.
-- grain: compared
WITH ratings AS (
    SELECT
        "Unique Investment Identifier" AS investment_id,
        lpad(trim("Agency Code", chr(9) || ' '), 3, '0') AS department_id,
        CAST("Evaluation (by Agency CIO)" AS INTEGER) AS rating
    FROM read_csv(getvariable('data') || '/businesscase.csv', all_varchar = true)
),

investments_of_projects AS (
    SELECT
        "Project ID" AS project_id,
        "Unique Investment Identifier" AS investment_id
    FROM read_csv(getvariable('data') || '/projects.csv', all_varchar = true)
    WHERE "Project ID" IS NOT NULL
),

latest AS (
    SELECT
        run_id,
        org_id
    FROM run
    WHERE org_id IN ('*', 'US_FEDERAL')
    ORDER BY revision DESC, run_id
    LIMIT 1
),

agencies AS (
    SELECT
        appraisal.subject_id,
        CAST(appraisal.score AS DOUBLE) AS score,
        avg(ratings.rating) AS rating
    FROM appraisal
    INNER JOIN latest ON appraisal.run_id = latest.run_id
    INNER JOIN ratings ON appraisal.subject_id = ratings.department_id
    WHERE appraisal.org_id = 'US_FEDERAL' AND appraisal.subject_type = 'department' AND appraisal.score IS NOT NULL
    GROUP BY appraisal.subject_id, appraisal.score
),

investments AS (
    SELECT
        ratings.investment_id,
        ratings.rating,
        -- As the metric counts it: costing less than planned is within the plan.
        avg(CASE WHEN variance.cost_variance_percent >= -10 THEN 100.0 ELSE 0 END)
            FILTER (WHERE variance.cost_variance_percent IS NOT NULL) AS within_10_percent_of_cost,
        avg(variance.schedule_variance_days) AS mean_schedule_variance_days
    FROM project_variance AS variance
    INNER JOIN latest ON variance.run_id = latest.run_id
    INNER JOIN investments_of_projects ON variance.project_id = investments_of_projects.project_id
    INNER JOIN ratings ON investments_of_projects.investment_id = ratings.investment_id
    GROUP BY ratings.investment_id, ratings.rating
),

pairs AS (
    SELECT
        'agencies: score and mean rating of their investments' AS compared,
        score AS ours,
        rating AS theirs
    FROM agencies
    UNION ALL
    SELECT
        'investments: share of projects within 10 % of cost and rating',
        within_10_percent_of_cost,
        rating
    FROM investments
    UNION ALL
    SELECT
        'investments: mean schedule variance in days and rating',
        mean_schedule_variance_days,
        rating
    FROM investments
),

ranks AS (
    SELECT
        compared,
        rank() OVER (PARTITION BY compared ORDER BY ours)
        + (count(*) OVER (PARTITION BY compared, ours) - 1) / 2 AS our_rank,
        rank() OVER (PARTITION BY compared ORDER BY theirs)
        + (count(*) OVER (PARTITION BY compared, theirs) - 1) / 2 AS their_rank
    FROM pairs
    WHERE ours IS NOT NULL AND theirs IS NOT NULL
)

SELECT
    compared,
    count(*) AS pair_count,
    format('{:.3f}', corr(our_rank, their_rank)) AS spearman
FROM ranks
GROUP BY compared
ORDER BY compared
