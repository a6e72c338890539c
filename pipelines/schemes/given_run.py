"""The run a calculator's values stand in: one organisation, a whole year, one subject for each case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import duckdb

from pipelines.parameters import Parameters
from pipelines.schemes.compile import CompiledScheme
from pipelines.schemes.given import Sums
from pipelines.schemes.insert import insert
from pipelines.schemes.named import metrics_counted
from pipelines.warehouse import prepare

ORG, FEED = "given", "given"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
RUN = Parameters("given", FIRST, LAST, LAST, as_of_batch=0, org_id=ORG)
DAYS = (LAST - FIRST).days + 1
PLENTY = 1_000_000  # records behind a value: nobody says how many, so the rule of small numbers stays out
WITHOUT_ORG = ("run.run", "scope.candidate")
RUN_ROW = {
    "period": str(LAST.year), "period_start": FIRST, "period_end": LAST, "cut_off": LAST, "as_of_batch": 0,
    "org_scope": ORG, "revision": 1, "provisional": False, "data_sha256": "", "schemes_sha256": "", "code_sha256": "",
    "state": "counted", "published": False,
}  # fmt: skip


@cache
def empty_warehouse() -> duckdb.DuckDBPyConnection:
    """A warehouse in memory, made once; what is tried in it is rolled back."""
    con = duckdb.connect()
    prepare(con)
    return con


def fill(con: duckdb.DuckDBPyConnection, compiled: CompiledScheme, cases: Sequence[Mapping[str, Sums]]) -> None:
    """Put the run, its scope and the given sums where the scoring files read them."""
    kind, key = compiled.scheme.subject, compiled.scheme_key
    subjects = [str(number) for number in range(len(cases))]
    insert_columns(con, "run.run", [RUN_ROW])
    insert_columns(con, "scope.candidate", [{"scheme_key": key}])
    insert_columns(con, "scope.scheme", [{"subject_type": kind, "scheme_key": key}])
    insert_columns(con, "scope.feed", [{"feed": FEED}])
    metrics = metrics_counted(compiled.scheme)
    insert_columns(con, "scope.metric", [{"metric_id": metric} for metric in metrics])
    parameters = [
        {"name": name, "code": code, "value": value}
        for name, parameter in compiled.scheme.parameters.items()
        for code, value, _ in parameter.rows()
    ]
    insert_columns(con, "scope.parameter", parameters)
    about = [{"subject_type": kind, "subject_id": subject} for subject in subjects]
    named = [{"subject_name": subject, "scheme_key": key, "tenure_days": DAYS} for subject in subjects]
    insert_columns(con, "scope.subject", [one | more for one, more in zip(about, named, strict=True)])
    sums = [
        one | {"metric_id": metric, **vars(given), "evidence_count": PLENTY}
        for one, case in zip(about, cases, strict=True)
        for metric, given in case.items()
    ]
    insert_columns(con, "result.metric_sum", sums)


def insert_columns(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that name their columns, all the same ones; the run and, where there is one, the organisation
    need not be named."""
    if not rows:
        return
    usual = {"run_id": RUN.run_id} | ({} if table in WITHOUT_ORG else {"org_id": ORG})
    columns = (*usual, *rows[0])
    insert(con, table, [(*usual.values(), *row.values()) for row in rows], columns=columns)
