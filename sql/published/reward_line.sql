-- Each benefit line of an innovation, and whether it counts.
-- grain: run_id, org_id, benefit_id
SELECT
    lines.run_id,
    lines.revision,
    lines.period,
    lines.org_id,
    lines.innovation_id,
    lines.benefit_year,
    lines.benefit_id,
    lines.line,
    lines.kind,
    lines.status,
    lines.reason,
    lines.is_retained,
    lines.benefit_amount,
    lines.rechecked_benefit_amount,
    lines.rechecked_on,
    lines.floor_base_amount,
    lines.confirmed_on,
    lines.source_file,
    lines.source_row
FROM result.reward_line AS lines
INNER JOIN run.run AS runs ON lines.run_id = runs.run_id
WHERE runs.published
ORDER BY lines.run_id, lines.org_id, lines.innovation_id, lines.benefit_year, lines.benefit_id
