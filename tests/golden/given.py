"""What a golden case gives: rows by table, put into a warehouse; a column that is not there is a mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from pipelines.yaml_file import read_yaml

ALWAYS = {"run_id": "golden", "org_id": "o", "batch_id": 1}
Row = Mapping[str, object]


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows; `records.x` means `history.x`; run, organisation and batch need not be named."""
    table = table.replace("records.", "history.")
    columns = columns_of(con, table)
    for number, row in enumerate(rows, start=2):
        assert not row.keys() - columns, f"{table} has no column {sorted(row.keys() - columns)}: name one it has."
        usual = {**ALWAYS, "source_row": number}
        filled = {name: value for name, value in usual.items() if name in columns} | dict(row)
        marks = ", ".join("?" for _ in filled)
        con.execute(f"INSERT INTO {table} ({', '.join(filled)}) VALUES ({marks})", list(filled.values()))


def columns_of(con: duckdb.DuckDBPyConnection, relation: str) -> set[str]:
    """The column names of a table or of a query in brackets."""
    return {name for name, *_ in con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}


def parameters(file: Path) -> Sequence[Row]:
    """Rows of scope.parameter from `name: number` or `name: {code: number}`."""
    content, _ = read_yaml(file)
    assert isinstance(content, dict)
    return [
        {"name": name, "code": code, "value": value}
        for name, given in content.items()
        for code, value in (given if isinstance(given, dict) else {"": given}).items()
    ]
