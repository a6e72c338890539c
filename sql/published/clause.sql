-- What the rules say, word for word, so that a clause id in any row can be read.
-- grain: run_id, clause_id
WITH reward_rules AS (
    SELECT plan_key, clause FROM compiled.reward_plan
    UNION
    SELECT plan_key, clause FROM compiled.reward_tier
    UNION
    SELECT plan_key, clause FROM compiled.reward_number
    UNION
    SELECT plan_key, clause FROM compiled.reward_code
),

cited AS (
    SELECT schemes.run_id, indicators.clause
    FROM scope.scheme AS schemes
    INNER JOIN compiled.indicator AS indicators ON schemes.scheme_key = indicators.scheme_key
    UNION
    SELECT plans.run_id, reward_rules.clause
    FROM scope.reward_plan AS plans
    INNER JOIN reward_rules ON plans.plan_key = reward_rules.plan_key
)

SELECT DISTINCT
    runs.run_id,
    runs.revision,
    runs.period,
    runs.org_scope AS org_id,
    clauses.clause_id,
    clauses.document_title,
    clauses.quote_zh,
    clauses.meaning_en
FROM run.run AS runs
INNER JOIN cited ON runs.run_id = cited.run_id
INNER JOIN compiled.clause AS clauses ON list_contains(string_split(cited.clause, ','), clauses.clause_id)
WHERE runs.published
ORDER BY runs.run_id, clauses.clause_id
