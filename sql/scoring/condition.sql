-- Every condition of a consequence or a commendation, for every subject: the value it looks at and whether it holds; what
-- was not measured holds never.
-- grain: org_id, subject_type, subject_id, owner_kind, owner_id, group_number, metric_id, dimension
SELECT
    subjects.org_id,
    subjects.subject_type,
    subjects.subject_id,
    subjects.scheme_key,
    conditions.owner_kind,
    conditions.owner_id,
    conditions.group_number,
    conditions.metric_id,
    conditions.dimension,
    coalesce(facts.value, shares.share_percent) AS value,
    coalesce(
        holds(coalesce(facts.value, shares.share_percent), conditions.comparison, conditions.threshold), FALSE
    ) AS is_met
FROM scope.subject AS subjects
INNER JOIN compiled.condition AS conditions ON subjects.scheme_key = conditions.scheme_key
LEFT JOIN scoring.fact AS facts
    ON
        subjects.org_id = facts.org_id
        AND subjects.subject_type = facts.subject_type
        AND subjects.subject_id = facts.subject_id
        AND conditions.metric_id = facts.metric_id
LEFT JOIN scoring.dimension_share AS shares
    ON
        subjects.org_id = shares.org_id
        AND subjects.subject_type = shares.subject_type
        AND subjects.subject_id = shares.subject_id
        AND conditions.dimension = shares.dimension
WHERE subjects.run_id = $run_id
