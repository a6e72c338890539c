"""A whole small organisation: its records in a warehouse in memory, run with the shipped schemes of its regime."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from pipelines.models import fill_scope, score, sum_evidence
from pipelines.parameters import Parameters, bind
from pipelines.period import parse_period
from pipelines.schemes import load_rules
from pipelines.warehouse import prepare
from pipelines.yaml_file import read_yaml
from tests.golden.given import insert

FOLDER = Path(__file__).parent / "organisations"
ORGANISATIONS = sorted(file.stem for file in FOLDER.glob("*.yaml"))
SCHEMES = Path(__file__).parents[2] / "schemes"
Content = dict[str, Any]


@dataclass(frozen=True)
class WholeRun:
    """A scored run of one organisation, whose id is the name of its file; `con`: the warehouse it stands in."""

    con: duckdb.DuckDBPyConnection
    name: str

    def rows(self, columns: str, table: str) -> list[tuple[object, ...]]:
        """These columns of the run's rows of a result table."""
        return self.con.execute(f"SELECT {columns} FROM result.{table} WHERE run_id = ?", [self.name]).fetchall()

    def facts(self) -> list[tuple[object, ...]]:
        """Subject type, subject, metric and value of all that gates, alerts and conditions look at."""
        bind(self.con, parameters_of(self.name))
        return self.con.execute("SELECT subject_type, subject_id, metric_id, value FROM scoring.fact").fetchall()


@cache
def content_of(name: str) -> Content:
    """The file of an organisation: regime, period, records by feed, and what is expected."""
    content, _ = read_yaml(FOLDER / f"{name}.yaml")
    assert isinstance(content, dict)
    return content


@cache
def warehouse() -> duckdb.DuckDBPyConnection:
    """One for all organisations, with the shipped schemes: they must not disturb one another."""
    con = duckdb.connect()
    prepare(con)
    load_rules(SCHEMES).store(con)
    return con


def parameters_of(name: str) -> Parameters:
    """A final run of the file's period, known by the organisation's name."""
    period = parse_period(str(content_of(name)["period"]))
    return Parameters(name, period.start, period.end, period.end, as_of_batch=1, org_id=name)


@cache
def whole_run(name: str) -> WholeRun:
    """All steps from the records to the recommendations."""
    con, run, content = warehouse(), parameters_of(name), content_of(name)
    own = {"org_id": name}
    for feed, rows in content["records"].items():
        insert(con, f"records.{feed}", [own | row for row in rows])
    about = {
        "run_id": name, "period": str(content["period"]), "period_start": run.period_start,
        "period_end": run.period_end, "cut_off": run.cut_off, "as_of_batch": 1, "org_scope": name,
        "revision": 1, "provisional": False,
        "data_sha256": "", "schemes_sha256": "", "code_sha256": "", "state": "frozen", "published": False,
    }  # fmt: skip
    insert(con, "run.run", [about])
    con.execute("INSERT INTO scope.candidate SELECT ?, scheme_key FROM compiled.scheme", [name])
    fill_scope(con, run)
    sum_evidence(con, run)
    score(con, run)
    return WholeRun(con, name)
