-- How long each publicised run is public: the longest time any scheme or plan of it asks for, in working days after the
-- day of publicising. Only days of a published calendar count, so that no guess ends it early; public_until is NULL where
-- that calendar ends before, working_days where the run's rules do not say.
-- grain: run_id
WITH rules AS (
    SELECT run_id, scheme_key
    FROM scope.scheme
    UNION
    SELECT run_id, plan_key AS scheme_key
    FROM scope.reward_plan
),

asked AS (
    SELECT rules.run_id, max(procedures.value) AS working_days
    FROM rules
    INNER JOIN compiled.procedure AS procedures
        ON rules.scheme_key = procedures.scheme_key AND procedures.name = 'publicity_working_days'
    GROUP BY rules.run_id
),

working AS (
    SELECT day, row_number() OVER (ORDER BY day) AS place
    FROM calendar.working_day
    WHERE is_working AND status = 'published'
),

publicised AS (
    SELECT
        signatures.run_id,
        signatures.signed_on AS publicised_on,
        asked.working_days,
        (SELECT count(*) FROM working AS days WHERE days.day <= signatures.signed_on) AS place
    FROM run.signature AS signatures
    LEFT JOIN asked ON signatures.run_id = asked.run_id
    WHERE signatures.state = 'publicised'
)

SELECT
    publicised.run_id,
    publicised.publicised_on,
    publicised.working_days,
    working.day AS public_until
FROM publicised
LEFT JOIN working ON publicised.place + publicised.working_days = working.place
