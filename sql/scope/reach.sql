-- Whose evidence on which days is a subject's own, and how much of it. A unit: what it and the units below it that are
-- not appraised themselves answer for. A CIO: the same of the units in charge of, on the days of office, the person's own
-- records, and the whole where no unit is named. The organisation: every unit, the whole, and whoever was CIO.
-- grain: run_id, org_id, subject_type, subject_id, department_id, person_id, counts_from, counts_until
WITH held AS (
    SELECT
        branches.org_id, 'department' AS subject_type, branches.head_id AS subject_id, holdings.department_id,
        holdings.counts_from, holdings.counts_until, holdings.share_percent
    FROM scope.branch AS branches
    INNER JOIN scope.holding AS holdings
        ON
            branches.run_id = holdings.run_id
            AND branches.org_id = holdings.org_id
            AND branches.department_id = holdings.holder_id
    WHERE branches.run_id = $run_id
    UNION ALL
    SELECT
        offices.org_id, 'cio' AS subject_type, offices.person_id AS subject_id, holdings.department_id,
        greatest(holdings.counts_from, offices.counts_from) AS counts_from,
        least(holdings.counts_until, offices.counts_until) AS counts_until,
        holdings.share_percent
    FROM scope.office AS offices
    INNER JOIN scope.holding AS holdings
        ON
            offices.run_id = holdings.run_id
            AND offices.org_id = holdings.org_id
            AND offices.holder_id = holdings.holder_id
    WHERE offices.run_id = $run_id AND offices.kind = 'unit'
),

reaches AS (
    SELECT
        org_id, subject_type, subject_id, department_id, cast(NULL AS TEXT) AS person_id, counts_from, counts_until,
        least(100, sum(share_percent)) AS share_percent
    FROM held
    WHERE counts_from <= counts_until
    GROUP BY org_id, subject_type, subject_id, department_id, counts_from, counts_until
    UNION ALL
    SELECT
        org_id, 'cio' AS subject_type, person_id AS subject_id, NULL AS department_id,
        CASE kind WHEN 'person' THEN person_id END AS person_id, counts_from, counts_until, 100 AS share_percent
    FROM scope.office
    WHERE run_id = $run_id AND kind <> 'unit'
    UNION ALL
    SELECT
        parts.org_id, 'organization' AS subject_type, parts.org_id AS subject_id, parts.department_id, parts.person_id,
        cast($period_start AS DATE) AS counts_from, cast($period_end AS DATE) AS counts_until, 100 AS share_percent
    FROM (
        SELECT org_id, department_id, NULL AS person_id FROM scope.holding WHERE run_id = $run_id
        UNION
        SELECT org_id, NULL AS department_id, person_id FROM scope.office WHERE run_id = $run_id
        UNION
        SELECT org_id, NULL AS department_id, NULL AS person_id FROM scope.scheme WHERE run_id = $run_id
    ) AS parts
)

SELECT
    $run_id AS run_id,
    reaches.org_id,
    reaches.subject_type,
    reaches.subject_id,
    reaches.department_id,
    reaches.person_id,
    reaches.counts_from,
    reaches.counts_until,
    cast(reaches.share_percent AS DECIMAL(9, 6)) AS share_percent
FROM reaches
INNER JOIN scope.subject AS subjects
    ON
        reaches.org_id = subjects.org_id
        AND reaches.subject_type = subjects.subject_type
        AND reaches.subject_id = subjects.subject_id
        AND subjects.run_id = $run_id
ORDER BY ALL
