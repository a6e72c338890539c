"""When quarters, years and confirmations are due: at each threshold, and once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import RuleError
from pipelines.nights.due import Due, find_due, missing_of, note_due
from pipelines.nights.timetable import load_timetable
from pipelines.period import parse_period
from pipelines.settings import Settings
from pipelines.warehouse import writer

TIMETABLE = """
quarter: {wait_days: 5, missing_days_at_most: 2, deadline_days: 14}
year: {wait_days: 9, missing_quarters_at_most: 1, deadline_days: 45}
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("due")
    return Settings(home=folder / "home", project=folder / "project")


@pytest.fixture(scope="module")
def opened(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """One warehouse for all tests: making its tables takes longer than they do."""
    with writer(settings) as con:
        yield con


@pytest.fixture
def con(settings: Settings, opened: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, left as it was found."""
    settings.project.mkdir(exist_ok=True)
    (settings.project / "schedule.yaml").write_text(TIMETABLE, encoding="utf-8")
    opened.execute("BEGIN TRANSACTION")
    yield opened
    opened.execute("ROLLBACK")


def nights(con: duckdb.DuckDBPyConnection, start: date, end: date, *, but_for: int = 0) -> None:
    """A night for each day, but for so many at the end."""
    days = [start + timedelta(days=number) for number in range((end - start).days + 1 - but_for)]
    con.execute("INSERT INTO schedule.night SELECT unnest($days::DATE[]), 1, 0", {"days": days})


def computed(con: duckdb.DuckDBPyConnection, period: str, sign_off: str | None, revision: int = 1) -> str:
    """A finished run; returns its id."""
    span, run_id = parse_period(period), f"{period}-{revision}"
    con.execute(
        "INSERT INTO run.run BY NAME SELECT $id AS run_id, $period AS period, $start AS period_start, "
        "$end AS period_end, $end AS cut_off, 0 AS as_of_batch, '*' AS org_scope, $revision AS revision, "
        "false AS provisional, '' AS data_sha256, '' AS schemes_sha256, '' AS code_sha256, 'computed' AS state, "
        "false AS published, $sign_off AS sign_off",
        {"id": run_id, "period": period, "start": span.start, "end": span.end, "revision": revision,
         "sign_off": sign_off},
    )  # fmt: skip
    con.execute(
        "INSERT INTO scope.subject BY NAME SELECT $id AS run_id, 'o' AS org_id, 'department' AS subject_type, "
        "'d' AS subject_id, 'd' AS subject_name, 'SCHEME@1' AS scheme_key",
        {"id": run_id},
    )
    return run_id


Q3 = (date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("missing", "day", "reason"),
    [
        (0, date(2026, 10, 5), None),
        (0, date(2026, 10, 6), "complete"),
        (1, date(2026, 10, 5), None),
        (2, date(2026, 10, 6), "minimum"),
        (3, date(2026, 10, 6), None),
        (3, date(2026, 10, 14), None),
        (3, date(2026, 10, 15), "deadline"),
        (91, date(2026, 10, 15), "deadline"),
        (92, date(2026, 10, 15), None),
    ],
)
def test_a_quarter_is_due_when_its_days_are_in_or_few_are_missing_or_its_deadline_has_come(
    missing: int, day: date, reason: str | None, settings: Settings, con: duckdb.DuckDBPyConnection
) -> None:
    nights(con, *Q3, but_for=missing)
    found = find_due(con, settings, day)
    assert [(one.kind, one.subject, one.reason, one.gap_count) for one in found] == (
        [("quarter", "2026Q3", reason, missing)] if reason else []
    )


def test_a_quarter_is_due_once_and_told_again_by_the_same_run_only(
    settings: Settings, con: duckdb.DuckDBPyConnection
) -> None:
    nights(con, *Q3, but_for=1)
    due = Due("quarter", "2026Q3", "minimum", ("night: 2026-09-30",), 1)
    for _ in range(2):  # a task that is tried again
        assert note_due(con, date(2026, 10, 6), find_due(con, settings, date(2026, 10, 6)), "night") == [due]
    for day, night in ((date(2026, 10, 6), "the same night by hand"), (date(2026, 10, 7), "next")):
        assert note_due(con, day, find_due(con, settings, day), night) == []
    assert missing_of(con, "2026Q3") == ["night: 2026-09-30"]
    assert missing_of(con, "2026Q2") == []
    note_due(con, date(2026, 11, 2), [Due("quarter", "2026Q3", "returned", run_id="2026Q3-1")], "later")
    assert missing_of(con, "2026Q3") == []


def test_a_quarter_that_was_sent_back_is_due_again_with_what_is_missing_once_its_evidence_changed(
    settings: Settings, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights(con, *Q3, but_for=2)
    note_due(con, date(2026, 10, 6), find_due(con, settings, date(2026, 10, 6)), "night")
    computed(con, "2026Q3", "returned")
    assert find_due(con, settings, date(2026, 10, 7)) == []
    monkeypatch.setattr("pipelines.nights.due.CORRECTED", "SELECT 1 WHERE $as_of_batch = 0")
    again = Due("quarter", "2026Q3", "returned", ("night: 2026-09-29..2026-09-30",), 2, "2026Q3-1")
    assert find_due(con, settings, date(2026, 10, 7)) == [again]


def test_a_year_that_was_sent_back_is_due_again_with_the_quarters_that_are_not_confirmed(
    settings: Settings, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed(con, "2026Q1", "confirmed")
    computed(con, "2026", "returned")
    monkeypatch.setattr("pipelines.nights.due.CORRECTED", "SELECT 1 WHERE $as_of_batch = 0")
    (again,) = [one for one in find_due(con, settings, date(2026, 12, 31)) if one.reason == "returned"]
    assert (again.kind, again.run_id, again.gap_count) == ("year", "2026-1", 3)
    assert again.gaps == ("2026Q2: not computed", "2026Q3: not computed", "2026Q4: not computed")


@pytest.mark.parametrize(
    ("states", "day", "reason", "gaps"),
    [
        (["confirmed"] * 4, date(2027, 1, 9), None, ()),
        (["confirmed", "archived", "confirmed", "confirmed"], date(2027, 1, 10), "complete", ()),
        (["confirmed", "confirmed", "confirmed", "publicised"], date(2027, 1, 10), "minimum", ("2026Q4: publicised",)),
        (["confirmed", "confirmed", None, "rejected"], date(2027, 2, 14), None, ()),
        (
            ["confirmed", "confirmed", None, "rejected"],
            date(2027, 2, 15),
            "deadline",
            ("2026Q3: not signed", "2026Q4: rejected"),
        ),
    ],
)
def test_a_year_is_due_when_its_quarters_are_confirmed(
    states: list[str | None],
    day: date,
    reason: str | None,
    gaps: tuple[str, ...],
    settings: Settings,
    con: duckdb.DuckDBPyConnection,
) -> None:
    for number, state in enumerate(states, start=1):
        computed(con, f"2026Q{number}", state)
    found = [one for one in find_due(con, settings, day) if one.kind == "year"]
    assert [(one.subject, one.reason, one.gaps) for one in found] == ([("2026", reason, gaps)] if reason else [])


def test_a_year_without_any_quarter_is_none_of_ours(settings: Settings, con: duckdb.DuckDBPyConnection) -> None:
    assert find_due(con, settings, date(2027, 12, 31)) == []


def test_a_quarter_in_which_nobody_was_appraised_makes_no_year_due(
    settings: Settings, con: duckdb.DuckDBPyConnection
) -> None:
    """A period typed wrong, before any scheme was in force: its run has nobody in it."""
    con.execute("DELETE FROM scope.subject WHERE run_id = $1", [computed(con, "2026Q3", None)])
    assert find_due(con, settings, date(2027, 12, 31)) == []


def test_only_the_newest_revision_of_a_quarter_counts_for_the_year(
    settings: Settings, con: duckdb.DuckDBPyConnection
) -> None:
    for number in range(1, 5):
        computed(con, f"2026Q{number}", "confirmed")
    computed(con, "2026Q2", None, revision=2)
    (year,) = (one for one in find_due(con, settings, date(2027, 1, 10)) if one.kind == "year")
    assert (year.reason, year.gaps) == ("minimum", ("2026Q2: not signed",))
    con.execute("UPDATE run.run SET sign_off = 'rejected' WHERE run_id = '2026Q2-2'")
    (year,) = (one for one in find_due(con, settings, date(2027, 1, 10)) if one.kind == "year")
    assert (year.reason, year.gaps) == ("complete", ())


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        (TIMETABLE.replace("deadline_days: 14", "deadline_days: 4"), "deadline_days is less than wait_days", 2),
        (TIMETABLE.replace("deadline_days: 14", "deadline: 14"), 'the key "deadline" is unknown here', 2),
        (TIMETABLE.replace("wait_days: 9", "wait_days: -1"), "year.wait_days is -1", 3),
    ],
)
def test_a_timetable_that_cannot_be_is_refused_with_its_line(text: str, what: str, line: int, tmp_path: Path) -> None:
    settings = Settings(project=tmp_path)
    (settings.project / "schedule.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=what) as raised:
        load_timetable(settings)
    assert raised.value.line == line


def test_the_shipped_timetable_leaves_five_days_for_a_quarter_and_nine_for_a_year(tmp_path: Path) -> None:
    shipped = load_timetable(Settings(project=tmp_path))
    assert (shipped.quarter.wait_days, shipped.year.wait_days) == (5, 9)
