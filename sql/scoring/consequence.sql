-- What the rules recommend after a result: to whom has one of the grades, where it says so for several years in a row,
-- and meets the conditions. Mostly only for a whole year.
-- grain: run_id, org_id, subject_type, subject_id, consequence
WITH earlier AS (
    SELECT
        results.org_id,
        results.subject_type,
        results.subject_id,
        cast(priors.period AS INTEGER) AS year,
        results.grade
    FROM run.prior AS priors
    INNER JOIN scoring.grade_in_effect AS results ON priors.prior_run_id = results.run_id
    WHERE priors.run_id = $run_id
),

offered AS (
    SELECT
        results.*,
        graded.grade,
        subjects.scheme_key,
        rules.consequence,
        rules.position,
        rules.title_zh,
        rules.title_en,
        rules.grades,
        rules.years_in_a_row,
        rules.clause,
        rules.source
    FROM result.appraisal AS results
    INNER JOIN run.run AS runs ON results.run_id = runs.run_id
    INNER JOIN scope.subject AS subjects
        ON
            results.run_id = subjects.run_id
            AND results.org_id = subjects.org_id
            AND results.subject_type = subjects.subject_type
            AND results.subject_id = subjects.subject_id
    INNER JOIN scoring.grade_in_effect AS graded
        ON
            results.run_id = graded.run_id
            AND results.org_id = graded.org_id
            AND results.subject_type = graded.subject_type
            AND results.subject_id = graded.subject_id
    INNER JOIN compiled.consequence AS rules ON subjects.scheme_key = rules.scheme_key
    WHERE
        results.run_id = $run_id
        AND (rules.any_period OR is_whole_year(runs.period_start, runs.period_end))
        AND (rules.grades = '' OR list_contains(string_split(rules.grades, ','), graded.grade))
),

years AS (
    SELECT
        offered.org_id,
        offered.subject_type,
        offered.subject_id,
        offered.consequence,
        count(DISTINCT earlier.year) AS years
    FROM offered
    INNER JOIN earlier
        ON
            offered.org_id = earlier.org_id
            AND offered.subject_type = earlier.subject_type
            AND offered.subject_id = earlier.subject_id
            AND (
                list_contains(string_split(offered.grades, ','), earlier.grade)
                OR (offered.grades = '' AND earlier.grade IS NOT NULL)
            )
            AND extract('year' FROM cast($period_end AS DATE)) - earlier.year BETWEEN 1 AND offered.years_in_a_row - 1
    GROUP BY offered.org_id, offered.subject_type, offered.subject_id, offered.consequence
)

SELECT
    offered.run_id,
    offered.revision,
    offered.period,
    offered.org_id,
    offered.subject_type,
    offered.subject_id,
    offered.consequence,
    offered.title_zh AS recommendation,
    offered.title_en AS recommendation_en,
    concat_ws(
        '; ',
        CASE WHEN offered.grades <> '' THEN 'grade ' || offered.grade END
        || CASE
            WHEN offered.years_in_a_row > 1
                THEN ', ' || offered.years_in_a_row || ' years in a row of ' || replace(offered.grades, ',', ' or ')
            ELSE ''
        END,
        met.facts
    ) AS reason,
    offered.clause,
    offered.source,
    CASE WHEN runs.provisional THEN 'provisional' ELSE 'recommended' END AS status
FROM offered
INNER JOIN run.run AS runs ON offered.run_id = runs.run_id
LEFT JOIN scoring.met AS met
    ON
        offered.org_id = met.org_id
        AND offered.subject_type = met.subject_type
        AND offered.subject_id = met.subject_id
        AND offered.consequence = met.owner_id
        AND met.owner_kind = 'consequence'
LEFT JOIN years
    ON
        offered.org_id = years.org_id
        AND offered.subject_type = years.subject_type
        AND offered.subject_id = years.subject_id
        AND offered.consequence = years.consequence
WHERE coalesce(met.is_met, TRUE) AND coalesce(years.years, 0) = offered.years_in_a_row - 1
ORDER BY offered.org_id, offered.subject_type, offered.subject_id, offered.position
