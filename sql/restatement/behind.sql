-- The records behind what moved, each once, with the upheld appeals whose remedy they are. is_other_version: the record itself
-- came, was corrected or ended; else something it is counted with did.
-- grain: org_id, subject_type, subject_id, source_feed, source_id
WITH remedies AS (
    SELECT org_id, remedy, remedy_reference, string_agg(appeal_id, ',' ORDER BY appeal_id) AS appeals
    FROM records.appeal
    WHERE state = 'decided' AND outcome = 'upheld' AND remedy_reference IS NOT NULL
    GROUP BY org_id, remedy, remedy_reference
),

found AS (
    SELECT
        org_id, subject_type, subject_id, source_feed, source_id,
        (before_batch IS DISTINCT FROM after_batch OR before_row IS DISTINCT FROM after_row) AS is_other_version
    FROM restatement.moved_row
    WHERE source_feed <> 'appraisal'
    UNION ALL
    SELECT org_id, subject_type, subject_id, source_feed, source_id, TRUE AS is_other_version
    FROM restatement.other_record
)

SELECT
    found.org_id,
    found.subject_type,
    found.subject_id,
    found.source_feed,
    found.source_id,
    bool_or(found.is_other_version) AS is_other_version,
    max(remedies.appeals) AS appeals
FROM found
LEFT JOIN remedies
    ON
        found.org_id = remedies.org_id
        AND CASE remedies.remedy
            WHEN 'correction' THEN found.source_feed || '/' || found.source_id = remedies.remedy_reference
            ELSE found.source_feed = remedies.remedy AND found.source_id = remedies.remedy_reference
        END
GROUP BY found.org_id, found.subject_type, found.subject_id, found.source_feed, found.source_id
