-- What decided a grade beyond the score, and what is recommended after a result. Recommendations only.

-- grain: run_id, org_id, subject_type, subject_id, gate. Every enabled gate of the subject's scheme. state: tripped,
-- clear, or not_checked (a feed or kind of record is not connected, or a ratio has nothing to count). Effect and limit
-- are those of the step that holds: lowest_grade, graded_as_at_most (score_limit) or no_grade.
CREATE TABLE IF NOT EXISTS result.gate (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    gate TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    title_en TEXT NOT NULL,
    metric_id TEXT NOT NULL,
    value DECIMAL(38, 6),
    state TEXT NOT NULL,
    effect TEXT,
    score_limit DECIMAL(9, 6),
    withholds_commendation BOOLEAN NOT NULL,
    withholds_reward BOOLEAN NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: run_id, org_id, subject_type, subject_id, consequence. status: recommended, or provisional in a preview.
CREATE TABLE IF NOT EXISTS result.consequence (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    consequence TEXT NOT NULL,
    recommendation TEXT NOT NULL,
    recommendation_en TEXT NOT NULL,
    reason TEXT NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL,
    status TEXT NOT NULL
);

-- grain: run_id, org_id, subject_type, subject_id. The candidates; people decide.
CREATE TABLE IF NOT EXISTS result.commendation (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    recommendation TEXT NOT NULL,
    recommendation_en TEXT NOT NULL,
    reason TEXT NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);

-- grain: run_id, org_id, subject_type, subject_id, alert. The alerts that were raised.
CREATE TABLE IF NOT EXISTS result.compliance_alert (
    run_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    period TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    alert TEXT NOT NULL,
    recommendation TEXT NOT NULL,
    recommendation_en TEXT NOT NULL,
    metric_id TEXT NOT NULL,
    value DECIMAL(38, 6) NOT NULL,
    reason TEXT NOT NULL,
    clause TEXT NOT NULL,
    source TEXT NOT NULL
);
