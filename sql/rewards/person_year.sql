-- What is known of each contributor for each year: the first day in the organisation (never there: NULL) and the last one up
-- to the year's end, the pay last known by then, whether CIO on some day of the year or head of a unit, and the grade as CIO.
-- is_in_post: for the months the plan asks for. grade: the decided one, else the suggested; ungraded: the status of an
-- appraisal without a grade.
-- grain: org_id, benefit_year, person_id
WITH people AS (
    SELECT DISTINCT
        years.org_id,
        years.benefit_year,
        make_date(years.benefit_year, 12, 31) AS year_end,
        years.appraisal_run_id,
        contributions.person_id,
        plans.months_in_post
    FROM rewards.settled_year AS years
    INNER JOIN rewards.plan AS plans ON years.org_id = plans.org_id AND years.benefit_year = plans.benefit_year
    INNER JOIN records.contribution AS contributions ON years.org_id = contributions.org_id
),

known_stays AS (
    SELECT
        people.org_id,
        people.benefit_year,
        people.person_id,
        people.year_end,
        stays.name,
        stays.valid_from,
        stays.valid_until,
        stays.joined_on,
        stays.annual_pay_amount,
        stays.valid_from <= people.year_end AND coalesce(
            max(coalesce(stays.valid_until, DATE '9999-12-31')) OVER (
                PARTITION BY people.org_id, people.benefit_year, people.person_id
                ORDER BY stays.valid_from
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) + 1 < stays.valid_from,
            TRUE
        ) AS is_return
    FROM people
    INNER JOIN records.person AS stays ON people.org_id = stays.org_id AND people.person_id = stays.person_id
),

-- Who came back counts since the return.
returns AS (
    SELECT
        *,
        max(CASE WHEN is_return THEN valid_from END) OVER (PARTITION BY org_id, benefit_year, person_id) AS returned_on
    FROM known_stays
),

stays AS (
    SELECT
        org_id,
        benefit_year,
        person_id,
        arg_max(name, valid_from) AS person_name,
        coalesce(
            arg_max(joined_on, valid_from) FILTER (WHERE valid_from BETWEEN returned_on AND year_end),
            min(returned_on), min(valid_from)
        ) AS in_post_from,
        max(least(coalesce(valid_until, year_end), year_end)) AS in_post_until,
        arg_max(annual_pay_amount, valid_from) FILTER (WHERE valid_from <= year_end) AS annual_pay_amount
    FROM returns
    GROUP BY org_id, benefit_year, person_id
),

offices AS (
    SELECT DISTINCT years.org_id, years.benefit_year, offices.person_id
    FROM rewards.settled_year AS years
    INNER JOIN records.appointment AS offices
        ON years.org_id = offices.org_id AND in_year(offices.start_on, offices.end_on, years.benefit_year)
),

heads AS (
    SELECT DISTINCT org_id, benefit_year, head_person_id AS person_id
    FROM rewards.unit_head
)

SELECT
    people.org_id,
    people.benefit_year,
    people.person_id,
    stays.person_name,
    stays.in_post_from,
    -- A plan that asks for no months is content with any stay.
    coalesce(
        stays.in_post_from + to_months(coalesce(people.months_in_post, 0)) <= stays.in_post_until + 1,
        FALSE
    ) AS is_in_post,
    stays.annual_pay_amount,
    offices.person_id IS NOT NULL AS is_cio,
    heads.person_id IS NOT NULL AS is_unit_head,
    results.grade,
    CASE WHEN results.grade IS NULL THEN results.status END AS ungraded
FROM people
LEFT JOIN stays
    ON
        people.org_id = stays.org_id
        AND people.benefit_year = stays.benefit_year
        AND people.person_id = stays.person_id
LEFT JOIN offices
    ON
        people.org_id = offices.org_id
        AND people.benefit_year = offices.benefit_year
        AND people.person_id = offices.person_id
LEFT JOIN heads
    ON
        people.org_id = heads.org_id
        AND people.benefit_year = heads.benefit_year
        AND people.person_id = heads.person_id
LEFT JOIN scoring.grade_in_effect AS results
    ON
        people.appraisal_run_id = results.run_id
        AND people.org_id = results.org_id
        AND results.subject_type = 'cio'
        AND offices.person_id IS NOT NULL
        AND people.person_id = results.subject_id
