-- What a run covers: organisations, schemes, numbers, subjects and the units and days that count for them.
CREATE SCHEMA IF NOT EXISTS scope;

-- grain: run_id, org_id, feed. The feeds an organisation has connected (has ever delivered by then); of a feed shared
-- by many metrics also each kind of record ('obligation:hazard').
CREATE TABLE IF NOT EXISTS scope.feed (run_id TEXT NOT NULL, org_id TEXT NOT NULL, feed TEXT NOT NULL);

-- grain: run_id, scheme_key. The compiled schemes and reward plans that stood in the files when the run was frozen.
CREATE TABLE IF NOT EXISTS scope.candidate (run_id TEXT NOT NULL, scheme_key TEXT NOT NULL);

-- grain: run_id, org_id, subject_type. The scheme that applies.
CREATE TABLE IF NOT EXISTS scope.scheme (
    run_id TEXT NOT NULL, org_id TEXT NOT NULL, subject_type TEXT NOT NULL, scheme_key TEXT NOT NULL
);

-- grain: run_id, org_id. The reward plan that applies.
CREATE TABLE IF NOT EXISTS scope.reward_plan (run_id TEXT NOT NULL, org_id TEXT NOT NULL, plan_key TEXT NOT NULL);

-- grain: run_id, org_id, metric_id. The metrics that count: evidence of others is not looked for.
CREATE TABLE IF NOT EXISTS scope.metric (run_id TEXT NOT NULL, org_id TEXT NOT NULL, metric_id TEXT NOT NULL);

-- grain: run_id, org_id, name, code. The numbers the metrics count with, as the organisation's schemes give them.
CREATE TABLE IF NOT EXISTS scope.parameter (
    run_id TEXT NOT NULL, org_id TEXT NOT NULL, name TEXT NOT NULL, code TEXT NOT NULL, value DECIMAL(38, 6) NOT NULL
);

-- grain: run_id, org_id, subject_type, subject_id. Who is appraised. tenure_days: a CIO's days of office in the period.
-- left_on: the last day of who was no longer there on the cut-off day.
CREATE TABLE IF NOT EXISTS scope.subject (
    run_id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    subject_name TEXT NOT NULL,
    scheme_key TEXT NOT NULL,
    tenure_days INTEGER,
    left_on DATE
);

-- grain: run_id, org_id, subject_type, subject_id, department_id, person_id, counts_from, counts_until. Whose evidence
-- on which days is the subject's own, and how much of it: a unit's (department_id), a person's own (person_id), or the
-- organisation's as a whole (neither). share_percent: 100, or less where a unit took over part of one that ended.
CREATE TABLE IF NOT EXISTS scope.reach (
    run_id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    department_id TEXT,
    person_id TEXT,
    counts_from DATE NOT NULL,
    counts_until DATE NOT NULL,
    share_percent DECIMAL(9, 6) NOT NULL DEFAULT 100
);

-- grain: run_id, org_id, head_id, department_id. A unit with itself and what is rolled up into it.
CREATE TABLE IF NOT EXISTS scope.branch (
    run_id TEXT NOT NULL, org_id TEXT NOT NULL, head_id TEXT NOT NULL, department_id TEXT NOT NULL
);

-- grain: run_id, org_id, holder_id, department_id, counts_from, counts_until. Which unit answers for what is dated in a
-- unit: itself, or from a day on its successors, by their shares.
CREATE TABLE IF NOT EXISTS scope.holding (
    run_id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    holder_id TEXT NOT NULL,
    department_id TEXT NOT NULL,
    counts_from DATE NOT NULL,
    counts_until DATE NOT NULL,
    share_percent DECIMAL(9, 6) NOT NULL
);

-- grain: run_id, org_id, person_id, kind, holder_id, counts_from. What a CIO answers for on which days: a unit
-- (holder_id), the organisation as a whole, or the person's own records (kind unit, whole, person).
CREATE TABLE IF NOT EXISTS scope.office (
    run_id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    holder_id TEXT,
    counts_from DATE NOT NULL,
    counts_until DATE NOT NULL
);

-- grain: run_id, org_id, metric_id, measurement_id. Self-reports of the period (measurements marked self_reported) by the metric
-- they are about, and whose they are: a unit's, a person's or (neither) the organisation's. is_figure: it states the
-- metric's figure and is never evidence. is_set_aside: evidence from elsewhere stands beside it, so it does not count.
CREATE TABLE IF NOT EXISTS scope.self_report (
    run_id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    metric_id TEXT NOT NULL,
    measurement_id TEXT NOT NULL,
    department_id TEXT,
    person_id TEXT,
    observed_on DATE NOT NULL,
    numerator DECIMAL(18, 6) NOT NULL,
    denominator DECIMAL(18, 6) NOT NULL,
    batch_id INTEGER NOT NULL,
    source_row BIGINT NOT NULL,
    is_figure BOOLEAN NOT NULL,
    is_set_aside BOOLEAN NOT NULL DEFAULT FALSE
);

-- grain: run_id, graded_run_id, org_id, subject_type, subject_id. The grades persons decided, as the run reads them: on
-- earlier revisions of its own period (graded_run_id: the run itself), and on the runs of earlier years it builds on. One
-- counts where graded_run_id suggests suggested_grade. decided_in_run_id: the run it was decided on.
CREATE TABLE IF NOT EXISTS scope.decided_grade (
    run_id TEXT NOT NULL,
    graded_run_id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    suggested_grade TEXT NOT NULL,
    grade TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_on DATE NOT NULL,
    decided_in_run_id TEXT NOT NULL
);
