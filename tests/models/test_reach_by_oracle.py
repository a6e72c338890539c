"""Random organisations: units that merge and split, CIOs that come and go; each row counts for whom it should."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.models.counting import sum_evidence
from pipelines.models.scope import fill_scope, set_candidates
from pipelines.parameters import Parameters
from tests.models.oracle_reach import Row, Succession, Term, Unit, World, roll_up, sums
from tests.models.schemes_by_hand import Warehouse, add, put_metric

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
DAYS = st.sampled_from(
    [date(2025, 12, 31), YEAR[0], date(2026, 3, 31), date(2026, 4, 1), date(2026, 7, 1), date(2026, 9, 30), YEAR[1],
     date(2027, 1, 1)]
)  # fmt: skip
SMALL = st.integers(0, 9)
NAMES = ("a", "b", "c", "d")
KINDS = ("department", "cio", "organization")


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Up to four units, so that shares of a chain stay within six decimals and are compared exactly."""
    names = NAMES[: draw(st.integers(1, 4))]
    units = [
        Unit(name, draw(st.sampled_from([None, *names[:place]])), draw(st.booleans()))
        for place, name in enumerate(names)
    ]
    successions = {}
    # Only later units succeed: a chain that leads back to a unit is quarantined when it is delivered.
    for place, name in enumerate(names[:-1]):
        shares = draw(st.sampled_from([(), (), (100,), (60, 40), (50, 50), (25, 50)]))
        for share in shares:
            other = draw(st.sampled_from(names[place + 1 :]))
            successions[name, other] = Succession(name, other, draw(DAYS), share)
    owners = st.sampled_from([None, *names])
    terms = [
        Term(draw(st.sampled_from("pq")), draw(owners), start, draw(st.sampled_from([None, end])))
        for start, end in draw(st.lists(st.tuples(DAYS, DAYS), max_size=4))
        if start <= end
    ]
    rows = [
        # Evidence lies in the period.
        Row(unit, person, min(max(day + timedelta(days=draw(st.integers(-1, 1))), YEAR[0]), YEAR[1]), draw(SMALL))
        for unit, person, day in draw(
            st.lists(st.tuples(owners, st.sampled_from([None, "p", "q", "x"]), DAYS), max_size=12)
        )
    ]
    scores = {name: draw(st.sampled_from([None, 0, 77, 100])) for name in names}
    cut_off = draw(st.sampled_from([YEAR[1], date(2026, 6, 30)]))
    return World(units, list(successions.values()), terms, rows, scores, YEAR, cut_off)


def fill(con: duckdb.DuckDBPyConnection, world: World) -> None:
    """The world as records and evidence, with a scheme for each kind of subject."""
    row = {"org_id": "o", "batch_id": 1, "source_row": 2}
    add(con, "history.organization", **row, name="O", regime="enterprise")
    for unit in world.units:
        add(con, "history.department", **row, department_id=unit.name, name=unit.name, appraised=unit.appraised,
            parent_department_id=unit.parent, valid_from=date(2020, 1, 1))  # fmt: skip
    for one in world.successions:
        add(con, "history.department_successor", **row, department_id=one.ended, effective_on=one.effective_on,
            successor_department_id=one.successor, share_percent=one.share)  # fmt: skip
    for number, term in enumerate(world.terms):
        add(con, "history.appointment", **row, appointment_id=str(number), person_id=term.person,
            department_id=term.unit, start_on=term.start, end_on=term.end)  # fmt: skip
    con.execute(
        "CREATE TEMP TABLE given AS SELECT * FROM evidence.every_row LIMIT 0;"
        "CREATE OR REPLACE VIEW evidence.every_row AS SELECT * FROM given"
    )
    for number, found in enumerate(world.rows):
        add(con, "given", metric_id="m", org_id="o", department_id=found.unit, person_id=found.person,
            occurred_on=found.day, source_feed="f", source_id=str(number), numerator=found.numerator, denominator=1,
            batch_id=1, source_row=2, is_provisional=False)  # fmt: skip
    put_metric(con, "m")
    con.execute("DELETE FROM compiled.scheme_metric")
    for kind in KINDS:
        add(con, "compiled.scheme_metric", scheme_key=kind, metric_id="m")
        add(con, "compiled.scheme", scheme_key=kind, scheme_id=kind, scheme_version="1", content_sha256="",
            regime="enterprise", subject_type=kind, title_zh="", title_en="", in_force_from=YEAR[0],
            checked_on=YEAR[0], minimum_measured_weight=0, reports="")  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds())
def test_every_row_counts_for_whom_it_should(world: World, warehouse: Warehouse) -> None:
    run = Parameters("r", *YEAR, world.cut_off)
    with warehouse() as con:
        fill(con, world)
        set_candidates(con, run, KINDS)
        fill_scope(con, run)
        sum_evidence(con, run)
        for kind in KINDS:
            subjects = con.execute("SELECT subject_id FROM scope.subject WHERE subject_type = ?", [kind]).fetchall()
            found = con.execute(
                "SELECT subject_id, numerator FROM result.metric_sum WHERE subject_type = ?", [kind]
            ).fetchall()
            expected = sums(world, kind, [row[0] for row in subjects])
            assert {subject: Fraction(numerator) for subject, numerator in found} == expected


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds())
def test_scores_of_units_roll_up_day_by_day(world: World, warehouse: Warehouse) -> None:
    run = Parameters("r", *YEAR, world.cut_off)
    with warehouse() as con:
        fill(con, world)
        set_candidates(con, run, KINDS)
        fill_scope(con, run)
        con.execute("UPDATE compiled.scheme_metric SET metric_id = 'unit_scores'")
        for name in (unit.name for unit in world.units if unit.appraised):
            add(con, "result.appraisal", run_id="r", revision=1, period="2026", org_id="o", subject_type="department",
                subject_id=name, subject_name="", scheme_id="", scheme_version="", score=world.scores[name],
                measured_weight=100, status="graded", gates="")  # fmt: skip
        found = con.execute("SELECT subject_type, subject_id, numerator, denominator FROM scoring.roll_up").fetchall()
        subjects = con.execute("SELECT subject_type, subject_id FROM scope.subject").fetchall()
        expected = {(kind, name): roll_up(world, kind, name) for kind, name in subjects if kind != "department"}
        assert {(kind, name): (Fraction(n), d) for kind, name, n, d in found} == {
            who: sums for who, sums in expected.items() if sums[1]
        }
