-- Whether all groups of conditions of a consequence or a commendation are met, one of a group being enough, and which
-- facts meet them.
-- grain: org_id, subject_type, subject_id, owner_kind, owner_id
WITH groups AS (
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
    groups.org_id,
    groups.subject_type,
    groups.subject_id,
    groups.owner_kind,
    groups.owner_id,
    bool_and(groups.is_met) AS is_met,
    string_agg(groups.facts, ', ' ORDER BY groups.group_number) AS facts
FROM groups
GROUP BY groups.org_id, groups.subject_type, groups.subject_id, groups.owner_kind, groups.owner_id
