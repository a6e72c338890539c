-- What a run covers: organisations, schemes, numbers, subjects and the units and days that count for them.
CREATE SCHEMA IF NOT EXISTS scope;

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
