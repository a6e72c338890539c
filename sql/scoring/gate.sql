-- Every enabled gate of every subject: what it looks at, and what the first step that holds does to the grade.
-- grain: run_id, org_id, subject_type, subject_id, gate
WITH tried AS (
    SELECT
        facts.run_id,
        facts.org_id,
        facts.subject_type,
        facts.subject_id,
        facts.value,
        gates.*,
        steps.effect,
        steps.score_limit
    FROM scoring.fact AS facts
    INNER JOIN compiled.gate AS gates
        ON facts.scheme_key = gates.scheme_key AND facts.metric_id = gates.metric_id AND gates.enabled
    LEFT JOIN compiled.gate_step AS steps
        ON
            gates.scheme_key = steps.scheme_key
            AND gates.gate = steps.gate
            AND holds(facts.value, steps.comparison, steps.threshold)
    QUALIFY
        row_number() OVER (
            PARTITION BY facts.org_id, facts.subject_type, facts.subject_id, gates.gate ORDER BY steps.step
        ) = 1
)

SELECT
    tried.run_id,
    runs.revision,
    runs.period,
    tried.org_id,
    tried.subject_type,
    tried.subject_id,
    tried.gate,
    tried.title_zh,
    tried.title_en,
    tried.metric_id,
    tried.value,
    CASE
        WHEN tried.value IS NULL THEN 'not_checked'
        WHEN tried.effect IS NULL THEN 'clear'
        ELSE 'tripped'
    END AS state,
    tried.effect,
    tried.score_limit,
    tried.effect IS NOT NULL AND tried.withholds_commendation AS withholds_commendation,
    tried.effect IS NOT NULL AND tried.withholds_reward AS withholds_reward,
    tried.clause,
    tried.source
FROM tried
INNER JOIN run.run AS runs ON tried.run_id = runs.run_id
ORDER BY tried.org_id, tried.subject_type, tried.subject_id, tried.position
