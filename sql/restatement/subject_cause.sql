-- Why each subject's result moved, its units' causes included where it is scored by their scores. Records that are the remedy of
-- an upheld appeal are a decision. rules_before, rules_after: its scheme where that was changed, else the schemes of the
-- organisation that were. record_count: the records behind it.
-- grain: org_id, subject_type, subject_id
WITH records AS (
    SELECT
        org_id,
        subject_type,
        subject_id,
        count(*) AS record_count,
        bool_or(is_other_version AND appeals IS NULL) AS has_undecided,
        string_agg(DISTINCT appeals, ',' ORDER BY appeals) AS decision
    FROM restatement.behind
    GROUP BY org_id, subject_type, subject_id
),

flagged AS (
    SELECT
        causes.org_id,
        causes.subject_type,
        causes.subject_id,
        causes.is_code,
        causes.is_rules,
        causes.is_records AND (coalesce(records.has_undecided, FALSE) OR records.decision IS NULL) AS is_records,
        CASE WHEN causes.is_records THEN records.decision END AS decision,
        coalesce(records.record_count, 0) AS record_count
    FROM restatement.own_cause AS causes
    LEFT JOIN records
        ON
            causes.org_id = records.org_id
            AND causes.subject_type = records.subject_type
            AND causes.subject_id = records.subject_id
),

-- What a subject has of its own, and what it has of its units.
inherited AS (
    SELECT flagged.*
    FROM flagged
    UNION ALL
    SELECT
        scored.org_id, scored.subject_type, scored.subject_id, units.is_code, units.is_rules, units.is_records,
        units.decision, 0 AS record_count
    FROM restatement.moved_row AS scored
    INNER JOIN flagged AS units
        ON
            scored.org_id = units.org_id
            AND scored.source_id = units.subject_id
            AND units.subject_type = 'department'
    WHERE scored.source_feed = 'appraisal'
),

schemes AS (
    SELECT
        found.org_id,
        found.subject_type,
        max(found.scheme_key) FILTER (WHERE found.run_id = revisions.prior_run_id) AS rules_before,
        max(found.scheme_key) FILTER (WHERE found.run_id = revisions.run_id) AS rules_after
    FROM scope.scheme AS found
    INNER JOIN restatement.revision AS revisions ON found.run_id IN (revisions.run_id, revisions.prior_run_id)
    GROUP BY found.org_id, found.subject_type
),

changed_schemes AS (
    SELECT
        causes.org_id,
        causes.subject_type,
        causes.subject_id,
        string_agg(DISTINCT schemes.rules_before, ',' ORDER BY schemes.rules_before) AS rules_before,
        string_agg(DISTINCT schemes.rules_after, ',' ORDER BY schemes.rules_after) AS rules_after
    FROM restatement.own_cause AS causes
    INNER JOIN schemes
        ON
            causes.org_id = schemes.org_id
            AND schemes.rules_before IS DISTINCT FROM schemes.rules_after
            AND (
                causes.subject_type = schemes.subject_type
                OR (causes.org_id, causes.subject_type) NOT IN (
                    SELECT (own.org_id, own.subject_type) FROM schemes AS own
                    WHERE own.rules_before IS DISTINCT FROM own.rules_after
                )
            )
    GROUP BY causes.org_id, causes.subject_type, causes.subject_id
)

SELECT
    inherited.org_id,
    inherited.subject_type,
    inherited.subject_id,
    bool_or(inherited.is_records) AS is_records,
    bool_or(inherited.is_rules) AS is_rules,
    bool_or(inherited.is_code) AS is_code,
    string_agg(DISTINCT inherited.decision, ',' ORDER BY inherited.decision) AS decision,
    CASE WHEN bool_or(inherited.is_rules) THEN max(changed_schemes.rules_before) END AS rules_before,
    CASE WHEN bool_or(inherited.is_rules) THEN max(changed_schemes.rules_after) END AS rules_after,
    sum(inherited.record_count) AS record_count
FROM inherited
LEFT JOIN changed_schemes
    ON
        inherited.org_id = changed_schemes.org_id
        AND inherited.subject_type = changed_schemes.subject_type
        AND inherited.subject_id = changed_schemes.subject_id
GROUP BY inherited.org_id, inherited.subject_type, inherited.subject_id
