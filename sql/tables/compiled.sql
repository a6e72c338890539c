-- The rules, compiled from schemes/*.yaml. A scheme_key names one scheme, version and content
-- ('MIIT_DEPT@2026.1#1a2b3c4d'); rows of a key never change, so a run can always be read with its own rules.
CREATE SCHEMA IF NOT EXISTS compiled;

-- grain: metric_id. The catalogue (metrics/). value_rule: ratio = sum(numerator) / sum(denominator) x scale;
-- total = sum(numerator) while any denominator is above zero. feeds: comma-separated, all needed. kinds: records of a
-- shared feed ('obligation:hazard'), one of which is needed; counting: how the shared query counts them.
CREATE TABLE IF NOT EXISTS compiled.metric (
    metric_id TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    definition TEXT NOT NULL,
    definition_zh TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL,
    better TEXT NOT NULL,
    value_rule TEXT NOT NULL,
    scale INTEGER NOT NULL,
    feeds TEXT NOT NULL,
    kinds TEXT NOT NULL DEFAULT '',
    counting TEXT,
    list_size INTEGER,
    fixed_size BOOLEAN NOT NULL DEFAULT FALSE,
    evidence TEXT
);

-- grain: metric_id, feed, kind. The records of a shared feed a metric takes, and how they count. The shared evidence
-- queries find their metrics here. list_size: how many items a list must have.
CREATE TABLE IF NOT EXISTS compiled.counted_kind (
    metric_id TEXT NOT NULL,
    feed TEXT NOT NULL,
    kind TEXT NOT NULL,
    counting TEXT NOT NULL,
    list_size INTEGER
);

-- grain: clause_id. What the documents say, word for word.
CREATE TABLE IF NOT EXISTS compiled.clause (
    clause_id TEXT PRIMARY KEY,
    document_id TEXT NOT NULL,
    document_title TEXT NOT NULL,
    quote_zh TEXT NOT NULL,
    meaning_en TEXT NOT NULL
);

-- grain: scheme_key. org_id is set where an organisation carries its own copy.
CREATE TABLE IF NOT EXISTS compiled.scheme (
    scheme_key TEXT PRIMARY KEY,
    scheme_id TEXT NOT NULL,
    scheme_version TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    regime TEXT NOT NULL,
    org_id TEXT,
    subject_type TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    in_force_from DATE NOT NULL,
    in_force_until DATE,
    checked_on DATE NOT NULL,
    minimum_measured_weight DECIMAL(9, 6) NOT NULL,
    minimum_tenure_share DECIMAL(9, 6),
    reports TEXT NOT NULL
);

-- grain: scheme_key, dimension
CREATE TABLE IF NOT EXISTS compiled.dimension (
    scheme_key TEXT NOT NULL,
    dimension TEXT NOT NULL,
    position INTEGER NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    weight DECIMAL(9, 6) NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: scheme_key, metric_id. absent: not_applicable or missing (what no evidence means once the period is closed).
-- disabled_reason is set where the scheme itself switches the indicator off.
-- cut_up_from: values at or above it are cut upwards to six decimals, all others downwards, so that cutting
-- never helps anyone (NULL: always downwards).
CREATE TABLE IF NOT EXISTS compiled.indicator (
    scheme_key TEXT NOT NULL,
    dimension TEXT NOT NULL,
    position INTEGER NOT NULL,
    metric_id TEXT NOT NULL,
    weight DECIMAL(9, 6) NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL,
    curve TEXT NOT NULL,
    curve_shape TEXT NOT NULL,
    curve_source TEXT NOT NULL,
    knots TEXT NOT NULL,
    absent TEXT NOT NULL,
    disabled_reason TEXT,
    cut_up_from DECIMAL(38, 6)
);

-- grain: scheme_key, metric_id, value_from. The straight piece that starts at value_from: points at a value v are
-- points_from + (v - value_from) x points_rise / value_run. The first piece starts far below any value.
CREATE TABLE IF NOT EXISTS compiled.piece (
    scheme_key TEXT NOT NULL,
    metric_id TEXT NOT NULL,
    value_from DECIMAL(38, 6) NOT NULL,
    points_from DECIMAL(9, 6) NOT NULL,
    points_rise DECIMAL(9, 6) NOT NULL,
    value_run DECIMAL(38, 6) NOT NULL
);

-- grain: scheme_key, name, code. A number a metric needs to count with; code is '' for a single number.
CREATE TABLE IF NOT EXISTS compiled.parameter (
    scheme_key TEXT NOT NULL,
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    value DECIMAL(38, 6) NOT NULL,
    unit TEXT NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: scheme_key, grade. at_least NULL: the lowest band.
CREATE TABLE IF NOT EXISTS compiled.grade (
    scheme_key TEXT NOT NULL,
    grade TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    at_least DECIMAL(9, 6),
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);
