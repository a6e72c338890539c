"""Which days of a period are in: nights, expected deliveries by the names of their files, and what is told of gaps."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines import steps
from pipelines.errors import RuleError, UserError
from pipelines.ingest.mapped import load_sources
from pipelines.nights.gaps import check_order, day_of, gaps_of, told
from pipelines.nights.night import mark_night
from pipelines.notices import queried
from pipelines.period import parse_period
from pipelines.settings import Settings
from pipelines.warehouse import writer
from tests.ingest.institution import DEPARTMENTS, Institution

EXPECTED = """
    source: hr.departments
    feed: department
    files: ["units_*.csv"]
    own_headings: true
    expected: {every: day, dated: "%Y-%m-%d"}
"""
UNITS = DEPARTMENTS + "o1,d1,First,department,,true,2020-01-01,\n"


@pytest.fixture
def institution(tmp_path: Path) -> Institution:
    settings = Settings(home=tmp_path / "home", project=tmp_path / "project", today=date(2026, 7, 3))
    settings.incoming.mkdir(parents=True)
    return Institution(settings)


def gaps(institution: Institution, period: str) -> list[str]:
    with writer(institution.settings) as con:
        return told(gaps_of(con, institution.settings, parse_period(period)))


def mark(institution: Institution, *days: int) -> None:
    """The nights that bring in these days of July."""
    for day in days:
        steps.mark(institution.settings, date(2026, 7, day) + timedelta(days=1), "night")


def test_days_without_a_night_are_told_as_spans(institution: Institution) -> None:
    mark(institution, 1, 2, 4, 9)
    assert gaps(institution, "2026-07-01..2026-07-10") == ["night: 2026-07-03, 2026-07-05..2026-07-08, 2026-07-10"]
    mark(institution, 10, 3, 5, 8, 7, 6)
    assert gaps(institution, "2026-07-01..2026-07-10") == []


def test_an_expected_delivery_counts_for_the_day_in_its_name_whenever_it_comes(institution: Institution) -> None:
    institution.describe(EXPECTED)
    mark(institution, 1, 2, 3)
    institution.deliver("units_2026-07-03.csv", UNITS)
    institution.take_in()
    mark(institution, 4)
    assert gaps(institution, "2026-07-01..2026-07-04") == ["hr.departments: 2026-07-01..2026-07-02, 2026-07-04"]
    institution.deliver("units_2026-07-01.csv", UNITS.replace("First", "Before"))
    institution.take_in()
    mark(institution, 4)
    assert gaps(institution, "2026-07-01..2026-07-04") == ["hr.departments: 2026-07-02, 2026-07-04"]


def test_a_night_tells_which_expected_delivery_is_late_and_when_one_came_last(institution: Institution) -> None:
    institution.describe(EXPECTED)
    with writer(institution.settings) as con:
        assert mark_night(con, institution.settings, date(2026, 7, 1)).missing == {"hr.departments": None}
    institution.deliver("units_2026-07-01.csv", UNITS)
    institution.take_in()
    with writer(institution.settings) as con:
        assert mark_night(con, institution.settings, date(2026, 7, 1)).missing == {}
        assert mark_night(con, institution.settings, date(2026, 7, 3)).missing == {"hr.departments": date(2026, 7, 1)}


def test_a_delivery_that_changes_nothing_has_come(institution: Institution) -> None:
    institution.describe(EXPECTED)
    for day in (1, 2):
        institution.deliver(f"units_2026-07-0{day}.csv", UNITS)
        institution.take_in()
    mark(institution, 1, 2)
    assert institution.rows("SELECT count(*) FROM ingest.batch") == [(1,)]
    assert gaps(institution, "2026-07-01..2026-07-02") == []


def test_a_file_that_came_after_the_night_had_read_has_not_come(institution: Institution) -> None:
    institution.describe(EXPECTED)
    institution.deliver("units_2026-07-01.csv", UNITS)
    institution.take_in()
    institution.deliver("units_2026-07-02.csv", UNITS.replace("First", "Second"))
    mark(institution, 1, 2)
    assert gaps(institution, "2026-07-01..2026-07-02") == ["hr.departments: 2026-07-02"]


def test_a_refused_delivery_has_not_come(institution: Institution) -> None:
    institution.describe(EXPECTED)
    institution.deliver("units_2026-07-01.csv", DEPARTMENTS)
    assert institution.archive_one().outcome == "refused"
    mark(institution, 1)
    assert gaps(institution, "2026-07-01..2026-07-01") == ["hr.departments: 2026-07-01"]


def test_on_working_days_only_working_days_are_missed(institution: Institution) -> None:
    institution.describe(EXPECTED.replace("every: day", "every: working_day"))
    mark(institution, 2, 3, 4, 5, 6)  # Thursday to Monday
    assert gaps(institution, "2026-07-02..2026-07-06") == ["hr.departments: 2026-07-02..2026-07-03, 2026-07-06"]


@pytest.mark.parametrize(
    ("dated", "name", "day"),
    [
        ("%Y-%m-%d", "units_2026-07-01.csv", date(2026, 7, 1)),
        ("%Y%m%d", "in/20260701_units.csv", date(2026, 7, 1)),
        ("%d.%m.%Y", "01.07.2026.csv", date(2026, 7, 1)),
        ("%Y%m%d", "units_202607010.csv", None),
        ("%Y-%m-%d", "units_2026-13-01.csv", None),
        ("%Y-%m-%d", "units.csv", None),
        ("%Y-%m-%d", "2026-07-01/units.csv", None),
    ],
)
def test_the_day_of_a_delivery_is_in_its_file_name(
    dated: str, name: str, day: date | None, institution: Institution
) -> None:
    institution.describe(EXPECTED.replace("%Y-%m-%d", dated))
    (mapped,) = load_sources(institution.settings)
    assert day_of(mapped, name) == day


def test_a_date_without_a_year_is_refused_with_its_line(institution: Institution) -> None:
    file = institution.describe(EXPECTED.replace("%Y-%m-%d", "%m-%d"))
    with pytest.raises(RuleError, match=r"write the day with %Y, %m and %d, each once") as raised:
        load_sources(institution.settings)
    assert (raised.value.file, raised.value.line) == (file, 6)


def test_a_database_is_not_expected_by_the_names_of_files(institution: Institution) -> None:
    database = "database: {connection: hr, query: SELECT 1 AS department_id}"
    institution.describe(EXPECTED.replace('files: ["units_*.csv"]', database))
    with pytest.raises(RuleError, match="`expected` tells the day by the file's name"):
        load_sources(institution.settings)


def test_a_night_before_the_last_reception_is_refused(institution: Institution) -> None:
    institution.deliver("department.csv", UNITS)
    institution.take_in()
    with writer(institution.settings) as con:
        check_order(con, date(2026, 7, 3))
        with pytest.raises(UserError, match="something was received on 2026-07-03 already"):
            check_order(con, date(2026, 7, 2))


def test_a_night_tells_what_came_since_the_other_nights_however_often_it_is_repeated(institution: Institution) -> None:
    mark(institution, 1)
    institution.deliver("department.csv", UNITS)
    institution.take_in()
    with writer(institution.settings) as con:
        for _ in range(2):
            brought = mark_night(con, institution.settings, date(2026, 7, 2)).feeds["department"]
            assert (brought["batches"], brought["rows_read"], brought["rows_inserted"]) == ([1], 1, 1)
        assert mark_night(con, institution.settings, date(2026, 7, 3)).feeds["department"]["batches"] == []
        nights = con.execute("SELECT day::TEXT, position, batch_id FROM schedule.night ORDER BY ALL").fetchall()
    assert nights == [("2026-07-01", 1, 0), ("2026-07-02", 1, 1), ("2026-07-03", 1, 1)]


def test_a_night_repeated_after_a_later_one_tells_its_own_and_leaves_what_came_since_to_the_next(
    institution: Institution,
) -> None:
    def told(day: int) -> tuple[list[int], int]:
        """The batches of a night's event, and how many files its notice counts."""
        with writer(institution.settings) as con:
            batches = mark_night(con, institution.settings, date(2026, 7, day)).feeds["department"]["batches"]
        found = queried(institution.settings, night_feed={"day": date(2026, 7, day + 1)})["night_feed"]
        return batches, sum(row["file_count"] for row in found)

    def take_in(name: str) -> None:
        institution.deliver("department.csv", UNITS.replace("First", name))
        institution.take_in()

    take_in("First")
    assert told(1) == ([1], 1)
    take_in("Second")
    assert told(2) == ([2], 1)
    take_in("Third")
    assert told(1) == ([1], 1)
    assert told(2) == ([2, 3], 2)
    take_in("Fourth")
    assert told(4) == ([4], 1)
    assert told(2) == ([2, 3], 2)
    assert told(3) == ([], 0)
    assert gaps(institution, "2026-07-01..2026-07-04") == []
