"""What a subject would have got for other sums: the run's own rules, scored by the same SQL as the run.

A warehouse in memory holds what `sql/scoring` reads of one subject: its compiled rules, its scope, its sums. Each case
is the subject once more with some numerators replaced. The warehouse on disk is only read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import duckdb

from pipelines.explain.find import Row, rows
from pipelines.feed_tables import history_ddl
from pipelines.feeds import load_feeds
from pipelines.models.tables import file_of, refill
from pipelines.runs import Run
from pipelines.schemes.insert import insert
from pipelines.upgrade import TABLES_DIR
from pipelines.warehouse import SQL_DIR, as_view, build_order, set_variables, tables_read

Numerators = Mapping[str, Decimal]
RULES = (
    "scheme", "dimension", "indicator", "piece", "grade", "gate", "gate_step", "alert", "condition", "general_part",
    "quota", "quota_order", "adjustment", "adjustment_kind", "scheme_metric",
)  # fmt: skip
NEEDED = """
    SELECT metric_id FROM compiled.scheme_metric WHERE scheme_key = $scheme_key
    UNION SELECT metric_id FROM compiled.indicator WHERE scheme_key = $scheme_key
"""
OF_ORGANISATION = ("scope.feed", "scope.parameter")
OF_SUBJECT = ("scope.subject", "scope.reach", "result.metric_sum")


FILES = ("run", "scope", "compiled", "compiled_conditions", "compiled_adjustments", "result", "result_conditions")
# What a score rests on, then the verdict over it and the grade before any quota.
INDICATORS, TABLES = ("result.indicator_score",), ("result.indicator_score", "result.gate")
OUTCOMES = """
    SELECT
        judged.subject_id, judged.score, judged.graded_score, judged.gates, judged.verdict, bands.grade,
        coalesce(graded.held_by_small_numbers, FALSE) AS held_by_small_numbers
    FROM scoring.verdict AS judged
    LEFT JOIN scoring.level AS graded ON judged.subject_id = graded.subject_id
    LEFT JOIN scoring.band AS bands ON graded.scheme_key = bands.scheme_key AND graded.level = bands.level
"""
EARNED = "SELECT subject_id, metric_id, contribution FROM result.indicator_score"


@dataclass(frozen=True)
class WhatIf:
    """One subject of a run, ready to be scored for other sums. Cases come back in the order given; metrics a case does
    not name keep their sums."""

    con: duckdb.DuckDBPyConnection
    run: Run

    def contributions(self, cases: Sequence[Numerators]) -> list[dict[str, Decimal]]:
        """What each metric contributes in each case, in points of the base score."""
        with self.scored(cases, INDICATORS):
            earned: list[dict[str, Decimal]] = [{} for _ in cases]
            for subject, metric, contribution in self.con.execute(EARNED).fetchall():
                earned[int(subject)][metric] = contribution
            return earned

    def verdicts(self, cases: Sequence[Numerators]) -> list[Row]:
        """What each case comes to: score, graded_score, verdict, gates, and the grade before any quota."""
        with self.scored(cases, TABLES):
            found = {int(row["subject_id"]): row for row in rows(self.con, OUTCOMES, {})}
            return [found[number] for number in range(len(cases))]

    @contextmanager
    def scored(self, cases: Sequence[Numerators], tables: Sequence[str]) -> Iterator[None]:
        """Each case as a subject, scored for as long as the block lasts."""
        self.con.execute("BEGIN")
        try:
            self.put(cases)
            refill(self.con, self.run.parameters, tables, source="scoring")
            yield
        finally:
            self.con.execute("ROLLBACK")

    def put(self, cases: Sequence[Numerators]) -> None:
        """Make the subject of the run one subject for each case, called by its number."""
        for table in OF_SUBJECT:
            self.con.execute(f"CREATE TEMP TABLE own AS FROM {table}; DELETE FROM {table}")
            self.con.execute(
                f"INSERT INTO {table} SELECT own.* REPLACE (cast(number AS TEXT) AS subject_id) "
                "FROM own CROSS JOIN range($count) AS numbers (number)",
                {"count": len(cases)},
            )
            self.con.execute("DROP TABLE own")
        self.con.execute("CREATE TEMP TABLE replaced (subject_id TEXT, metric_id TEXT, numerator DECIMAL(38, 6))")
        insert(
            self.con,
            "replaced",
            [(str(number), metric, sums) for number, case in enumerate(cases) for metric, sums in case.items()],
        )
        self.con.execute(
            "UPDATE result.metric_sum SET numerator = replaced.numerator FROM replaced "
            "WHERE metric_sum.subject_id = replaced.subject_id AND metric_sum.metric_id = replaced.metric_id"
        )


def what_if(con: duckdb.DuckDBPyConnection, run: Run, appraisal: Row, scheme_key: str) -> WhatIf:
    """Copy a subject of a run, with its rules, into the warehouse in memory; what stood there before is gone."""
    who = {
        "run_id": run.run_id, "org_id": appraisal["org_id"], "subject_type": appraisal["subject_type"],
        "subject_id": appraisal["subject_id"],
    }  # fmt: skip
    copy(con, "run.run", {"run_id": run.run_id})
    for table in RULES:
        copy(con, f"compiled.{table}", {"scheme_key": scheme_key})
    for table in OF_ORGANISATION:
        copy(con, table, {"run_id": run.run_id, "org_id": appraisal["org_id"]})
    for table in OF_SUBJECT:
        copy(con, table, who)
    copy(con, "compiled.metric", {"scheme_key": scheme_key}, f"metric_id IN ({NEEDED})")
    set_variables(con, {"as_of_batch": run.as_of_batch})
    copy(con, "records.adjustment", {"org_id": appraisal["org_id"]})
    return WhatIf(in_memory(), run)


@cache
def in_memory() -> duckdb.DuckDBPyConnection:
    """A warehouse in memory, made once, with the tables and views that scores and grades rest on."""
    con = duckdb.connect()
    con.execute("PRAGMA disable_optimizer")  # So few rows: planning would take longer than reading them.
    for file in (*(TABLES_DIR / f"{name}.sql" for name in FILES), SQL_DIR / "macros.sql"):
        con.execute(file.read_text(encoding="utf-8"))
    con.execute("CREATE SCHEMA records; CREATE SCHEMA scoring")
    con.execute(history_ddl(load_feeds()["adjustment"]).replace("history.", "records.", 1))
    for name, query in views().items():
        con.execute(f"CREATE VIEW scoring.{name} AS {query}")
    return con


def copy(con: duckdb.DuckDBPyConnection, table: str, whose: Mapping[str, object], condition: str = "") -> None:
    """Make a table in memory hold the rows that have these values, or meet a condition on them, and no others."""
    in_memory().execute(f"DELETE FROM {table}")
    condition = condition or " AND ".join(f"{column} = ${column}" for column in whose)
    cursor = con.execute(f"SELECT * FROM {table} WHERE {condition}", dict(whose))
    names = [column[0] for column in cursor.description or []]
    insert(in_memory(), table, cursor.fetchall(), columns=names)


def views() -> Mapping[str, str]:
    """The views of `sql/scoring` that scores and grades rest on, each after those it reads."""
    files = {f"scoring.{file.stem}": file for file in build_order("scoring")}
    found = {"scoring.verdict", "scoring.level"} | {
        name for table in TABLES for name in tables_read(file_of(table, "scoring"))
    }
    needed: set[str] = set()
    while found := (found & files.keys()) - needed:
        needed |= found
        found = {name for view in found for name in tables_read(files[view])}
    return {name.split(".")[1]: as_view(file) for name, file in files.items() if name in needed}
