"""Who is appraised, by which scheme, and whose evidence on which days counts for them."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from pipelines.errors import RuleError
from pipelines.feeds import load_feeds
from pipelines.models.scope import fill_scope, set_candidates
from pipelines.parameters import Parameters
from tests.models import schemes_by_hand
from tests.models.schemes_by_hand import Warehouse

YEAR = Parameters("r", date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31))
OPEN = Parameters("r", date(2026, 1, 1), date(2026, 12, 31), date(2026, 6, 30))


def add(con: duckdb.DuckDBPyConnection, feed: str, **values: object) -> None:
    """One standing record of organisation `o`."""
    schemes_by_hand.add(con, f"history.{feed}", **({"org_id": "o", "batch_id": 1, "source_row": 2} | values))


def add_scheme(con: duckdb.DuckDBPyConnection, key: str, subject_type: str, **values: object) -> None:
    row = {
        "scheme_key": key, "scheme_id": key.partition("@")[0], "scheme_version": "1", "content_sha256": "",
        "regime": "enterprise", "org_id": None, "subject_type": subject_type, "title_zh": "", "title_en": "",
        "in_force_from": date(2026, 1, 1), "in_force_until": None, "checked_on": date(2026, 1, 1),
        "minimum_measured_weight": 60, "minimum_tenure_share": None, "reports": "",
    } | values  # fmt: skip
    schemes_by_hand.add(con, "compiled.scheme", **row)


def organisation(con: duckdb.DuckDBPyConnection) -> None:
    """Unit a with b below it (not appraised) and c below b (appraised), e below c (not appraised)."""
    add(con, "organization", name="Organisation", regime="enterprise")
    for name, parent, appraised in (("a", None, True), ("b", "a", False), ("c", "b", True), ("e", "c", False)):
        add(con, "department", department_id=name, name=f"Unit {name}", parent_department_id=parent,
            appraised=appraised, valid_from=date(2020, 1, 1))  # fmt: skip
    add_scheme(con, "D@1", "department")
    add_scheme(con, "C@1", "cio")


def fill(con: duckdb.DuckDBPyConnection, run: Parameters = YEAR, keys: tuple[str, ...] = ("D@1", "C@1")) -> None:
    set_candidates(con, run, keys)
    fill_scope(con, run)


def reach_of(con: duckdb.DuckDBPyConnection, subject: str) -> list[tuple[object, ...]]:
    """The units and days a subject answers for."""
    return con.execute(
        "SELECT department_id, counts_from, counts_until FROM scope.reach "
        "WHERE subject_id = ? AND department_id IS NOT NULL ORDER BY ALL",
        [subject],
    ).fetchall()


def beside_units(con: duckdb.DuckDBPyConnection, subject: str) -> list[tuple[object, ...]]:
    """What a subject answers for that is no unit's: a person's own records, or (None) the whole."""
    return con.execute(
        "SELECT person_id, counts_from, counts_until FROM scope.reach "
        "WHERE subject_id = ? AND department_id IS NULL ORDER BY ALL",
        [subject],
    ).fetchall()


def test_a_unit_counts_itself_and_the_units_below_that_are_not_appraised(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        fill(con)
        assert [row[0] for row in reach_of(con, "a")] == ["a", "b"]
        assert [row[0] for row in reach_of(con, "c")] == ["c", "e"]
        assert con.execute("SELECT subject_id, subject_name FROM scope.subject ORDER BY ALL").fetchall() == [
            ("a", "Unit a"), ("c", "Unit c")]  # fmt: skip


def test_units_above_each_other_in_a_circle_come_to_an_end(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        con.execute("UPDATE history.department SET parent_department_id = 'e' WHERE department_id = 'b'")
        con.execute("UPDATE history.department SET parent_department_id = 'b' WHERE department_id = 'e'")
        fill(con)
        assert [row[0] for row in reach_of(con, "a")] == ["a"]


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "appraised"),
    [
        (date(2026, 12, 31), None, True),
        (date(2027, 1, 1), None, False),
        (date(2020, 1, 1), date(2026, 1, 1), True),
        (date(2020, 1, 1), date(2025, 12, 31), False),
    ],
)
def test_a_unit_is_appraised_if_it_existed_on_any_day(
    warehouse: Warehouse, valid_from: date, valid_until: date | None, appraised: bool
) -> None:
    with warehouse() as con:
        organisation(con)
        add(con, "department", department_id="x", name="X", appraised=True, valid_from=valid_from,
            valid_until=valid_until)  # fmt: skip
        fill(con)
        found = con.execute("SELECT count(*) FROM scope.subject WHERE subject_id = 'x'").fetchone()
        assert found == (int(appraised),)


def test_terms_that_touch_or_overlap_are_merged_and_gaps_kept(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        for number, (start, end) in enumerate(
            [
                (date(2025, 1, 1), date(2026, 1, 31)),
                (date(2026, 1, 15), date(2026, 2, 10)),
                (date(2026, 2, 11), date(2026, 2, 28)),
                (date(2026, 12, 31), None),
                (date(2027, 1, 1), None),
            ]
        ):
            add(con, "appointment", appointment_id=str(number), person_id="p", department_id="c", start_on=start,
                end_on=end)  # fmt: skip
        fill(con)
        assert reach_of(con, "p") == [
            ("c", date(2026, 1, 1), date(2026, 2, 28)),
            ("c", date(2026, 12, 31), date(2026, 12, 31)),
            ("e", date(2026, 1, 1), date(2026, 2, 28)),
            ("e", date(2026, 12, 31), date(2026, 12, 31)),
        ]
        assert beside_units(con, "p") == [
            ("p", date(2026, 1, 1), date(2026, 2, 28)),
            ("p", date(2026, 12, 31), date(2026, 12, 31)),
        ]
        assert con.execute("SELECT tenure_days FROM scope.subject WHERE subject_id = 'p'").fetchone() == (60,)


def test_a_cio_of_the_whole_organisation_reaches_every_unit(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        add(con, "appointment", appointment_id="1", person_id="p", start_on=date(2020, 1, 1))
        add(con, "person", person_id="p", name="Old", department_id="a", it_staff=True, valid_from=date(2020, 1, 1))
        add(con, "person", person_id="p", name="New", department_id="a", it_staff=True, valid_from=date(2026, 5, 1))
        add(con, "person", person_id="p", name="Later", department_id="a", it_staff=True, valid_from=date(2027, 1, 1))
        fill(con, OPEN)
        assert reach_of(con, "p") == [(unit, OPEN.period_start, OPEN.period_end) for unit in "abce"]
        assert beside_units(con, "p") == [(one, OPEN.period_start, OPEN.period_end) for one in ("p", None)]
        found = con.execute("SELECT subject_name, tenure_days FROM scope.subject WHERE subject_type = 'cio'").fetchall()
        assert found == [("New", 181)]


def test_the_organisation_answers_for_every_unit_the_whole_and_whoever_was_cio(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        add_scheme(con, "O@1", "organization")
        for person, end in (("p", date(2026, 1, 1)), ("old", date(2025, 12, 31))):
            add(con, "appointment", appointment_id=person, person_id=person, department_id="a",
                start_on=date(2025, 1, 1), end_on=end)  # fmt: skip
        fill(con, keys=("D@1", "C@1", "O@1"))
        assert reach_of(con, "o") == [(unit, YEAR.period_start, YEAR.period_end) for unit in "abce"]
        assert beside_units(con, "o") == [(one, YEAR.period_start, YEAR.period_end) for one in ("p", None)]


def test_a_merged_unit_counts_for_its_successors_from_the_day_on_and_shares_multiply(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        for name in ("x", "y", "z"):
            add(con, "department", department_id=name, name=name, appraised=True, valid_from=date(2020, 1, 1))
        for ended, successor, day, share in (
            ("x", "y", date(2026, 4, 1), 60),
            ("x", "z", date(2026, 4, 1), 40),
            ("y", "z", date(2026, 10, 1), 50),
        ):
            add(con, "department_successor", department_id=ended, successor_department_id=successor,
                effective_on=day, share_percent=share)  # fmt: skip
        fill(con)
        rows = con.execute(
            "SELECT subject_id, department_id, counts_from, counts_until, share_percent FROM scope.reach "
            "WHERE subject_id IN ('x', 'y', 'z') ORDER BY ALL"
        ).fetchall()
        first, last = YEAR.period_start, YEAR.period_end
        assert rows == [
            ("x", "x", first, date(2026, 3, 31), 100),
            ("y", "x", date(2026, 4, 1), date(2026, 9, 30), 60),
            ("y", "y", first, date(2026, 9, 30), 100),
            ("z", "x", date(2026, 4, 1), last, 40),
            ("z", "x", date(2026, 10, 1), last, 30),
            ("z", "y", date(2026, 10, 1), last, 50),
            ("z", "z", first, last, 100),
        ]


def test_units_that_succeed_each_other_in_a_circle_come_to_an_end(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        for ended, successor, day in (("a", "c", date(2026, 4, 1)), ("c", "a", date(2026, 7, 1))):
            add(con, "department_successor", department_id=ended, successor_department_id=successor,
                effective_on=day, share_percent=50)  # fmt: skip
        fill(con)
        assert ("a", date(2026, 4, 1), date(2026, 6, 30)) in reach_of(con, "c")
        assert [row for row in reach_of(con, "a") if row[0] == "a"] == [("a", YEAR.period_start, date(2026, 3, 31))]


def test_a_cio_of_two_units_that_share_a_third_answers_for_all_of_it_once(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        for successor in ("c", "e"):
            add(con, "department_successor", department_id="b", successor_department_id=successor,
                effective_on=date(2026, 4, 1), share_percent=50)  # fmt: skip
        for number, unit in enumerate(("c", "c", "e")):
            add(con, "appointment", appointment_id=str(number), person_id="p", department_id=unit,
                start_on=date(2020, 1, 1))  # fmt: skip
        fill(con)
        assert con.execute(
            "SELECT counts_from, share_percent FROM scope.reach WHERE subject_id = 'p' AND department_id = 'b'"
        ).fetchall() == [(date(2026, 4, 1), 100)]


def test_an_organisations_own_copy_wins_then_the_latest_in_force(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        add_scheme(con, "D@2", "department", in_force_from=date(2026, 7, 1))
        add_scheme(con, "D@3", "department", in_force_from=date(2027, 1, 1))
        add_scheme(con, "D@old", "department", in_force_from=date(2026, 8, 1), in_force_until=date(2026, 12, 30))
        add_scheme(con, "D@foreign", "department", org_id="other")
        keys = ("D@1", "D@2", "D@3", "D@old", "D@foreign", "C@1")
        fill(con, keys=keys)
        of_departments = "SELECT scheme_key FROM scope.scheme WHERE subject_type = 'department'"
        assert con.execute(of_departments).fetchall() == [("D@2",)]
        add_scheme(con, "D@own", "department", org_id="o")
        fill(con, keys=keys)
        assert con.execute(of_departments).fetchall() == [("D@2",)], "only candidates count"
        fill(con, keys=(*keys, "D@own"))
        assert con.execute(of_departments).fetchall() == [("D@own",)]


def test_schemes_that_count_with_different_numbers_stop_the_run(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        for key, value in (("D@1", 8), ("C@1", 9)):
            con.execute("INSERT INTO compiled.parameter VALUES (?, 'hours', '', ?, '', '', '')", [key, value])
        with pytest.raises(RuleError, match='C and D give the parameter "hours" different numbers'):
            fill(con)


def test_a_code_without_a_number_stops_the_run(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        con.execute("INSERT INTO compiled.parameter VALUES ('D@1', 'incident_report_factor', 'late', 1, '', '', '')")
        with pytest.raises(RuleError, match='"incident_report_factor" has no number for exemplary, on_time'):
            fill(con)


def test_a_feed_is_connected_once_a_row_of_the_organisation_came_in_by_then(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        con.execute("INSERT INTO history.incident (org_id, batch_id, source_row) VALUES ('o', 2, 2), ('other', 1, 3)")
        con.execute("INSERT INTO history.system (org_id, batch_id, source_row) VALUES ('o', 3, 2)")
        fill(con, Parameters("r", YEAR.period_start, YEAR.period_end, YEAR.cut_off, as_of_batch=2))
        found = con.execute("SELECT org_id, feed FROM scope.feed ORDER BY feed").fetchall()
        assert found == [("o", "department"), ("o", "incident"), ("o", "organization")]


def test_each_kind_of_a_shared_feed_is_connected_by_itself(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        for kind, batch in (("hazard", 1), ("hazard", 1), ("disclosure", 2)):
            add(con, "obligation", kind=kind, batch_id=batch)
        add(con, "finding", kind="dereliction")
        fill(con, Parameters("r", YEAR.period_start, YEAR.period_end, YEAR.cut_off, as_of_batch=1))
        found = con.execute("SELECT feed FROM scope.feed ORDER BY feed").fetchall()
        assert [row[0] for row in found] == ["department", "finding", "obligation", "obligation:hazard", "organization"]


def test_metrics_of_gates_and_conditions_are_counted_too(warehouse: Warehouse) -> None:
    with warehouse() as con:
        organisation(con)
        for key, metric in (("D@1", "indicator"), ("D@1", "gate"), ("C@1", "gate"), ("other", "none")):
            con.execute("INSERT INTO compiled.scheme_metric VALUES (?, ?)", [key, metric])
        fill(con)
        found = con.execute("SELECT org_id, metric_id FROM scope.metric").fetchall()
        assert found == [("o", "gate"), ("o", "indicator")]


@pytest.mark.parametrize("feed", load_feeds())
def test_every_feed_can_be_connected(warehouse: Warehouse, feed: str) -> None:
    with warehouse() as con:
        con.execute(f"INSERT INTO history.{feed} (org_id, batch_id, source_row) VALUES ('o', 1, 2)")
        assert con.execute("SELECT org_id, feed FROM history.every_row").fetchall() == [("o", feed)]
