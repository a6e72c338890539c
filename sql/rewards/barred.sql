-- Why a contribution's share of a year is lost or suspended by findings and gates; of several, the first by effect (cancels
-- before stops) and reference is named. effect: cancels or stops (NULL: neither).
-- grain: org_id, benefit_year, contribution_id
WITH met AS (
    SELECT
        contributions.org_id,
        withheld.year AS benefit_year,
        contributions.contribution_id,
        withheld.effect,
        withheld.reason,
        withheld.clause,
        withheld.effect = 'suspends' AS is_suspended,
        row_number() OVER (
            PARTITION BY contributions.org_id, contributions.contribution_id, withheld.year, withheld.effect = 'suspends'
            ORDER BY withheld.effect ASC, withheld.reference ASC, withheld.reason ASC
        ) AS place
    FROM records.contribution AS contributions
    INNER JOIN rewards.withheld AS withheld
        ON
            contributions.org_id = withheld.org_id
            AND contributions.person_id = withheld.person_id
            AND coalesce(contributions.innovation_id = withheld.innovation_id, TRUE)
)

SELECT
    org_id,
    benefit_year,
    contribution_id,
    max(effect) FILTER (WHERE NOT is_suspended) AS effect,
    max(reason) FILTER (WHERE NOT is_suspended) AS barred_reason,
    max(clause) FILTER (WHERE NOT is_suspended) AS barred_clause,
    max(reason) FILTER (WHERE is_suspended) AS suspends_reason,
    max(clause) FILTER (WHERE is_suspended) AS suspends_clause
FROM met
WHERE place = 1
GROUP BY org_id, benefit_year, contribution_id
