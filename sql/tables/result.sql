-- What came of a run. Rows of a finished run are never changed.
CREATE SCHEMA IF NOT EXISTS result;

-- grain: run_id, org_id, subject_type, subject_id, metric_id. Sums of evidence, before any rule is applied.
-- provisional_count: rows that rest on something not yet final.
CREATE TABLE IF NOT EXISTS result.metric_sum (
    run_id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    metric_id TEXT NOT NULL,
    numerator DECIMAL(38, 6) NOT NULL,
    denominator DECIMAL(38, 6) NOT NULL,
    evidence_count BIGINT NOT NULL,
    provisional_count BIGINT NOT NULL DEFAULT 0
);

-- grain: run_id, org_id, subject_type, subject_id, metric_id. status: measured, not_applicable, missing or disabled.
CREATE TABLE IF NOT EXISTS result.indicator_score (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    scheme_key TEXT NOT NULL,
    dimension TEXT NOT NULL,
    dimension_position INTEGER NOT NULL,
    position INTEGER NOT NULL,
    metric_id TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    unit TEXT NOT NULL,
    numerator DECIMAL(38, 6),
    denominator DECIMAL(38, 6),
    value DECIMAL(38, 6),
    points DECIMAL(9, 6),
    scheme_weight DECIMAL(9, 6) NOT NULL,
    weight DECIMAL(9, 6) NOT NULL,
    contribution DECIMAL(9, 6) NOT NULL,
    points_lost DECIMAL(9, 6) NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    evidence_count BIGINT NOT NULL,
    small_number BOOLEAN NOT NULL,
    provisional_count BIGINT NOT NULL DEFAULT 0,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: run_id, org_id, subject_type, subject_id. base_score: the sum of the contributions; score: with the general part
-- and the adjustments; graded_score: within the limits of gates, the number the grade is read off; score_grade: before
-- the quota; suggested_grade: after it. within_quota: NULL where no quota concerns the grade. gates: those that tripped,
-- and SMALL_N where small numbers alone would have lifted the grade.
CREATE TABLE IF NOT EXISTS result.appraisal (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    subject_name TEXT NOT NULL,
    scheme_id TEXT NOT NULL,
    scheme_version TEXT NOT NULL,
    base_score DECIMAL(9, 6),
    general_score DECIMAL(9, 6),
    bonus_points DECIMAL(9, 6) NOT NULL DEFAULT 0,
    deducted_points DECIMAL(9, 6) NOT NULL DEFAULT 0,
    score DECIMAL(5, 2),
    graded_score DECIMAL(5, 2),
    rank INTEGER,
    score_grade TEXT,
    within_quota BOOLEAN,
    suggested_grade TEXT,
    measured_weight DECIMAL(9, 6) NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    gates TEXT NOT NULL
);

-- grain: run_id, org_id, subject_type, subject_id, metric_id, position.
-- The rows that cost points, tripped a gate or raised an alert, at most 100 a subject and metric, the costliest first.
CREATE TABLE IF NOT EXISTS result.evidence (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    metric_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    department_id TEXT,
    source_feed TEXT NOT NULL,
    source_id TEXT NOT NULL,
    source_file TEXT,
    source_row BIGINT,
    occurred_on DATE NOT NULL,
    numerator DECIMAL(38, 6) NOT NULL,
    denominator DECIMAL(38, 6) NOT NULL
);

-- grain: run_id, org_id, subject_type, subject_id, cause_kind, cause_id. What cost points or a grade: indicator,
-- incident, finding, gate or adjustment. points_lost is negative where points were gained.
CREATE TABLE IF NOT EXISTS result.deduction (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    cause_kind TEXT NOT NULL,
    cause_id TEXT NOT NULL,
    metric_id TEXT,
    points_lost DECIMAL(18, 6) NOT NULL,
    detail TEXT NOT NULL,
    clause TEXT NOT NULL
);

-- grain: run_id, check_id. Every expectation checked on the batches a run read and on its results.
CREATE TABLE IF NOT EXISTS result.data_quality (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    check_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    severity TEXT NOT NULL,
    success BOOLEAN NOT NULL,
    unexpected_count BIGINT NOT NULL,
    why TEXT NOT NULL
);
