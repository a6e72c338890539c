-- One row for each review held in the period that has a result: every initiation review, but of consistency reviews only
-- a project's first, and of second reviews only the first of a project and stage. Cancelled projects do not count.
-- grain: metric_id, org_id, source_id
WITH reviews AS (
    SELECT
        metrics.metric_id,
        events.org_id,
        events.project_id,
        events.event_id,
        events.occurred_on,
        events.result,
        events.batch_id,
        events.source_row
    FROM records.project_event AS events
    INNER JOIN scope.metric AS metrics
        ON
            events.org_id = metrics.org_id
            AND metrics.run_id = $run_id
            AND metrics.metric_id = CASE events.kind
                WHEN 'consistency_review' THEN 'architecture_consistent'
                WHEN 'second_review' THEN 'second_review_passed_first_time'
                WHEN 'initiation_review' THEN 'initiation_reviews_passed'
            END
    WHERE
        events.kind IN ('consistency_review', 'second_review', 'initiation_review')
        AND events.occurred_on <= $cut_off
        AND (coalesce(events.attempt, 1) = 1 OR events.kind = 'initiation_review')
    -- The first is the attempt numbered 1; where attempts carry no number, the earliest.
    QUALIFY
        events.kind = 'initiation_review'
        OR row_number() OVER (
            PARTITION BY
                events.org_id, events.project_id, events.kind,
                CASE WHEN events.kind = 'second_review' THEN coalesce(events.stage, '') END
            ORDER BY events.attempt IS NULL, events.occurred_on, events.event_id
        ) = 1
)

SELECT
    reviews.metric_id,
    reviews.org_id,
    projects.department_id,
    cast(NULL AS TEXT) AS person_id,
    reviews.occurred_on,
    'project_event' AS source_feed,
    reviews.event_id AS source_id,
    cast(CASE WHEN reviews.result = 'passed' THEN 1 ELSE 0 END AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    reviews.batch_id,
    reviews.source_row,
    FALSE AS is_provisional
FROM reviews
INNER JOIN records.project AS projects
    ON reviews.org_id = projects.org_id AND reviews.project_id = projects.project_id
WHERE
    reviews.occurred_on >= $period_start
    AND reviews.result IS NOT NULL
    AND projects.status IS DISTINCT FROM 'cancelled'
