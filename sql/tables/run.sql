-- The computations: what each read, by which rules and code, and how far it has come.
CREATE SCHEMA IF NOT EXISTS run;

-- grain: run_id. State: frozen -> counted -> scored -> rewarded -> computed (its checks passed).
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

-- grain: run_id, prior_run_id. For a run of a whole year: the newest final run of each earlier year and the same scope.
CREATE TABLE IF NOT EXISTS run.prior (run_id TEXT NOT NULL, prior_run_id TEXT NOT NULL, period TEXT NOT NULL);

-- grain: file. The published files as they were written last: the hash of their bytes, and of the program and the key
-- they were written with.
CREATE TABLE IF NOT EXISTS run.published_file (
    file TEXT PRIMARY KEY, file_sha256 TEXT NOT NULL, written_by TEXT NOT NULL
);

-- grain: schema_name. The views a schema has, by the hash of what they are made from.
CREATE TABLE IF NOT EXISTS run.views_made (schema_name TEXT NOT NULL, content_sha256 TEXT NOT NULL);
