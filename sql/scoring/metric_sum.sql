-- Each subject's sums of evidence by metric that its scheme needs, before any rule is applied. Evidence goes straight to
-- sums by unit (by person where it names no unit); by day as well only where some subject answers for part of the days.
-- grain: run_id, org_id, subject_type, subject_id, metric_id
WITH dated AS (
    -- Ids alone: a unit of another organisation with the same id is only summed in finer pieces.
    SELECT DISTINCT department_id
    FROM scope.reach
    WHERE
        run_id = $run_id
        AND department_id IS NOT NULL
        AND (counts_from > $period_start OR counts_until < $period_end)
),

sums AS MATERIALIZED (
    SELECT
        counted.metric_id,
        counted.org_id,
        counted.department_id,
        CASE WHEN counted.department_id IS NULL THEN counted.person_id END AS person_id,
        CASE
            WHEN counted.department_id IS NULL OR counted.department_id IN (SELECT dated.department_id FROM dated)
                THEN counted.occurred_on
        END AS occurred_on,
        sum(counted.numerator) AS numerator,
        sum(counted.denominator) AS denominator,
        count(*) AS evidence_count,
        count(*) FILTER (WHERE counted.is_provisional) AS provisional_count
    FROM evidence.every_row AS counted
    GROUP BY ALL
),

-- A share is taken once of the sum of all its days.
reached AS (
    SELECT
        subjects.run_id,
        subjects.org_id,
        subjects.subject_type,
        subjects.subject_id,
        sums.metric_id,
        reaches.share_percent,
        cast(sum(sums.numerator) AS DECIMAL(38, 6)) AS numerator,
        cast(sum(sums.denominator) AS DECIMAL(38, 6)) AS denominator,
        sum(sums.evidence_count) AS evidence_count,
        sum(sums.provisional_count) AS provisional_count
    FROM scope.subject AS subjects
    INNER JOIN scope.reach AS reaches
        ON
            subjects.run_id = reaches.run_id
            AND subjects.org_id = reaches.org_id
            AND subjects.subject_type = reaches.subject_type
            AND subjects.subject_id = reaches.subject_id
    INNER JOIN sums
        ON
            reaches.org_id = sums.org_id
            AND reaches.department_id IS NOT DISTINCT FROM sums.department_id
            AND reaches.person_id IS NOT DISTINCT FROM sums.person_id
            AND (sums.occurred_on IS NULL OR sums.occurred_on BETWEEN reaches.counts_from AND reaches.counts_until)
    INNER JOIN compiled.scheme_metric AS needed
        ON subjects.scheme_key = needed.scheme_key AND sums.metric_id = needed.metric_id
    WHERE subjects.run_id = $run_id
    GROUP BY
        subjects.run_id, subjects.org_id, subjects.subject_type, subjects.subject_id, sums.metric_id,
        reaches.department_id, reaches.counts_from, reaches.counts_until, reaches.share_percent
)

SELECT
    reached.run_id,
    reached.org_id,
    reached.subject_type,
    reached.subject_id,
    reached.metric_id,
    cast(
        sum(
            CASE
                WHEN reached.share_percent = 100 THEN reached.numerator
                ELSE percent_of(reached.numerator, reached.share_percent)
            END
        ) AS DECIMAL(38, 6)
    ) AS numerator,
    cast(
        sum(
            CASE
                WHEN reached.share_percent = 100 THEN reached.denominator
                ELSE percent_of(reached.denominator, reached.share_percent)
            END
        ) AS DECIMAL(38, 6)
    ) AS denominator,
    cast(sum(reached.evidence_count) AS BIGINT) AS evidence_count,
    cast(sum(reached.provisional_count) AS BIGINT) AS provisional_count
FROM reached
GROUP BY reached.run_id, reached.org_id, reached.subject_type, reached.subject_id, reached.metric_id
ORDER BY reached.org_id, reached.subject_type, reached.subject_id, reached.metric_id
