-- One computation, what it covered, and what came of it. Rows of a finished run are never changed.
CREATE SCHEMA IF NOT EXISTS run;
CREATE SCHEMA IF NOT EXISTS scope;
CREATE SCHEMA IF NOT EXISTS result;

-- grain: run_id. State: frozen -> counted -> scored -> computed (its checks passed) or failed.
CREATE TABLE IF NOT EXISTS run.run (
    run_id TEXT PRIMARY KEY,
    period TEXT NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    cut_off DATE NOT NULL,
    as_of_batch INTEGER NOT NULL,
    org_scope TEXT NOT NULL,
    revision INTEGER NOT NULL,
    provisional BOOLEAN NOT NULL,
    data_sha256 TEXT NOT NULL,
    schemes_sha256 TEXT NOT NULL,
    code_sha256 TEXT NOT NULL,
    state TEXT NOT NULL,
    published BOOLEAN NOT NULL
);

-- grain: run_id, org_id, feed. The feeds an organisation has connected (has ever delivered by then).
CREATE TABLE IF NOT EXISTS scope.feed (run_id TEXT NOT NULL, org_id TEXT NOT NULL, feed TEXT NOT NULL);

-- grain: run_id, scheme_key. The compiled schemes that stood in the scheme files when the run was frozen.
CREATE TABLE IF NOT EXISTS scope.candidate (run_id TEXT NOT NULL, scheme_key TEXT NOT NULL);

-- grain: run_id, org_id, subject_type. The scheme that applies.
CREATE TABLE IF NOT EXISTS scope.scheme (
    run_id TEXT NOT NULL, org_id TEXT NOT NULL, subject_type TEXT NOT NULL, scheme_key TEXT NOT NULL
);

-- grain: run_id, org_id, metric_id. The metrics that count: evidence of others is not looked for.
CREATE TABLE IF NOT EXISTS scope.metric (run_id TEXT NOT NULL, org_id TEXT NOT NULL, metric_id TEXT NOT NULL);

-- grain: run_id, org_id, name, code. The numbers the metrics count with, as the organisation's schemes give them.
CREATE TABLE IF NOT EXISTS scope.parameter (
    run_id TEXT NOT NULL, org_id TEXT NOT NULL, name TEXT NOT NULL, code TEXT NOT NULL, value DECIMAL(38, 6) NOT NULL
);

-- grain: run_id, org_id, subject_type, subject_id. Who is appraised. tenure_days: a CIO's days of office in the period.
CREATE TABLE IF NOT EXISTS scope.subject (
    run_id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    subject_name TEXT NOT NULL,
    scheme_key TEXT NOT NULL,
    tenure_days INTEGER
);

-- grain: run_id, org_id, subject_type, subject_id, department_id, counts_from. The units and days whose evidence is
-- the subject's own: a department with the units rolled up into it, a CIO's units for the days of office.
CREATE TABLE IF NOT EXISTS scope.reach (
    run_id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    department_id TEXT NOT NULL,
    counts_from DATE NOT NULL,
    counts_until DATE NOT NULL
);

-- grain: run_id, org_id, subject_type, subject_id, metric_id. Sums of evidence, before any rule is applied.
CREATE TABLE IF NOT EXISTS result.metric_sum (
    run_id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    metric_id TEXT NOT NULL,
    numerator DECIMAL(38, 6) NOT NULL,
    denominator DECIMAL(38, 6) NOT NULL,
    evidence_count BIGINT NOT NULL
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
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: run_id, org_id, subject_type, subject_id
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
    score DECIMAL(5, 2),
    rank INTEGER,
    suggested_grade TEXT,
    confirmed_grade TEXT,
    measured_weight DECIMAL(9, 6) NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    gates TEXT NOT NULL
);

-- grain: run_id, org_id, subject_type, subject_id, metric_id, position.
-- The rows that cost points, at most 100 a subject and indicator, the costliest first.
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

-- grain: run_id, org_id, subject_type, subject_id, cause_kind, cause_id. What cost points or a grade.
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
