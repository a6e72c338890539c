"""Which day and which period a DAG run is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pipelines.period import quarter_of
from pipelines.settings import TIME_ZONE, Settings

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol


def run_day(dag_run: DagRunProtocol | None) -> date:
    """The day in Shanghai a run is about.

    A cron schedule of Airflow 3 gives no data interval to derive it from; a run started by hand may have no
    logical date either, and then is about the day it was started on.
    """
    assert dag_run is not None  # Airflow fills a task's `dag_run` argument in
    return (dag_run.logical_date or dag_run.run_after).astimezone(TIME_ZONE).date()


def given_day(context: Mapping[str, Any]) -> date | None:
    """The day somebody gave, as if it were that day: in the run's `day`, or in that of the night that started it."""
    given = context["params"].get("day") or next(
        (event.extra["day"] for event in triggering(context) if event.extra.get("day")), None
    )
    return date.fromisoformat(given) if given else None


def day_of(context: Mapping[str, Any]) -> date:
    """The day a run is about: the one somebody gave, else its own."""
    return given_day(context) or run_day(context["dag_run"])


def settings_of(context: Mapping[str, Any]) -> Settings:
    """The settings of a task: today is the day somebody gave, if so, and the language that of the form."""
    return settings_on(given_day(context), context["params"].get("lang"))


def settings_on(day: date | None, lang: str | None) -> Settings:
    """The settings as if it were `day`, in a language; those of the environment where neither is given."""
    given = {"today": day, "lang": lang}
    return Settings().model_copy(update={name: value for name, value in given.items() if value})


def triggering(context: Mapping[str, Any]) -> Iterable[Any]:
    """The asset events that started the run."""
    return (event for events in context["triggering_asset_events"].values() for event in events)


def last_full_quarter(day: date) -> str:
    """The quarter that ended last before `day`: 2026-10-01 and 2026-12-31 both give 2026Q3."""
    return quarter_of(quarter_of(day).start - timedelta(days=1)).name


def last_full_year(day: date) -> str:
    """The year that ended last before `day`."""
    return str(day.year - 1)
