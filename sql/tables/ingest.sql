-- What came in: one row a delivered file, and every row of it that was not accepted, with its reason.
CREATE SCHEMA IF NOT EXISTS ingest;

-- grain: batch_id. State: archived -> validated -> loaded, or refused. Numbers are given in order of arrival
-- and settled in that order, so "as of batch N" never changes once all batches up to N are settled.
CREATE TABLE IF NOT EXISTS ingest.batch (
    batch_id INTEGER PRIMARY KEY,
    feed TEXT NOT NULL,
    source TEXT NOT NULL,
    source_file TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    contract_sha256 TEXT NOT NULL,
    archive_file TEXT NOT NULL,
    archive_sha256 TEXT NOT NULL,
    delivery TEXT NOT NULL,
    received_on DATE NOT NULL,
    state TEXT NOT NULL,
    read_count BIGINT NOT NULL,
    left_out_count BIGINT NOT NULL,
    repaired_count BIGINT NOT NULL,
    quarantined_count BIGINT,
    inserted_count BIGINT,
    changed_count BIGINT,
    unchanged_count BIGINT,
    closed_count BIGINT,
    refusal TEXT
);

-- grain: batch_id, source_row, reason_code, column_name. A row that could not be used; source_row counts records, the header, where there is one, is 1.
CREATE TABLE IF NOT EXISTS ingest.quarantine (
    batch_id INTEGER NOT NULL,
    feed TEXT NOT NULL,
    source_row BIGINT NOT NULL,
    record_key TEXT,
    reason_code TEXT NOT NULL,
    column_name TEXT,
    found TEXT,
    reason TEXT NOT NULL,
    closed_by_batch_id INTEGER
);

-- grain: batch_id, source_row. A row the source file says to leave out, and why.
CREATE TABLE IF NOT EXISTS ingest.left_out (
    batch_id INTEGER NOT NULL,
    source_row BIGINT NOT NULL,
    reason TEXT NOT NULL
);

-- grain: batch_id, feed, expectation_id. Every expectation checked on what came in.
CREATE TABLE IF NOT EXISTS ingest.expectation_result (
    batch_id INTEGER NOT NULL,
    feed TEXT NOT NULL,
    expectation_id TEXT NOT NULL,
    severity TEXT NOT NULL,
    on_failure TEXT NOT NULL,
    success BOOLEAN NOT NULL,
    unexpected_count BIGINT NOT NULL,
    why TEXT NOT NULL
);

-- grain: fetch_id. A file that was fetched into the inbox: by the query of a source, or from object storage (source is then its address).
-- Of a query: from which value of the incremental column on (NULL: all rows) and up to which. Of an object: how the storage told its version.
CREATE TABLE IF NOT EXISTS ingest.fetched (
    fetch_id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    source_file TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    fetched_on DATE NOT NULL,
    row_count BIGINT,
    query_sha256 TEXT,
    since_value TEXT,
    until_value TEXT,
    object_version TEXT
);
