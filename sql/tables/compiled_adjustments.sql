-- What a scheme says about the score as a whole: which metrics it needs, quota, adjustments and general part; and how a
-- result becomes final.

-- grain: scheme_key, metric_id. Every metric the scheme needs counted: indicators that are not switched off, enabled
-- gates, alerts, conditions and the general part.
CREATE TABLE IF NOT EXISTS compiled.scheme_metric (scheme_key TEXT NOT NULL, metric_id TEXT NOT NULL);

-- grain: scheme_key. At most `percent` of those due get the grade, cut downwards; at least one from `minimum_one_from`
-- subjects on (NULL: no minimum).
CREATE TABLE IF NOT EXISTS compiled.quota (
    scheme_key TEXT NOT NULL,
    grade TEXT NOT NULL,
    percent DECIMAL(9, 6) NOT NULL,
    minimum_one_from INTEGER,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: scheme_key, place. What decides between equal scores, from place 1 on: a metric's points or a dimension's.
CREATE TABLE IF NOT EXISTS compiled.quota_order (
    scheme_key TEXT NOT NULL, place INTEGER NOT NULL, metric_id TEXT, dimension TEXT
);

-- grain: scheme_key. The most all bonus points, and all deducted points, make together.
CREATE TABLE IF NOT EXISTS compiled.adjustment (
    scheme_key TEXT NOT NULL,
    bonus_limit DECIMAL(9, 6) NOT NULL,
    deduction_limit DECIMAL(9, 6) NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: scheme_key, kind. effect: bonus or deduction. Either each_points, or the record's own points between
-- least_points and most_points. limit_points: the most records of the kind make together (NULL: no such limit).
CREATE TABLE IF NOT EXISTS compiled.adjustment_kind (
    scheme_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    effect TEXT NOT NULL,
    each_points DECIMAL(9, 6),
    least_points DECIMAL(9, 6),
    most_points DECIMAL(9, 6),
    limit_points DECIMAL(9, 6)
);

-- grain: scheme_key. The share of the score that a general appraisal makes, where its metric was measured.
CREATE TABLE IF NOT EXISTS compiled.general_part (
    scheme_key TEXT NOT NULL,
    metric_id TEXT NOT NULL,
    share_percent DECIMAL(9, 6) NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: scheme_key, name. How a result becomes final, by scheme or reward plan (scheme_key is then the plan's). name:
-- publicity_working_days (whole working days a result is public before it can be confirmed), appeal_file_within and
-- appeal_answer_within (days to file an objection and to answer it); unit: working_days or calendar_days.
CREATE TABLE IF NOT EXISTS compiled.procedure (
    scheme_key TEXT NOT NULL,
    name TEXT NOT NULL,
    value INTEGER NOT NULL,
    unit TEXT NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);
