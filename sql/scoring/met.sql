-- Whether all groups of conditions of a consequence or a commendation are met, one of a group being enough, and which
-- facts meet them.
-- grain: org_id, subject_type, subject_id, owner_kind, owner_id
WITH grouped AS (
    SELECT
        org_id,
        subject_type,
        subject_id,
        owner_kind,
        owner_id,
        group_number,
        bool_or(is_met) AS is_met,
        string_agg(
            coalesce(metric_id, dimension) || ' ' || plain_number(value), ', ' ORDER BY metric_id, dimension
        ) FILTER (WHERE is_met) AS facts
    FROM scoring.condition
    GROUP BY org_id, subject_type, subject_id, owner_kind, owner_id, group_number
)

SELECT
    grouped.org_id,
    grouped.subject_type,
    grouped.subject_id,
    grouped.owner_kind,
    grouped.owner_id,
    bool_and(grouped.is_met) AS is_met,
    string_agg(grouped.facts, ', ' ORDER BY grouped.group_number) AS facts
FROM grouped
GROUP BY grouped.org_id, grouped.subject_type, grouped.subject_id, grouped.owner_kind, grouped.owner_id
