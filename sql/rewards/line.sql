-- Each benefit line of the years the run works on, and whether it counts, with the reason why not.
-- grain: run_id, org_id, benefit_id
SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    lines.org_id,
    lines.innovation_id,
    lines.benefit_year,
    lines.benefit_id,
    lines.line,
    lines.kind,
    lines.status,
    CASE lines.status
        WHEN 'not_it_driven' THEN 'the innovation is not driven by IT'
        WHEN 'not_accepted' THEN 'the innovation was not accepted by the end of the year'
        WHEN 'not_confirmed' THEN 'finance has not confirmed it'
        WHEN 'confirmed_too_early' THEN 'confirmed on ' || cast(lines.confirmed_on AS TEXT) || ', before the year was over'
        WHEN 'other_currency' THEN 'in ' || lines.line_currency || ', while rewards are in ' || lines.currency
        WHEN 'amounts_missing' THEN 'baseline, actual amount, attributable share or margin is not known'
        WHEN 'baseline_not_frozen' THEN 'when the baseline was frozen is not known'
        WHEN 'baseline_after_go_live'
            THEN
                'the baseline was frozen on ' || cast(lines.baseline_frozen_on AS TEXT) || ', after going live on '
                || cast(lines.went_live_on AS TEXT)
        WHEN 'outside_window'
            THEN
                coalesce(
                    'the year does not lie within ' || cast(lines.window_months AS TEXT) || ' months of going live on '
                    || cast(lines.went_live_on AS TEXT),
                    'when it went live is not known'
                )
        WHEN 'income' THEN 'income of a transfer or licence: it counts for the share the law grants alone'
        WHEN 'not_market_expansion' THEN 'no expansion of the market'
    END AS reason,
    lines.is_retained,
    lines.benefit_amount,
    lines.rechecked_benefit_amount,
    lines.rechecked_on,
    lines.floor_base_amount,
    lines.confirmed_on,
    batches.source_file,
    lines.source_row
FROM rewards.judged_line AS lines
INNER JOIN run.run AS runs ON runs.run_id = $run_id
LEFT JOIN ingest.batch AS batches ON lines.batch_id = batches.batch_id
ORDER BY lines.org_id, lines.innovation_id, lines.benefit_year, lines.benefit_id
