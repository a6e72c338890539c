"""What lies in a published database beside the results, so that a reader needs nothing else: a data dictionary and
questions with the query that answers each (`example_queries.yaml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import duckdb

from pipelines.feeds import Closed
from pipelines.publish.description import Private, load_description
from pipelines.settings import PROJECT_DIR
from pipelines.warehouse import SQL_DIR
from pipelines.yaml_file import load_model

EXAMPLES_FILE = PROJECT_DIR / "example_queries.yaml"
GUIDE_TABLES = ("dictionary", "example_query")
GRAIN = "-- grain:"


class Question(Closed):
    zh: str
    en: str


class Example(Closed):
    """A question and its query; `readers`: hr alone, or everyone."""

    question: Question
    readers: Literal["everyone", "hr"] = "everyone"
    sql: str


class Examples(Closed):
    examples: tuple[Example, ...]


@cache
def load_examples(file: Path = EXAMPLES_FILE) -> tuple[Example, ...]:
    return load_model(file, Examples).examples


def write_examples(con: duckdb.DuckDBPyConnection, *, for_hr: bool) -> None:
    """The table `target.example_query`, with what these readers can ask."""
    con.execute(
        "CREATE OR REPLACE TABLE target.example_query "
        "(position INTEGER NOT NULL, question TEXT NOT NULL, question_en TEXT NOT NULL, sql TEXT NOT NULL)"
    )
    shown = [one for one in load_examples() if for_hr or one.readers == "everyone"]
    con.executemany(
        "INSERT INTO target.example_query VALUES (?, ?, ?, ?)",
        [(place, one.question.zh, one.question.en, one.sql.strip()) for place, one in enumerate(shown, 1)],
    )


def write_dictionary(con: duckdb.DuckDBPyConnection) -> None:
    """The table `target.dictionary`: every column of the tables there, with type and meaning."""
    con.execute(
        "CREATE OR REPLACE TABLE target.dictionary (table_name TEXT NOT NULL, grain TEXT, position INTEGER NOT NULL, "
        "column_name TEXT NOT NULL, type TEXT NOT NULL, meaning TEXT NOT NULL, meaning_en TEXT NOT NULL, "
        "analysts_see TEXT NOT NULL)"
    )
    columns = con.execute(
        "SELECT table_name, column_index, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = 'target' AND table_name IN "
        "(SELECT table_name FROM duckdb_tables() WHERE database_name = 'target') ORDER BY ALL"
    ).fetchall()
    description = load_description()
    entries = []
    for table, place, name, kind in columns:
        told = description.column(table, name)
        entries.append((table, grain(table), place, name, kind, told.zh, told.en, analysts_see(told.private)))
    by_column = [list(cells) for cells in zip(*entries, strict=True)]  # one statement: a row each takes a second
    con.execute(f"INSERT INTO target.dictionary SELECT {', '.join(['unnest(?)'] * len(by_column))}", by_column)


def grain(table: str) -> str | None:
    """The columns that tell one row from another, as its query states them; None for the tables of this module."""
    for folder, of_a_run in (("published", ""), ("reports", "run_id, ")):
        file = SQL_DIR / folder / f"{table}.sql"
        if file.exists():
            stated = next(line for line in file.read_text("utf-8").splitlines() if line.startswith(GRAIN))
            return of_a_run + stated.removeprefix(GRAIN).strip()
    return None


def analysts_see(private: Private | None) -> str:
    """What the analysts' file shows of a column."""
    if private is None:
        return "value"
    shown = "pseudonym" if private.what == "id" else "nothing"
    return shown if private.when == "true" else f"{shown} where {private.when}"
