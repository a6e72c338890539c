"""Hashes of what a run holds, table by table: the same rows give the same hash, in whatever order they lie."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

# In the order in which they rest on each other; others follow by name.
ORDER = (
    "scope.scheme", "scope.reward_plan", "scope.parameter", "scope.metric", "scope.feed", "scope.subject",
    "scope.branch", "scope.holding", "scope.office", "scope.reach", "result.metric_sum", "result.indicator_score",
    "result.gate", "result.appraisal",
)  # fmt: skip
LAST = ("result.restatement", "result.restatement_record", "result.data_quality")
# Rows that belong together are hashed together, so that no text grows with the whole table.
PARTS = ("org_id", "subject_type", "subject_id", "innovation_id", "department_id")
FIELD_END, ROW_END, NOTHING = "chr(31)", "chr(30)", "chr(1)"


@dataclass(frozen=True)
class TableHash:
    """What a run holds in one table: its columns, the number of rows and the hash of all of them."""

    table_name: str
    column_names: tuple[str, ...]
    row_count: int
    content_sha256: str


def seal(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Note the hashes of all that a finished run holds, in `run.result_hash`."""
    con.execute("DELETE FROM run.result_hash WHERE run_id = $1", [run_id])
    for position, one in enumerate(hashes_of(con, run_id), start=1):
        con.execute(
            "INSERT INTO run.result_hash VALUES ($1, $2, $3, $4, $5, $6)",
            [run_id, position, one.table_name, ",".join(one.column_names), one.row_count, one.content_sha256],
        )


def hashes_of(con: duckdb.DuckDBPyConnection, run_id: str) -> list[TableHash]:
    """The hash of each table of `scope` and `result` that holds rows of the run, in a fixed order."""
    found = [hash_rows(con, table, columns, f"run_id = '{run_id}'") for table, columns in run_tables(con).items()]
    return [one for one in found if one.row_count]


def run_tables(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    """Every table of `scope` and `result` with a run_id, and its columns, in the order of ORDER."""
    found = con.execute(
        "SELECT schema_name || '.' || table_name AS name, list(column_name ORDER BY column_index) "
        "FROM duckdb_columns() INNER JOIN duckdb_tables() USING (database_name, schema_name, table_name) "
        "WHERE database_name = current_database() AND schema_name IN ('scope', 'result') "
        "GROUP BY ALL HAVING list_contains(list(column_name), 'run_id')"
    ).fetchall()
    tables = {name: tuple(columns) for name, columns in found}
    middle = sorted(tables.keys() - {*ORDER, *LAST})
    return {name: tables[name] for name in (*ORDER, *middle, *LAST) if name in tables}


def hash_rows(con: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...], condition: str) -> TableHash:
    """The hash over these columns of the rows of a table that fit a condition."""
    fields = ", ".join(f"coalesce(CAST({quoted(one)} AS TEXT), {NOTHING})" for one in columns)
    parts = ", ".join(f"coalesce({quoted(one)}, '')" for one in PARTS if one in columns) or "''"
    count, content = con.execute(
        f"SELECT coalesce(sum(part_count), 0), sha256(coalesce(string_agg(part, {ROW_END} ORDER BY part), '')) FROM ("
        f"SELECT count(*) AS part_count, sha256(array_to_string(list_sort(list(line)), {ROW_END})) AS part "
        f"FROM (SELECT concat_ws({FIELD_END}, {fields}) AS line, concat_ws({FIELD_END}, {parts}) AS part_key "
        f"FROM {table} WHERE {condition}) GROUP BY part_key)"
    ).fetchall()[0]
    return TableHash(table, columns, int(count), str(content))


def quoted(column: str) -> str:
    return f'"{column}"'


def stored_hashes(con: duckdb.DuckDBPyConnection, run_id: str) -> list[TableHash]:
    """The hashes noted when the run was finished."""
    rows = con.execute(
        "SELECT table_name, column_names, row_count, content_sha256 FROM run.result_hash "
        "WHERE run_id = $1 ORDER BY position",
        [run_id],
    ).fetchall()
    return [TableHash(name, tuple(columns.split(",")), count, content) for name, columns, count, content in rows]
