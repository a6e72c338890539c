-- What the rules say, word for word, so that a clause id in any row can be read.
-- grain: run_id, clause_id
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
INNER JOIN scope.scheme AS schemes ON runs.run_id = schemes.run_id
INNER JOIN compiled.indicator AS indicators ON schemes.scheme_key = indicators.scheme_key
INNER JOIN compiled.clause AS clauses ON list_contains(string_split(indicators.clause, ','), clauses.clause_id)
WHERE runs.published
ORDER BY runs.run_id, clauses.clause_id
