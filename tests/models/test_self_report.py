"""Self-reports stand beside the evidence: which count, which are set aside, and what the gap between them is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.explain.find import rows
from pipelines.models.counting import sum_evidence
from pipelines.models.tables import refill
from pipelines.parameters import Parameters, bind
from pipelines.schemes import load_catalogue
from pipelines.schemes.catalogue import store_catalogue
from pipelines.validate.unused import UNLESS_STATED, UNUSED
from tests.golden.given import insert
from tests.models.schemes_by_hand import Warehouse, put_metric

START, END, CUT_OFF = date(2026, 7, 1), date(2026, 9, 30), date(2026, 9, 29)
RUN = Parameters("golden", START, END, CUT_OFF)
METRICS = ("tickets_within_sla", "software_in_ledger", "projects_on_time", "days_to_repair", "user_satisfaction")
Row = dict[str, Any]


@pytest.fixture
def con(warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with the units d and e, and f rolled up into e; nothing has been measured yet."""
    with warehouse() as con:
        bind(con, RUN)
        store_catalogue(con, load_catalogue())
        insert(con, "run.run", [{
            "period": "2026Q3", "period_start": START, "period_end": END, "cut_off": CUT_OFF, "as_of_batch": 1,
            "org_scope": "*", "revision": 1, "provisional": False, "data_sha256": "", "schemes_sha256": "",
            "code_sha256": "", "state": "frozen", "published": False,
        }])  # fmt: skip
        insert(con, "scope.scheme", [{"subject_type": "department", "scheme_key": "k"}])
        for metric in METRICS:
            put_metric(con, metric, better="lower" if metric == "days_to_repair" else "higher", evidence="measurement")
        con.execute(
            "INSERT INTO compiled.counted_kind VALUES ('days_to_repair', 'measurement', 'repair', 'summed', NULL)"
        )
        for head, unit in (("d", "d"), ("e", "e"), ("e", "f")):
            subject = {"subject_type": "department", "subject_id": head}
            insert(con, "scope.reach", [subject | {"department_id": unit, "counts_from": START, "counts_until": END}])
        for head in "de":
            subject = {"subject_type": "department", "subject_id": head}
            insert(con, "scope.subject", [subject | {"subject_name": head, "scheme_key": "k"}])
        yield con


def measured(con: duckdb.DuckDBPyConnection, *given: Row) -> tuple[list[Row], dict[tuple[str, str], tuple[int, int]]]:
    """The lines of `result.self_report`, and what counts by unit and metric, of these measurements."""
    con.execute("DELETE FROM history.measurement")
    usual = {"kind": "tickets", "department_id": "d", "observed_on": date(2026, 8, 1)}
    insert(con, "history.measurement", [usual | {"measurement_id": f"m{n}"} | row for n, row in enumerate(given)])
    refill(con, RUN, ("scope.metric", "scope.self_report"), source="scope")
    sum_evidence(con, RUN)
    lines = rows(con, "SELECT * FROM result.self_report ORDER BY org_id, department_id, metric_id, is_figure", {})
    sums = con.execute("SELECT subject_id, metric_id, numerator, denominator FROM result.metric_sum").fetchall()
    return lines, {(unit, metric): (int(n), int(d)) for unit, metric, n, d in sums}


def report(numerator: object, denominator: object, **others: object) -> Row:
    return {"numerator": numerator, "denominator": denominator, "self_reported": True, **others}


def evidence(numerator: object, denominator: object, **others: object) -> Row:
    return {"numerator": numerator, "denominator": denominator, **others}


def test_where_evidence_is_there_it_counts_and_the_report_stands_beside_it(con: duckdb.DuckDBPyConnection) -> None:
    (line,), sums = measured(con, report(95, 100), evidence(40, 50), evidence(44, 50, self_reported=False))
    assert sums == {("d", "tickets_within_sla"): (84, 100)}
    assert (line["status"], line["counts"], line["report_count"], line["evidence_count"]) == (
        "reported_better", False, 1, 2,
    )  # fmt: skip
    values = (line["reported_value"], line["evidence_value"], line["gap_value"])
    assert values == (Decimal(95), Decimal(84), Decimal(11))
    assert (line["batch_id"], line["source_row"]) == (1, 2)


