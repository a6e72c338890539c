-- Every gate of the scheme for every subject: what it looks at, and whether it tripped.
-- grain: run_id, org_id, subject_type, subject_id, gate
SELECT
    gate.run_id,
    gate.revision,
    gate.period,
    gate.org_id,
    gate.subject_type,
    gate.subject_id,
    gate.gate,
    gate.title_zh,
    gate.title_en,
    gate.metric_id,
    gate.value,
    gate.state,
    gate.effect,
    gate.score_limit,
    gate.withholds_commendation,
    gate.withholds_reward,
    gate.clause,
    gate.source
FROM result.gate AS gate
INNER JOIN run.run AS runs ON gate.run_id = runs.run_id
WHERE runs.published
ORDER BY
    gate.run_id,
    gate.org_id,
    gate.subject_type,
    gate.subject_id,
    gate.gate
