"""Which day and quarter a run is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from pipelines.orchestration.days import last_full_quarter, last_full_year, run_day


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 10, 1), "2026Q3"),
        (date(2026, 10, 6), "2026Q3"),
        (date(2026, 12, 31), "2026Q3"),
        (date(2026, 9, 30), "2026Q2"),
        (date(2026, 1, 6), "2025Q4"),
    ],
)
def test_the_quarter_that_ended_last(day: date, quarter: str) -> None:
    assert last_full_quarter(day) == quarter


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 12, 31), "2025"), (date(2027, 1, 1), "2026"), (date(2027, 1, 10), "2026")]
)
def test_the_year_that_ended_last(day: date, year: str) -> None:
    assert last_full_year(day) == year


def test_a_run_is_about_its_day_in_shanghai() -> None:
    one_in_the_night = datetime(2026, 11, 15, 17, tzinfo=UTC)
    scheduled = SimpleNamespace(logical_date=one_in_the_night, run_after=one_in_the_night)
    assert run_day(scheduled) == date(2026, 11, 16)


def test_a_run_started_by_hand_without_a_logical_date_is_about_the_day_of_its_start() -> None:
    by_hand = SimpleNamespace(logical_date=None, run_after=datetime(2026, 11, 16, 4, tzinfo=UTC))
    assert run_day(by_hand) == date(2026, 11, 16)