def test_a_report_without_evidence_counts_and_is_provisional(con: duckdb.DuckDBPyConnection) -> None:
    (line,), sums = measured(con, report(95, 100), evidence(1, 2, department_id="e"))
    assert sums["d", "tickets_within_sla"] == (95, 100)
    assert (line["status"], line["counts"], line["gap_value"], line["evidence_count"]) == ("no_evidence", True, None, 0)
    found = con.execute("SELECT subject_id, provisional_count FROM result.metric_sum ORDER BY ALL").fetchall()
    assert found == [("d", 1), ("e", 0)]


def test_evidence_that_does_not_count_sets_no_report_aside(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "scope.parameter", [{"name": "survey_minimum_count", "code": "", "value": 30}])
    survey = {"kind": "satisfaction", "population_count": 1000}
    few, enough = ({"respondent_count": n} for n in (29, 30))
    own = report(90, 100, **survey, **enough)
    assert measured(con, own, evidence(60, 100, **survey, **few))[1] == {("d", "user_satisfaction"): (90, 100)}
    assert measured(con, own, evidence(60, 100, **survey, **enough))[1] == {("d", "user_satisfaction"): (60, 100)}


def test_a_report_that_is_not_valid_gives_no_value_and_does_not_count(con: duckdb.DuckDBPyConnection) -> None:
    (line,), sums = measured(con, report(0, 0))
    assert (line["status"], line["counts"], line["reported_value"], sums) == ("no_evidence", False, None, {})
    (line,), _ = measured(con, report(0, 0), evidence(1, 1))
    assert (line["status"], line["evidence_value"]) == ("no_value", Decimal(100))


@pytest.mark.parametrize(
    ("numerator", "status"), [(8, "agrees"), ("8.000001", "reported_better"), ("7.999999", "reported_worse")]
)
def test_a_report_agrees_only_where_both_values_are_equal(
    con: duckdb.DuckDBPyConnection, numerator: object, status: str
) -> None:
    assert measured(con, report(numerator, 10), evidence(4, 5))[0][0]["status"] == status


def test_less_is_better_where_the_metric_says_so(con: duckdb.DuckDBPyConnection) -> None:
    assert (
        measured(con, report(3, 1, kind="repair"), evidence(4, 1, kind="repair"))[0][0]["status"] == "reported_better"
    )
    con.execute("UPDATE compiled.metric SET better = 'band' WHERE metric_id = 'days_to_repair'")
    assert measured(con, report(3, 1, kind="repair"), evidence(4, 1, kind="repair"))[0][0]["status"] == "differs"


def test_a_stated_figure_never_counts_but_is_no_unused_record(con: duckdb.DuckDBPyConnection) -> None:
    (line,), sums = measured(con, report(9, 10, kind="projects_on_time"))
    assert (line["is_figure"], line["status"], line["counts"], line["reported_value"]) == (
        True, "no_evidence", False, Decimal(90),
    )  # fmt: skip
    assert sums == {}
    unused = UNUSED.format(feed="measurement", taken="SELECT ''", unless=UNLESS_STATED)
    values = {"run_id": "golden", "revision": 1, "period": "2026Q3", "org_id": "*"}
    con.execute(unused, values)
    assert con.execute("SELECT count(*) FROM result.data_quality").fetchall() == [(0,)]
    measured(con, evidence(9, 10, kind="projects_on_time"))
    con.execute(unused, values)
    assert con.execute("SELECT subject FROM result.data_quality").fetchall() == [
        ("measurement of kind projects_on_time",)
    ]


def test_a_figure_and_delivered_records_of_one_metric_are_two_lines(con: duckdb.DuckDBPyConnection) -> None:
    lines, sums = measured(con, report(9, 10, kind="tickets_within_sla"), report(8, 10), evidence(7, 10))
    assert [(line["is_figure"], line["reported_value"], line["evidence_value"]) for line in lines] == [
        (False, Decimal(80), Decimal(70)), (True, Decimal(90), Decimal(70)),
    ]  # fmt: skip
    assert sums == {("d", "tickets_within_sla"): (7, 10)}


