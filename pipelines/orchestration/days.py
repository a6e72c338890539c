"""Which day and which quarter a DAG run is about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipelines.period import quarter_of
from pipelines.settings import TIME_ZONE

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol


def run_day(dag_run: DagRunProtocol | None) -> date:
    """The day in Shanghai a run is about.

    A cron schedule of Airflow 3 gives no data interval to derive it from; a run started by hand may have no
    logical date either, and then is about the day it was started on.
    """
    assert dag_run is not None  # Airflow fills a task's `dag_run` argument in
    return (dag_run.logical_date or dag_run.run_after).astimezone(TIME_ZONE).date()


def last_full_quarter(day: date) -> str:
    """The quarter that ended last before `day`: 2026-10-01 and 2026-12-31 both give 2026Q3."""
    return quarter_of(quarter_of(day).start - timedelta(days=1)).name
