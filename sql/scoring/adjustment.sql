-- What each approved bonus or deduction brings a subject: its points within the bounds of its kind, then what the limit
-- of the kind and the limit of all together leave of them, the earliest first. A unit's record counts for the unit, a
-- person's for the CIO on days of office, one that names neither for the organisation.
-- grain: org_id, subject_type, subject_id, adjustment_id
WITH owned AS (
    SELECT
        subjects.org_id,
        subjects.subject_type,
        subjects.subject_id,
        subjects.scheme_key,
        kinds.kind,
        kinds.effect,
        kinds.limit_points,
        given.adjustment_id,
        given.occurred_on,
        given.reason,
        percent_of(
            coalesce(
                kinds.each_points,
                greatest(kinds.least_points, least(coalesce(given.points, kinds.least_points), kinds.most_points))
            ),
            least(100, sum(reaches.share_percent))
        ) AS points
    FROM records.adjustment AS given
    INNER JOIN scope.reach AS reaches
        ON
            given.org_id = reaches.org_id
            AND given.department_id IS NOT DISTINCT FROM reaches.department_id
            AND CASE WHEN given.department_id IS NULL THEN given.person_id END IS NOT DISTINCT FROM reaches.person_id
            AND given.occurred_on BETWEEN reaches.counts_from AND reaches.counts_until
            AND reaches.run_id = $run_id
            AND CASE
                WHEN given.department_id IS NOT NULL THEN 'department'
                WHEN given.person_id IS NOT NULL THEN 'cio'
                ELSE 'organization'
            END = reaches.subject_type
    INNER JOIN scope.subject AS subjects
        ON
            reaches.run_id = subjects.run_id
            AND reaches.org_id = subjects.org_id
            AND reaches.subject_type = subjects.subject_type
            AND reaches.subject_id = subjects.subject_id
    INNER JOIN compiled.adjustment_kind AS kinds
        ON subjects.scheme_key = kinds.scheme_key AND given.kind = kinds.kind
    WHERE given.approved_on <= $cut_off
    GROUP BY
        subjects.org_id, subjects.subject_type, subjects.subject_id, subjects.scheme_key,
        kinds.kind, kinds.effect, kinds.limit_points, kinds.each_points, kinds.least_points, kinds.most_points,
        given.adjustment_id, given.occurred_on, given.reason, given.points
),

within_kind AS (
    SELECT
        *,
        CASE
            WHEN limit_points IS NULL THEN points
            ELSE greatest(0, least(points, limit_points + points - sum(points) OVER (
                PARTITION BY org_id, subject_type, subject_id, kind ORDER BY occurred_on, adjustment_id
            )))
        END AS kept
    FROM owned
),

in_all AS (
    SELECT
        *,
        sum(kept) OVER (
            PARTITION BY org_id, subject_type, subject_id, effect ORDER BY occurred_on, adjustment_id
        ) AS so_far
    FROM within_kind
)

SELECT
    in_all.org_id,
    in_all.subject_type,
    in_all.subject_id,
    in_all.adjustment_id,
    in_all.kind,
    in_all.effect,
    in_all.occurred_on,
    in_all.reason,
    in_all.points,
    greatest(0, least(
        in_all.kept,
        in_all.kept - in_all.so_far + CASE in_all.effect WHEN 'bonus' THEN limits.bonus_limit ELSE limits.deduction_limit END
    )) AS counted_points,
    limits.clause
FROM in_all
INNER JOIN compiled.adjustment AS limits ON in_all.scheme_key = limits.scheme_key
