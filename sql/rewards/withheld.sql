-- Whose rewards of which year are withheld, and why. cancels: the share is lost, the law's floor too; stops: lost but for
-- the floor; suspends: nothing is released until the reason is gone, so it concerns every year the run works on.
-- innovation_id: only the shares in this innovation (NULL: in all); what cancels these does so for every year. A finding that
-- cancels or suspends and names an innovation and nobody concerns all its contributors. Of the gates, a CIO's own count, and
-- that a unit has the lowest grade: for its head and its CIO, nobody else.
-- grain: org_id, person_id, year, innovation_id, effect, reference
WITH every_year AS (
    SELECT
        org_id,
        cast(unnest(range(min(benefit_year), max(benefit_year) + 1)) AS INTEGER) AS year
    FROM rewards.settled_year
    GROUP BY org_id
),

years AS (
    SELECT every_year.org_id, every_year.year, plans.plan_key
    FROM every_year
    -- A year that was not settled has the plan of the next one that was.
    ASOF INNER JOIN rewards.plan AS plans ON every_year.org_id = plans.org_id AND every_year.year <= plans.benefit_year
),

findings AS (
    SELECT
        found.org_id,
        found.person_id,
        nullif(found.innovation_id, '') AS innovation_id,
        date_part('year', found.occurred_on) AS occurred_year,
        years.year,
        codes.effect,
        replace(found.kind, '_', ' ') || ' (finding ' || found.finding_id || ')' AS reason,
        found.finding_id AS reference,
        codes.clause
    FROM records.finding AS found
    INNER JOIN years ON found.org_id = years.org_id
    INNER JOIN compiled.reward_code AS codes
        ON years.plan_key = codes.plan_key AND codes.name = 'finding' AND found.kind = codes.code
    WHERE
        found.revoked_on IS NULL
        -- What suspends does so while it is open; an investigation needs no confirmation.
        AND CASE codes.effect
            WHEN 'suspends'
                THEN
                    found.occurred_on <= $cut_off
                    AND coalesce(found.ended_on >= $cut_off, TRUE)
                    AND (found.kind = 'investigation' OR found.confirmed_on IS NOT NULL)
            ELSE found.confirmed_on IS NOT NULL
        END
),

concerned AS (
    SELECT * FROM findings WHERE person_id IS NOT NULL
    UNION ALL
    SELECT findings.* REPLACE (contributions.person_id AS person_id)
    FROM findings
    INNER JOIN records.contribution AS contributions
        ON findings.org_id = contributions.org_id AND findings.innovation_id = contributions.innovation_id
    WHERE findings.person_id IS NULL AND findings.effect <> 'stops'
),

gates AS (
    SELECT
        *,
        CASE
            WHEN metric_id = 'concealments_and_falsifications' THEN 'cancels'
            WHEN effect = 'no_grade' THEN 'suspends'
            ELSE 'stops'
        END AS own_effect
    FROM result.gate
    WHERE state = 'tripped'
),

lowest AS (
    SELECT settled.org_id, settled.benefit_year, gates.subject_id AS department_id, gates.gate, gates.clause
    FROM rewards.settled_year AS settled
    INNER JOIN gates ON settled.org_id = gates.org_id AND settled.appraisal_run_id = gates.run_id
    WHERE gates.subject_type = 'department' AND gates.effect = 'lowest_grade'
),

leaders AS (
    SELECT lowest.*, units.head_person_id AS person_id
    FROM lowest
    INNER JOIN rewards.unit_head AS units
        ON
            lowest.org_id = units.org_id AND lowest.department_id = units.department_id
            AND lowest.benefit_year = units.benefit_year
    UNION ALL
    SELECT lowest.*, offices.person_id
    FROM lowest
    INNER JOIN records.appointment AS offices
        ON
            lowest.org_id = offices.org_id AND lowest.department_id = offices.department_id
            AND in_year(offices.start_on, offices.end_on, lowest.benefit_year)
)

SELECT
    concerned.org_id, concerned.person_id, concerned.year, concerned.innovation_id, concerned.effect, concerned.reason,
    concerned.reference, concerned.clause
FROM concerned
WHERE
    concerned.effect = 'suspends'
    OR (concerned.effect = 'cancels' AND concerned.innovation_id IS NOT NULL)
    OR concerned.occurred_year = concerned.year
UNION
SELECT
    settled.org_id, gates.subject_id AS person_id, settled.benefit_year AS year, cast(NULL AS TEXT) AS innovation_id,
    gates.own_effect AS effect, 'gate ' || gates.gate || ' of the own appraisal' AS reason,
    gates.gate AS reference, gates.clause
FROM rewards.settled_year AS settled
INNER JOIN gates
    ON
        settled.org_id = gates.org_id
        -- What was open when an earlier year was appraised need not be open now.
        AND gates.run_id = CASE gates.own_effect WHEN 'suspends' THEN $run_id ELSE settled.appraisal_run_id END
WHERE gates.subject_type = 'cio' AND gates.withholds_reward
UNION
SELECT
    org_id, person_id, benefit_year AS year, cast(NULL AS TEXT) AS innovation_id, 'stops' AS effect,
    'gate ' || gate || ' gave unit ' || department_id || ' the lowest grade' AS reason, gate AS reference, clause
FROM leaders WHERE person_id IS NOT NULL
