-- What was reported of oneself beside the evidence.
CREATE SCHEMA IF NOT EXISTS result;

-- grain: run_id, org_id, department_id, person_id, metric_id, is_figure. Neither unit nor person: the organisation as a whole.
-- is_figure: the metric's figure was stated, else records were delivered that the metric takes. report_count: how many add up
-- to it; batch_id and source_row: the newest of them. value: sum of numerators / sum of denominators in the metric's unit,
-- cut downwards to six decimals, on both sides; gap_value: reported less evidence. counts: nothing else is there, so it
-- counts as evidence. status: agrees, reported_better, reported_worse, differs (the metric has no better side),
-- no_value (what was reported gives none) or no_evidence.
CREATE TABLE IF NOT EXISTS result.self_report (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    department_id TEXT,
    person_id TEXT,
    metric_id TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    unit TEXT NOT NULL,
    is_figure BOOLEAN NOT NULL,
    report_count BIGINT NOT NULL,
    observed_on DATE NOT NULL,
    reported_numerator DECIMAL(38, 6),
    reported_denominator DECIMAL(38, 6),
    reported_value DECIMAL(38, 6),
    evidence_numerator DECIMAL(38, 6),
    evidence_denominator DECIMAL(38, 6),
    evidence_value DECIMAL(38, 6),
    evidence_count BIGINT NOT NULL,
    gap_value DECIMAL(38, 6),
    status TEXT NOT NULL,
    counts BOOLEAN NOT NULL,
    batch_id INTEGER NOT NULL,
    source_row BIGINT NOT NULL
);
