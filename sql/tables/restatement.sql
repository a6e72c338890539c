-- What a revision moved, against the revision before it of the same period and scope.
CREATE SCHEMA IF NOT EXISTS result;

-- grain: run_id, org_id, subject_type, subject_id, person_id, quantity, item, unit. subject_type: organization, department,
-- cio, innovation (subject_id: '<innovation>/<benefit year>') or award (person_id: whose it is). quantity: score, base_score,
-- contribution, suggested_grade, pool_amount, award_amount, ...; item: the metric, gate or adjustment it is of ('' for the
-- subject as a whole); unit: points, %, place, a currency ('' for words). before_value, after_value: numbers, NULL for words
-- and where there was or is none; before_text, after_text: words, or how the number came about. delta = after - before, NULL
-- counting as 0; NULL for words. cause: records, rules, code, decision, joined by a comma where several moved it; others
-- where nothing of its own did. rules_before, rules_after: the scheme or plan, where rules did; decision: the appeals, where a
-- decision did; record_count: the records behind it in result.restatement_record.
CREATE TABLE IF NOT EXISTS result.restatement (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    prior_run_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    person_id TEXT,
    quantity TEXT NOT NULL,
    item TEXT NOT NULL,
    unit TEXT NOT NULL,
    before_value DECIMAL(38, 6),
    after_value DECIMAL(38, 6),
    delta DECIMAL(38, 6),
    before_text TEXT,
    after_text TEXT,
    cause TEXT NOT NULL,
    rules_before TEXT,
    rules_after TEXT,
    decision TEXT,
    record_count BIGINT NOT NULL
);

-- grain: run_id, org_id, subject_type, subject_id, metric_id, source_feed, source_id, occurred_on, department_id, person_id.
-- The records behind what moved: of each subject and metric whose sums moved, the evidence that was added, removed or changed
-- (change); metric_id NULL: other records that decide (adjustments; offices and units; benefits, shares and findings of
-- rewards), without numbers. The numbers are the record's own: where a unit answers for a part only, the sums take
-- before_share_percent, after_share_percent of them. For the metric unit_scores the record is a unit's result. file and row:
-- NULL where there was or is none.
CREATE TABLE IF NOT EXISTS result.restatement_record (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    prior_run_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    metric_id TEXT,
    source_feed TEXT NOT NULL,
    source_id TEXT NOT NULL,
    occurred_on DATE,
    department_id TEXT,
    person_id TEXT,
    change TEXT NOT NULL,
    before_numerator DECIMAL(38, 6),
    before_denominator DECIMAL(38, 6),
    before_share_percent DECIMAL(9, 6),
    after_numerator DECIMAL(38, 6),
    after_denominator DECIMAL(38, 6),
    after_share_percent DECIMAL(9, 6),
    before_file TEXT,
    before_row BIGINT,
    after_file TEXT,
    after_row BIGINT
);
