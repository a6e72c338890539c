-- The register of appeals: what is objected to, by when, how it was decided and what followed. Known to no clock: whether an
-- answer is overdue is for whoever reads it.
-- grain: org_id, appeal_id
SELECT
    objections.run_id,
    objections.revision,
    objections.period,
    objections.org_scope AS run_scope,
    objections.org_id,
    objections.appeal_id,
    objections.subject_type,
    objections.subject_id,
    objections.subject_name,
    objections.metric_id,
    objections.value,
    objections.unit,
    objections.expected_value,
    objections.gap_value,
    objections.grounds,
    objections.filed_on,
    deadlines.file_by,
    deadlines.answer_by,
    coalesce(deadlines.is_provisional, FALSE) AS deadline_is_provisional,
    CASE
        WHEN NOT objections.is_known THEN 'unknown_result'
        WHEN objections.filed_on > deadlines.file_by THEN 'out_of_time'
        ELSE 'in_time'
    END AS standing,
    objections.state,
    objections.outcome,
    objections.decided_on,
    objections.decided_on <= deadlines.answer_by AS answered_in_time,
    objections.decision_reason,
    objections.remedy,
    objections.remedy_reference,
    CASE WHEN objections.outcome = 'upheld' THEN remedies.batch_id IS NOT NULL END AS remedy_seen,
    CASE
        WHEN objections.outcome IS NULL OR objections.outcome <> 'upheld' THEN NULL
        WHEN remedies.revised_by IS NOT NULL THEN 'revised'
        WHEN remedies.batch_id IS NOT NULL THEN 'delivered'
        WHEN objections.remedy IS NULL OR objections.remedy_reference IS NULL THEN 'outstanding'
        ELSE 'awaited'
    END AS follow_up,
    remedies.revised_by
FROM appeals.objection AS objections
LEFT JOIN appeals.deadline AS deadlines
    ON objections.org_id = deadlines.org_id AND objections.appeal_id = deadlines.appeal_id
LEFT JOIN appeals.remedy AS remedies
    ON objections.org_id = remedies.org_id AND objections.appeal_id = remedies.appeal_id
