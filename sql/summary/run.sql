-- A run and what came of it: its state, and how many subjects and awards it moved against the revision before.
-- grain: run_id
WITH moved_subject AS (
    SELECT DISTINCT
        run_id,
        org_id,
        subject_type,
        subject_id,
        CASE WHEN subject_type = 'award' THEN person_id END AS person_id
    FROM result.restatement
    WHERE subject_type <> 'innovation'
),

moved AS (
    SELECT
        run_id,
        count(CASE WHEN subject_type <> 'award' THEN 1 END) AS subject_count,
        count(CASE WHEN subject_type = 'award' THEN 1 END) AS award_count
    FROM moved_subject
    GROUP BY run_id
)

SELECT
    runs.run_id,
    runs.period,
    runs.org_scope,
    runs.revision,
    coalesce(runs.sign_off, runs.state) AS state,
    runs.published,
    coalesce(moved.subject_count, 0) AS moved_subject_count,
    coalesce(moved.award_count, 0) AS moved_award_count
FROM run.run AS runs
LEFT JOIN moved ON runs.run_id = moved.run_id
WHERE runs.run_id = $run_id
