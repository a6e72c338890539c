-- The register of appeals, of all runs, published or not.
-- grain: org_id, appeal_id
SELECT
    register.run_id,
    register.revision,
    register.period,
    register.org_id,
    register.appeal_id,
    register.subject_type,
    register.subject_id,
    register.subject_name,
    register.metric_id,
    register.value,
    register.unit,
    register.expected_value,
    register.gap_value,
    register.grounds,
    register.filed_on,
    register.file_by,
    register.answer_by,
    register.deadline_is_provisional,
    register.standing,
    register.state,
    register.outcome,
    register.decided_on,
    register.answered_in_time,
    register.decision_reason,
    register.remedy,
    register.remedy_reference,
    register.remedy_seen,
    register.follow_up,
    register.revised_by
FROM appeals.register AS register
ORDER BY register.org_id, register.appeal_id