@pytest.mark.parametrize(
    ("day", "stands"), [(START - timedelta(1), False), (START, True), (CUT_OFF, True), (CUT_OFF + timedelta(1), False)]
)
def test_a_report_of_another_period_stands_beside_nothing(
    con: duckdb.DuckDBPyConnection, day: date, stands: bool
) -> None:
    assert bool(measured(con, report(9, 10, observed_on=day), evidence(7, 10))[0]) is stands


def test_a_units_evidence_is_what_it_answers_for_and_the_wholes_is_all_of_it(con: duckdb.DuckDBPyConnection) -> None:
    below = evidence(4, 10, department_id="f")
    (line,), sums = measured(con, report(9, 10, department_id="e"), below)
    assert (line["evidence_value"], sums["e", "tickets_within_sla"]) == (Decimal(40), (4, 10))
    (line,), _ = measured(con, report(9, 10, department_id=None), below, evidence(6, 10))
    assert (line["department_id"], line["evidence_value"], line["counts"]) == (None, Decimal(50), False)
    (line,), sums = measured(con, report(9, 10, department_id="f"), evidence(4, 10, department_id="e"))
    assert (line["status"], sums["e", "tickets_within_sla"]) == ("no_evidence", (13, 20))


def test_a_newer_report_does_not_take_the_place_of_an_older_observation(con: duckdb.DuckDBPyConnection) -> None:
    state = {"kind": "software_in_ledger", "subject": "s"}
    own = report(10, 10, **state, observed_on=date(2026, 9, 1))
    lines, sums = measured(con, own, evidence(6, 10, **state))
    assert (sums, lines[0]["status"]) == ({("d", "software_in_ledger"): (6, 10)}, "reported_better")


def test_without_reports_nothing_is_written_and_the_step_may_be_repeated(con: duckdb.DuckDBPyConnection) -> None:
    assert measured(con, evidence(7, 10))[0] == []
    first = measured(con, report(9, 10), evidence(7, 10))
    sum_evidence(con, RUN)
    assert con.execute("SELECT count(*) FROM result.self_report").fetchall() == [(1,)]
    assert con.execute("SELECT count(*) FROM scope.metric").fetchall() == [(len(METRICS),)]
    assert measured(con, report(9, 10)) != first  # what was set aside before counts once the evidence is gone


many = st.lists(
    st.builds(
        lambda unit, n, d, own: {"department_id": unit, "numerator": n, "denominator": d, "self_reported": own},
        st.sampled_from(["d", "e", "f"]), st.integers(0, 9), st.integers(1, 9), st.sampled_from([True, False, None]),
    ),
    max_size=8,
)  # fmt: skip


@pytest.mark.long
def test_reports_and_evidence_are_those_of_a_second_computation(con: duckdb.DuckDBPyConnection) -> None:
    @settings(max_examples=20, deadline=None)
    @given(given_rows=many)
    def agree(given_rows: list[Row]) -> None:
        lines, sums = measured(con, *given_rows)
        sides: dict[tuple[str, bool], list[Row]] = defaultdict(list)
        for row in given_rows:
            sides[row["department_id"], bool(row["self_reported"])].append(row)
        beside = {unit: sides["e", False] + sides["f", False] if unit == "e" else sides[unit, False] for unit in "def"}
        expected = {}
        for unit in "def":
            if sides[unit, True]:
                own, other = value(sides[unit, True]), value(beside[unit])
                expected[unit] = (own, other, None if other is None or own is None else own - other, not beside[unit])
        assert expected == {
            line["department_id"]: (line["reported_value"], line["evidence_value"], line["gap_value"], line["counts"])
            for line in lines
        }
        kept = [row for (unit, own), found in sides.items() for row in found if not (own and beside[unit])]
        total: dict[tuple[str, str], tuple[int, int]] = {}
        for row in kept:
            key = ("e" if row["department_id"] == "f" else row["department_id"], "tickets_within_sla")
            before = total.get(key, (0, 0))
            total[key] = (before[0] + row["numerator"], before[1] + row["denominator"])
        assert sums == total

    agree()


def value(found: list[Row]) -> Decimal | None:
    """Sum by sum in percent, cut downwards to six decimals."""
    if not found:
        return None
    share = Fraction(sum(row["numerator"] for row in found), sum(row["denominator"] for row in found))
    return Decimal(floor(share * 100 * 10**6)).scaleb(-6)
