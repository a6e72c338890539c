"""What a published file says of itself: examples, dictionary, views; and that other tools read it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.publish.guide import GUIDE_TABLES, load_examples
from pipelines.settings import PROJECT_DIR
from tests.end_to_end.conftest import Five, Home

FILES = ("hr", "analyst")
# Questions whose answer may rightly be that there is nothing.
MAY_BE_EMPTY = {"Which scores did corrections move, and why?"}
OLDEST_READER = "1.2.2"
READ_ALL = """
import json, sys
sys.path.insert(0, sys.argv[1])
import duckdb
con = duckdb.connect(sys.argv[2], read_only=True)
names = [row[0] for row in con.execute("SELECT table_name FROM information_schema.tables ORDER BY ALL").fetchall()]
counts = {name: len(con.execute(f"SELECT * FROM {name}").fetchall()) for name in names}
counts |= {sql: len(con.execute(sql).fetchall()) for (sql,) in con.execute("SELECT sql FROM example_query").fetchall()}
print(json.dumps({"version": duckdb.__version__, "counts": counts}))
"""


def opened(home: Home, readers: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(home.settings.published / f"{readers}.duckdb"), read_only=True)


@pytest.mark.parametrize("readers", FILES)
def test_every_example_answers_its_question(five: Five, readers: str) -> None:
    with opened(five.year, readers) as con:
        examples = con.execute("SELECT question_en, sql FROM example_query ORDER BY position").fetchall()
        answers = {question: con.execute(sql).fetchall() for question, sql in examples}
    assert len(examples) == sum(readers == "hr" or one.readers == "everyone" for one in load_examples())
    assert {question for question, rows in answers.items() if not rows} <= MAY_BE_EMPTY


def test_ten_ordinary_questions_of_an_analyst_reveal_nobodys_name_id_or_pay(five: Five) -> None:
    with opened(five.year, "hr") as con:
        secret = {str(row[0]) for row in con.execute("SELECT person_name FROM reward_award").fetchall()}
        secret |= {str(row[0]) for row in con.execute("SELECT person_id FROM reward_award").fetchall()}
        pay = set(con.execute("SELECT innovation_id, award_amount FROM reward_award WHERE award_amount > 0").fetchall())
    assert len(pay) > 10
    with opened(five.year, "analyst") as con:
        examples = con.execute("SELECT sql FROM example_query").fetchall()
        assert len(examples) >= 10
        for (sql,) in examples:
            relation = con.execute(sql)
            names = [column[0] for column in relation.description or []]
            for row in relation.fetchall():
                assert {str(cell) for cell in row} & secret == set(), sql
                cells = dict(zip(names, row, strict=True))
                money = [cell for name, cell in cells.items() if "amount" in name]
                assert not {(cells.get("innovation_id"), amount) for amount in money} & pay, sql


@pytest.mark.parametrize("readers", FILES)
def test_the_dictionary_names_every_column(five: Five, readers: str) -> None:
    with opened(five.year, readers) as con:
        told = con.execute("SELECT table_name, column_name FROM dictionary ORDER BY ALL").fetchall()
        there = con.execute(
            "SELECT table_name, column_name FROM duckdb_columns() "
            "WHERE table_name IN (SELECT table_name FROM duckdb_tables()) ORDER BY ALL"
        ).fetchall()
    assert told == there


def test_a_table_has_one_row_for_each_value_of_its_grain(five: Five) -> None:
    with opened(five.year, "hr") as con:
        grains = con.execute("SELECT DISTINCT table_name, grain FROM dictionary WHERE grain IS NOT NULL").fetchall()
        tables = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        assert {name for name, _ in grains} == tables - set(GUIDE_TABLES)
        for table, grain in grains:
            repeated = con.execute(f"SELECT {grain} FROM {table} GROUP BY ALL HAVING count(*) > 1").fetchall()
            assert repeated == [], f"{table}: not one row for each {grain}"


def test_current_views_show_the_newest_confirmed_results_and_nothing_else(five: Five) -> None:
    with opened(five.year, "hr") as con:
        current = {row[0] for row in con.execute("SELECT run_id FROM run WHERE is_current").fetchall()}
        assert con.execute("SELECT DISTINCT state FROM run WHERE is_current").fetchall() == [("confirmed",)]
        views = [row[0] for row in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
        of_one_run = [name for name in views if name.startswith("current_")]
        assert {"current_appraisal", "current_cio_appraisal", "current_reward_award", "current_evidence"} <= set(
            of_one_run
        )
        for view in of_one_run:
            assert {row[0] for row in con.execute(f"SELECT DISTINCT run_id FROM {view}").fetchall()} <= current, view
        assert con.execute("SELECT count(DISTINCT run_id) FROM current_reward_award").fetchall() == [(len(current),)]


@pytest.mark.parametrize("readers", FILES)
def test_every_view_says_what_it_is_in_both_languages(five: Five, readers: str) -> None:
    with opened(five.year, readers) as con:
        views = con.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
    assert views
    assert [name for name, comment in views if not comment or " / " not in comment] == []


@pytest.mark.parametrize("readers", FILES)
def test_the_parquet_folders_hold_the_same_rows_as_the_database(five: Five, readers: str) -> None:
    folder = five.year.settings.published / "parquet" / readers
    for table, rows in five.year.tables(f"{readers}.duckdb").items():
        with duckdb.connect() as con:
            found = con.execute(f"SELECT * FROM read_parquet('{folder / table / '*.parquet'}') ORDER BY ALL").fetchall()
        assert found == rows, table
    assert pl.read_parquet(folder / "appraisal").height == len(five.year.table("appraisal"))


def test_only_hr_gets_into_the_folders_that_hold_names(five: Five) -> None:
    published = five.year.settings.published
    private = [published / "parquet" / "hr", *published.glob("documents/*/*/*")]
    assert len(private) > 5
    assert [folder for folder in private if folder.stat().st_mode & 0o007] == []


@pytest.fixture(scope="session")
def oldest_reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the oldest DuckDB that has to read the files, beside ours."""
    folder = tmp_path_factory.mktemp("reader")
    lock = PROJECT_DIR / "tests" / "end_to_end" / "oldest_reader.lock"
    install = [
        "install",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "--target",
        str(folder),
        "--requirement",
        str(lock),
    ]
    done = subprocess.run([sys.executable, "-m", "pip", *install], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"DuckDB {OLDEST_READER} cannot be installed here: {done.stderr.strip().splitlines()[-1]}")
    return folder


@pytest.mark.parametrize("readers", FILES)
def test_the_oldest_duckdb_reads_every_table_and_view_and_runs_every_example(
    five: Five, oldest_reader: Path, readers: str
) -> None:
    file = five.year.settings.published / f"{readers}.duckdb"
    command = [sys.executable, "-I", "-c", READ_ALL, str(oldest_reader), str(file)]
    read = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert read["version"] == OLDEST_READER
    with opened(five.year, readers) as con:
        for name, count in read["counts"].items():
            assert con.execute(f"SELECT count(*) FROM ({name.rstrip().rstrip(';')})" if " " in name else
                               f"SELECT count(*) FROM {name}").fetchall() == [(count,)], name  # fmt: skip
