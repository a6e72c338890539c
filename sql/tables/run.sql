-- The computations: what each read, by which rules and code, and how far it has come.
CREATE SCHEMA IF NOT EXISTS run;

-- grain: run_id. State: frozen -> counted -> scored -> rewarded -> restated -> computed (its checks passed). as_of: the day
-- whose knowledge was asked for (NULL: all there was). revision: 0 for a preview of an open period and for a look back with
-- older data than a revision had. sign_off: the last signature (NULL: nobody has signed yet).
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
    published BOOLEAN NOT NULL,
    as_of DATE,
    sign_off TEXT
);

-- grain: run_id, step. What each step did last: done or failed, rows in and out, how long it took, why it failed.
CREATE TABLE IF NOT EXISTS run.step (
    run_id TEXT NOT NULL,
    step TEXT NOT NULL,
    position INTEGER NOT NULL,
    state TEXT NOT NULL,
    input_count BIGINT,
    output_count BIGINT,
    duration_seconds DECIMAL(12, 3) NOT NULL,
    message TEXT,
    PRIMARY KEY (run_id, step)
);

-- grain: run_id, table_name. What a finished run holds in each table: a hash of its rows in a fixed order, over the columns the
-- table had then.
CREATE TABLE IF NOT EXISTS run.result_hash (
    run_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    table_name TEXT NOT NULL,
    column_names TEXT NOT NULL,
    row_count BIGINT NOT NULL,
    content_sha256 TEXT NOT NULL,
    PRIMARY KEY (run_id, table_name)
);

-- grain: run_id, state. Who put a run into which state, when and why: reviewed -> publicised -> confirmed -> archived, or
-- rejected (nothing of it stands) or returned (sent back for correction). Never changed.
CREATE TABLE IF NOT EXISTS run.signature (
    run_id TEXT NOT NULL,
    state TEXT NOT NULL,
    position INTEGER NOT NULL,
    signed_by TEXT NOT NULL,
    signed_on DATE NOT NULL,
    reason TEXT,
    PRIMARY KEY (run_id, state)
);

-- grain: run_id, org_id, subject_type, subject_id, position. A grade a person set in the place of the one a run suggested, and
-- why; the last one counts.
CREATE TABLE IF NOT EXISTS run.decided_grade (
    run_id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    suggested_grade TEXT NOT NULL,
    grade TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_on DATE NOT NULL
);

-- grain: run_id, prior_run_id. For a run of a whole year: the newest confirmed run of each earlier year and the same scope, else
-- the newest finished one that is neither rejected nor returned.
CREATE TABLE IF NOT EXISTS run.prior (run_id TEXT NOT NULL, prior_run_id TEXT NOT NULL, period TEXT NOT NULL);

-- grain: run_id, prior_run_id. The settlements that stood when the run was frozen (an estimate: those of earlier years); what
-- they posted stands, and the run posts the difference.
CREATE TABLE IF NOT EXISTS run.follows (run_id TEXT NOT NULL, prior_run_id TEXT NOT NULL);

-- grain: file. The published files as they were written last: the hash of their bytes, and of the program and the key
-- they were written with.
CREATE TABLE IF NOT EXISTS run.published_file (
    file TEXT PRIMARY KEY, file_sha256 TEXT NOT NULL, written_by TEXT NOT NULL
);

-- grain: schema_name. The hash of what a schema's views are made from; '*': of all tables and views of the warehouse.
CREATE TABLE IF NOT EXISTS run.views_made (schema_name TEXT NOT NULL, content_sha256 TEXT NOT NULL);

-- grain: run_id, path. The rule files a run was frozen with; their content lies in the archive under its hash.
CREATE TABLE IF NOT EXISTS run.rule_file (run_id TEXT NOT NULL, path TEXT NOT NULL, file_sha256 TEXT NOT NULL);

-- grain: sequence. What the archive's journal says, file by file; each entry holds the hash of the one before.
CREATE TABLE IF NOT EXISTS run.journal (
    sequence INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    entry TEXT NOT NULL,
    entry_sha256 TEXT NOT NULL
);
