-- What a scheme says about single facts and about what follows from a result: gates, alerts, consequences, commendation.
-- comparison: at_least, above or below, of a metric's value in its unit, or of a dimension's points in percent of those
-- it can bring. clause and source as in compiled.indicator.

-- grain: scheme_key, gate
CREATE TABLE IF NOT EXISTS compiled.gate (
    scheme_key TEXT NOT NULL,
    gate TEXT NOT NULL,
    position INTEGER NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    metric_id TEXT NOT NULL,
    withholds_commendation BOOLEAN NOT NULL,
    withholds_reward BOOLEAN NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: scheme_key, gate, step. The first step that holds applies. effect: lowest_grade, graded_as_at_most (with
-- score_limit) or no_grade.
CREATE TABLE IF NOT EXISTS compiled.gate_step (
    scheme_key TEXT NOT NULL,
    gate TEXT NOT NULL,
    step INTEGER NOT NULL,
    comparison TEXT NOT NULL,
    threshold DECIMAL(38, 6) NOT NULL,
    effect TEXT NOT NULL,
    score_limit DECIMAL(9, 6)
);

-- grain: scheme_key, alert
CREATE TABLE IF NOT EXISTS compiled.alert (
    scheme_key TEXT NOT NULL,
    alert TEXT NOT NULL,
    position INTEGER NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    metric_id TEXT NOT NULL,
    comparison TEXT NOT NULL,
    threshold DECIMAL(38, 6) NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: scheme_key, consequence. grades: comma-separated ('': any). years_in_a_row: 1 is this year alone.
-- any_period: recommended after a quarter too.
CREATE TABLE IF NOT EXISTS compiled.consequence (
    scheme_key TEXT NOT NULL,
    consequence TEXT NOT NULL,
    position INTEGER NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    grades TEXT NOT NULL,
    years_in_a_row INTEGER NOT NULL,
    any_period BOOLEAN NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: scheme_key. All that is not NULL or '' must hold. grades and without_gates: comma-separated.
CREATE TABLE IF NOT EXISTS compiled.commendation (
    scheme_key TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    score_at_least DECIMAL(9, 6),
    grades TEXT NOT NULL,
    top_percent DECIMAL(9, 6),
    within_quota BOOLEAN NOT NULL,
    without_gates TEXT NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: scheme_key, owner_kind, owner_id, group_number, metric_id, dimension. All groups of an owner must hold, and of a
-- group one condition is enough. owner_kind: consequence or commendation (owner_id then 'commendation').
CREATE TABLE IF NOT EXISTS compiled.condition (
    scheme_key TEXT NOT NULL,
    owner_kind TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    group_number INTEGER NOT NULL,
    metric_id TEXT,
    dimension TEXT,
    comparison TEXT NOT NULL,
    threshold DECIMAL(38, 6) NOT NULL
);
