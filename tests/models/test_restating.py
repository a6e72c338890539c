"""What a revision moved, in small whole organisations: by which records, through whom, and that it all adds up."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import pytest

from pipelines.models import fill_restatement, fill_scope, score, sum_evidence
from pipelines.parameters import Parameters
from pipelines.period import parse_period
from pipelines.runs import load_run
from tests.golden.given import insert
from tests.golden.whole_run import content_of, warehouse
from tests.models.restatement_checks import RULES

Row = Mapping[str, Any]


@dataclass
class Told:
    """One organisation, its records delivered batch by batch, and its revisions `r1`, `r2`, ..."""

    name: str
    con: duckdb.DuckDBPyConnection = field(default_factory=warehouse.__wrapped__)
    batch: int = 1
    runs: int = 0

    def __post_init__(self) -> None:
        for feed, rows in content_of(self.name)["records"].items():
            self.put(feed, rows)
        self.revise()

    def put(self, feed: str, rows: Sequence[Row]) -> None:
        insert(self.con, f"records.{feed}", [{"org_id": self.name, "batch_id": self.batch} | dict(row) for row in rows])

    def end(self, feed: str, **key: object) -> None:
        """End the records with these fields, by the batch that is coming in."""
        same = " AND ".join(f"{name} = ?" for name in key)
        self.con.execute(
            f"UPDATE history.{feed} SET closed_by_batch_id = {self.batch} WHERE {same} AND closed_by_batch_id IS NULL",
            list(key.values()),
        )

    def change(self, feed: str, key: str, value: object, **changes: object) -> None:
        """Other fields of the record that stands."""
        found = self.con.execute(
            f"SELECT * FROM history.{feed} WHERE {key} = ? AND closed_by_batch_id IS NULL", [value]
        )
        names = [column[0] for column in found.description or []]
        (row,) = [dict(zip(names, values, strict=True)) for values in found.fetchall()]
        self.end(feed, **{key: value})
        self.put(feed, [row | {"batch_id": self.batch, "source_row": 9} | changes])

    def revise(self, code: str = "") -> str:
        """The next revision, with all that has come; what comes after it is another batch."""
        self.runs += 1
        run_id, period = f"r{self.runs}", parse_period(str(content_of(self.name)["period"]))
        about = {
            "run_id": run_id, "period": period.name, "period_start": period.start, "period_end": period.end,
            "cut_off": period.end, "as_of_batch": self.batch, "org_scope": self.name, "revision": self.runs,
            "provisional": False, "data_sha256": "", "schemes_sha256": "", "code_sha256": code, "state": "frozen",
            "published": False,
        }  # fmt: skip
        insert(self.con, "run.run", [about])
        self.con.execute("INSERT INTO scope.candidate SELECT ?, scheme_key FROM compiled.scheme", [run_id])
        run = Parameters(run_id, period.start, period.end, period.end, self.batch, self.name)
        fill_scope(self.con, run)
        sum_evidence(self.con, run)
        score(self.con, run)
        fill_restatement(self.con, load_run(self.con, run_id))
        self.con.execute("UPDATE run.run SET state = 'computed' WHERE run_id = ?", [run_id])
        self.batch += 1
        return run_id

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return self.con.execute(query, values).fetchall()

    def causes(self, run_id: str, where: str = "quantity = 'base_score'") -> dict[str, str]:
        query = f"SELECT DISTINCT subject_id, cause FROM result.restatement WHERE run_id = ? AND {where} ORDER BY ALL"
        return dict(self.rows(query, run_id))

    def behind(self, run_id: str, subject: str, columns: str) -> list[tuple[Any, ...]]:
        query = (
            f"SELECT DISTINCT {columns} FROM result.restatement_record WHERE run_id = ? AND subject_id = ? ORDER BY ALL"
        )
        return self.rows(query, run_id, subject)

    def check(self) -> None:
        """All that must hold of any restatement."""
        assert {name: self.rows(query) for name, query in RULES.items()} == {name: [] for name in RULES}


def results(told: Told, run_id: str) -> list[list[tuple[Any, ...]]]:
    """All that a run found, without its own number."""
    tables = ("appraisal", "indicator_score", "gate", "consequence")
    queries = ["SELECT * EXCLUDE (run_id) FROM result.metric_sum"]
    queries += [f"SELECT * EXCLUDE (run_id, revision) FROM result.{table}" for table in tables]
    return [told.rows(f"{query} WHERE run_id = ? ORDER BY ALL", run_id) for query in queries]


@pytest.mark.parametrize("name", ["province", pytest.param("central_enterprise", marks=pytest.mark.long)])
def test_any_records_withdrawn_and_brought_back_give_the_first_numbers_and_every_sum_is_explained(name: str) -> None:
    told = Told(name)
    kinds = ("obligation", "checklist_item", "measurement", "project_event", "incident", "adjustment", "finding")
    keys = {"checklist_item": "item_id", "project_event": "event_id"}
    drawn = random.Random(name)
    gone: list[tuple[str, str, dict[str, Any]]] = []
    for feed, rows in content_of(name)["records"].items():
        key = keys.get(feed, f"{feed}_id")
        if feed in kinds:
            gone += [(feed, key, dict(row)) for row in drawn.sample(rows, (len(rows) + 2) // 3)]
    for feed, key, row in gone:
        told.end(feed, **{key: row[key]})
    told.revise()
    for feed, _, row in gone:
        told.put(feed, [row])
    told.revise()
    told.check()
    assert results(told, "r3") == results(told, "r1")
    shown = "subject_type, subject_id, quantity, item, unit"
    there = told.rows(f"SELECT {shown}, delta, after_text FROM result.restatement WHERE run_id = 'r2' ORDER BY ALL")
    back = told.rows(f"SELECT {shown}, -delta, before_text FROM result.restatement WHERE run_id = 'r3' ORDER BY ALL")
    assert there == back
    assert len(there) > 20
    assert set(told.causes("r2").values()) == {"records"}


@pytest.fixture(scope="module")
def district() -> Told:
    return Told("district")


def test_whose_score_is_that_of_units_moves_by_what_moved_the_units(district: Told) -> None:
    district.end("obligation", obligation_id="t2")
    run_id = district.revise()
    assert district.causes(run_id) == {"d1": "records", "p1": "records", "p2": "records"}
    shown = "metric_id, source_feed, source_id, before_file, after_file"
    assert ("unit_scores", "appraisal", "d1", None, None) in district.behind(run_id, "p2", shown)
    # The plan task of 1 July is of the first CIO's days alone.
    tasks = "metric_id, source_id, change, before_numerator, before_denominator"
    assert ("strategic_plan_tasks_on_time", "t2", "removed", 0, 1) in district.behind(run_id, "d1", tasks)
    district.check()


def test_other_days_of_office_move_a_cio_by_the_records_of_office(district: Told) -> None:
    district.change("appointment", "appointment_id", "a1", end_on=date(2026, 8, 20))
    district.change("appointment", "appointment_id", "a2", start_on=date(2026, 8, 21))
    run_id = district.revise()
    assert district.causes(run_id, "subject_type = 'cio' AND quantity = 'base_score'") == {
        "p1": "records",
        "p2": "records",
    }
    shown = "source_feed, source_id, change, before_row, after_row"
    assert ("appointment", "a1", "changed", 2, 9) in district.behind(run_id, "p1", shown)
    assert district.causes(run_id, "subject_type = 'department'") == {}
    district.check()


def test_of_a_unit_that_was_shared_out_each_record_says_how_much_of_it_counts(district: Told) -> None:
    told = district
    told.put("department_successor", [
        {"department_id": "d2", "successor_department_id": "d1", "effective_on": date(2026, 9, 1), "share_percent": 25}
    ])  # fmt: skip
    run_id = told.revise()
    shown = "source_id, change, before_share_percent, after_share_percent, after_numerator"
    assert ("dr2", "added", None, 25, 1) in told.behind(run_id, "d1", shown)
    assert ("dr2", "removed", 100, None, None) in told.behind(run_id, "d2", shown)
    successors = told.behind(run_id, "d2", "source_feed, source_id, change")
    assert ("department_successor", "d2/d1", "added") in successors
    told.check()


def test_what_only_the_program_counts_otherwise_is_named_so(district: Told) -> None:
    prior = f"r{district.runs}"
    # As if the program of then had counted one thing more.
    whose = "run_id = ? AND subject_id = 'd1' AND metric_id = 'emergency_drills_done'"
    counted = "numerator = numerator + 1, denominator = denominator + 1"
    ((changed,),) = district.rows(f"UPDATE result.metric_sum SET {counted} WHERE {whose}", prior)
    run_id = district.revise(code="another")
    assert changed == 1
    assert district.rows("SELECT is_code, is_rules, is_records FROM restatement.sum_cause") == [(True, False, False)]
    assert district.rows("SELECT subject_id, is_code, is_records FROM restatement.own_cause WHERE is_code") == [
        ("d1", True, False)
    ]
    assert district.rows("SELECT count(*) FROM result.restatement WHERE run_id = ?", run_id) == [(0,)]
