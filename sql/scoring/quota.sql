-- Who of those with the grade of the quota stays within it: the best by graded score, then by the scheme's own order; a
-- tie across the line stays out whole. Due are all subjects of the kind but those in office too short for a grade.
-- grain: org_id, subject_type, subject_id
WITH places AS (
    SELECT
        judged.org_id,
        judged.subject_type,
        quotas.scheme_key,
        quotas.grade,
        quota_places(min(quotas.percent), count(*), min(quotas.minimum_one_from)) AS places
    FROM scoring.verdict AS judged
    INNER JOIN compiled.quota AS quotas ON judged.scheme_key = quotas.scheme_key
    WHERE NOT judged.short_tenure
    GROUP BY judged.org_id, judged.subject_type, quotas.scheme_key, quotas.grade
),

competing AS (
    SELECT graded.*, places.places
    FROM scoring.level AS graded
    INNER JOIN places ON graded.org_id = places.org_id AND graded.scheme_key = places.scheme_key
    INNER JOIN scoring.band AS bands
        ON graded.scheme_key = bands.scheme_key AND graded.level = bands.level AND places.grade = bands.grade
),

-- What was not measured helps nobody in a tie.
tied AS (
    SELECT
        competing.org_id,
        competing.subject_type,
        competing.subject_id,
        list(coalesce(scores.points, shares.share_percent, 0) ORDER BY orders.place) AS keys
    FROM competing
    INNER JOIN compiled.quota_order AS orders ON competing.scheme_key = orders.scheme_key
    LEFT JOIN result.indicator_score AS scores
        ON
            competing.org_id = scores.org_id
            AND competing.subject_type = scores.subject_type
            AND competing.subject_id = scores.subject_id
            AND orders.metric_id = scores.metric_id
            AND scores.run_id = $run_id
    LEFT JOIN scoring.dimension_share AS shares
        ON
            competing.org_id = shares.org_id
            AND competing.subject_type = shares.subject_type
            AND competing.subject_id = shares.subject_id
            AND orders.dimension = shares.dimension
    GROUP BY competing.org_id, competing.subject_type, competing.subject_id
),

placed AS (
    SELECT
        competing.*,
        rank() OVER (
            PARTITION BY competing.org_id, competing.subject_type ORDER BY competing.graded_score DESC, tied.keys DESC
        ) AS place,
        count(*) OVER (
            PARTITION BY competing.org_id, competing.subject_type, competing.graded_score, tied.keys
        ) AS equals
    FROM competing
    LEFT JOIN tied
        ON
            competing.org_id = tied.org_id
            AND competing.subject_type = tied.subject_type
            AND competing.subject_id = tied.subject_id
)

SELECT
    placed.org_id,
    placed.subject_type,
    placed.subject_id,
    placed.place + placed.equals - 1 <= placed.places AS within_quota
FROM placed
