"""What the tasks of the nightly DAG do: the steps, for the run's day, and the asset events that start other DAGs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from airflow.sdk.exceptions import AirflowSkipException

from pipelines import steps
from pipelines.errors import UserError
from pipelines.orchestration import notify
from pipelines.orchestration.assets import CONFIRMATION_DUE, QUARTER_DUE, YEAR_DUE, feed_assets
from pipelines.orchestration.days import day_of, given_day, settings_of
from pipelines.settings import Settings

ASSETS = {"quarter": QUARTER_DUE, "year": YEAR_DUE, "confirmation": CONFIRMATION_DUE}
log = logging.getLogger(__name__)


def fetch(context: Mapping[str, Any]) -> None:
    """Bring what is new of databases and an object storage into the inbox."""
    for one in steps.fetch(begun(context), log.info):
        log.info("%s: %s, rows: %s, from %s to %s", one.source, one.outcome, one.row_count, one.since, one.until)


def ingest(context: Mapping[str, Any]) -> None:
    """Archive new files; those that nothing takes are named."""
    for one in steps.archive_new(begun(context)):
        if one.outcome == "ignored":
            log.warning("not taken in: %s: %s", one.file, one.message)
        elif one.outcome != "unchanged":
            log.info("%s: %s, rows: %d, set aside: %d", one.file, one.outcome, one.read_count, one.quarantined_count)


def begun(context: Mapping[str, Any]) -> Settings:
    """The night's settings. Raises UserError for a day that has not come, or that lies before the last reception."""
    settings, given, today = settings_of(context), given_day(context), Settings().current_date()
    if given and given > today:
        raise UserError(
            f"The night of {given} has not come yet: today is {today}.",
            do="Give today or an earlier day: what is received on a day to come would get in the way of real nights.",
        )
    if given:
        steps.check_day(settings)
    return settings


def validate(context: Mapping[str, Any]) -> None:
    """Check what was archived."""
    steps.validate_new(settings_of(context))


def load(context: Mapping[str, Any]) -> None:
    """Load what was accepted into history."""
    for one in steps.load_new(settings_of(context)):
        log.info(
            "%s: new: %d, changed: %d, ended: %d, the same: %d", one.source_file, one.inserted_count,
            one.changed_count, one.closed_count, one.unchanged_count,
        )  # fmt: skip


def refusals(context: Mapping[str, Any]) -> None:
    """Raises InputError naming every refused file that still lies in the inbox."""
    steps.report_refusals(settings_of(context))


def preview(context: Mapping[str, Any]) -> str:
    """Compute and publish the open quarter as it stood when the day began. Returns the run's id."""
    return steps.preview(settings_of(context), day_of(context))


def mark(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Mark each feed for the day before, whose deliveries the night took in; tell which are late.

    Returns what is due since.
    """
    day, settings = day_of(context), settings_of(context)
    marked, due = steps.mark(settings, day, context["dag_run"].run_id)
    notify.data_is_late(settings, marked.day, marked.missing)
    for feed, asset in feed_assets().items():
        event = context["outlet_events"][asset]
        event.extra = dict(marked.feeds[feed])
        event.add_partitions(str(day - timedelta(days=1)))
    return [
        {"kind": one.kind, "subject": one.subject, "reason": one.reason, "gaps": list(one.gaps)} for one in due
    ]  # fmt: skip


def announce(kind: str, due: list[dict[str, Any]], context: Mapping[str, Any]) -> None:
    """Mark what is due of a kind, which starts its DAG once for each. Skips where nothing is."""
    found = [one for one in due if one["kind"] == kind]
    if not found:
        raise AirflowSkipException(f"No {kind} is due.")
    event = context["outlet_events"][ASSETS[kind]]
    given = given_day(context)
    event.extra = {"day": str(given) if given else None, "due": found}
    for one in found:
        event.add_partitions(one["subject"])
        missing = "; ".join(one["gaps"]) or "nothing"
        log.info("%s %s is due: %s. Missing: %s", kind, one["subject"], one["reason"], missing)
