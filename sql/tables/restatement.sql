-- What a revision moved, against the revision before it of the same period and scope.
CREATE SCHEMA IF NOT EXISTS result;

-- grain: run_id, org_id, subject_type, subject_id, quantity, item. subject_type: organization, department, cio, innovation (subject_id:
-- '<innovation>/<benefit year>') or award. quantity: score, base_score, contribution, suggested_grade, pool_amount,
-- award_amount, ...; item: the metric or what else the quantity is of ('' for the subject as a whole). before_value, after_value: numbers, NULL for
-- grades and where there was or is none; before_text, after_text: as a person reads it. delta = after - before, NULL counting as 0.
-- cause: records, rules, code, decision, joined by a comma where several moved it; others where nothing of its own did.
CREATE TABLE IF NOT EXISTS result.restatement (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    prior_run_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    quantity TEXT NOT NULL,
    item TEXT NOT NULL,
    before_value DECIMAL(38, 6),
    after_value DECIMAL(38, 6),
    delta DECIMAL(38, 6),
    before_text TEXT,
    after_text TEXT,
    cause TEXT NOT NULL,
    detail TEXT
);

-- grain: run_id, org_id, subject_type, subject_id, metric_id, source_feed, source_id, occurred_on, department_id, person_id.
-- The evidence that changed between two revisions; change: added, removed or changed.
CREATE TABLE IF NOT EXISTS result.restatement_record (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    prior_run_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    metric_id TEXT NOT NULL,
    source_feed TEXT NOT NULL,
    source_id TEXT NOT NULL,
    occurred_on DATE NOT NULL,
    department_id TEXT,
    change TEXT NOT NULL,
    before_numerator DECIMAL(38, 6),
    before_denominator DECIMAL(38, 6),
    after_numerator DECIMAL(38, 6),
    after_denominator DECIMAL(38, 6),
    before_file TEXT,
    before_row BIGINT,
    after_file TEXT,
    after_row BIGINT
);
