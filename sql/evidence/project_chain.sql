-- One row for each project and stage that was left behind in the period: was the first review passed, then the second,
-- and then only the money approved, the tender published or the project approved? Of one stage the approval of money
-- says when it ended, else the tender, else the approval of the project. A tender or an approval that the rules let
-- rest on a review of another kind, which was held, is no such stage. Cancelled projects do not count.
-- grain: metric_id, org_id, source_id
WITH events AS MATERIALIZED (
    SELECT
        events.org_id,
        events.project_id,
        -- Reviews and what they lead to carry the same stage.
        coalesce(events.stage, '') AS stage,
        events.kind,
        events.result,
        events.occurred_on,
        events.event_id,
        events.batch_id,
        events.source_row
    FROM records.project_event AS events
    INNER JOIN scope.metric AS metrics
        ON
            events.org_id = metrics.org_id
            AND metrics.run_id = $run_id
            AND metrics.metric_id = 'review_chain_complete'
    WHERE
        events.kind IN (
            'first_review', 'second_review', 'funding_approval', 'tender', 'approval', 'initiation_review',
            'feasibility_review', 'consistency_review', 'tender_review'
        )
        AND events.occurred_on <= $cut_off
),

ends AS (
    SELECT *
    FROM events
    -- What was refused was not left behind; a tender was published, whatever came of it.
    WHERE kind = 'tender' OR (kind IN ('funding_approval', 'approval') AND result IS DISTINCT FROM 'failed')
    QUALIFY row_number() OVER (
        PARTITION BY org_id, project_id, stage
        ORDER BY
            CASE kind WHEN 'funding_approval' THEN 1 WHEN 'tender' THEN 2 ELSE 3 END,
            occurred_on, event_id
    ) = 1
),

stages AS (
    SELECT
        ends.org_id,
        ends.project_id,
        ends.event_id,
        ends.occurred_on,
        ends.batch_id,
        ends.source_row,
        -- The last ones passed by then: what was reviewed again at first needs a new second review.
        max(reviews.occurred_on) FILTER (
            WHERE
            reviews.kind = 'first_review' AND reviews.stage = ends.stage
            AND reviews.result = 'passed' AND reviews.occurred_on <= ends.occurred_on
        ) AS first_passed_on,
        max(reviews.occurred_on) FILTER (
            WHERE
            reviews.kind = 'second_review' AND reviews.stage = ends.stage
            AND reviews.result = 'passed' AND reviews.occurred_on <= ends.occurred_on
        ) AS second_passed_on,
        bool_or(reviews.kind IN ('first_review', 'second_review') AND reviews.stage = ends.stage) AS has_chain,
        bool_or(
            (ends.kind = 'approval' AND reviews.kind IN ('initiation_review', 'feasibility_review'))
            OR (ends.kind = 'tender' AND reviews.kind IN ('consistency_review', 'tender_review'))
        ) AS has_other_review
    FROM ends
    INNER JOIN events AS reviews ON ends.org_id = reviews.org_id AND ends.project_id = reviews.project_id
    WHERE ends.occurred_on >= $period_start
    GROUP BY
        ends.org_id, ends.project_id, ends.event_id, ends.occurred_on, ends.batch_id, ends.source_row
)

SELECT
    'review_chain_complete' AS metric_id,
    stages.org_id,
    projects.department_id,
    cast(NULL AS TEXT) AS person_id,
    stages.occurred_on,
    'project_event' AS source_feed,
    stages.event_id AS source_id,
    -- On the same day is in order.
    cast(CASE WHEN stages.first_passed_on <= stages.second_passed_on THEN 1 ELSE 0 END AS DECIMAL(38, 6)) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    stages.batch_id,
    stages.source_row,
    FALSE AS is_provisional
FROM stages
INNER JOIN records.project AS projects
    ON stages.org_id = projects.org_id AND stages.project_id = projects.project_id
WHERE
    (stages.has_chain OR NOT stages.has_other_review)
    AND projects.status IS DISTINCT FROM 'cancelled'
