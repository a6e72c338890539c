"""What our DAGs share: the pool, when to try again, who is told, and when something is late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from pipelines.errors import BusyError, DiskError, FetchError, PublishError, UserError
from pipelines.orchestration import notify
from pipelines.orchestration.deadlines import RunCreated
from pipelines.settings import Settings

SETTINGS = Settings()
# The pool has one slot: one process may write the warehouse at a time.
POOL = "warehouse"
# What reads published files only; as many slots as APPRAISE_DOCUMENT_TASKS says.
DOCUMENTS_POOL = "documents"

# Runs of a DAG that may wait for a person at the same time; the pool still lets one task write.
WAITING_RUNS = 16

# The first rule that matches decides. Wrong data stays wrong, so it fails at once; a busy warehouse passes,
# and so may everything that no rule names (the network, a killed worker), within the task's `retries`.
RETRY_POLICY = ExceptionRetryPolicy(
    rules=[
        RetryRule(BusyError, RetryAction.RETRY, reason="Another process is writing to the warehouse."),
        RetryRule(PublishError, RetryAction.RETRY, reason="A disk is full or a file is held open."),
        RetryRule(DiskError, RetryAction.RETRY, reason="A disk is full or away."),
        RetryRule(FetchError, RetryAction.RETRY, reason="A database or an object storage cannot be reached."),
        RetryRule(UserError, RetryAction.FAIL, reason="Wrong data or rules: trying again cannot help."),
    ]
)

# By default the second try comes after 2 to 4 minutes, each further one after twice as long, at most half an hour: the
# sixth and last an hour to an hour and a half after the first.
TASK_DEFAULTS: dict[str, Any] = {
    "owner": "appraisal",
    "pool": POOL,
    "retries": 5,
    "retry_delay": timedelta(seconds=SETTINGS.retry_seconds),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=30),
    "retry_policy": RETRY_POLICY,
    "on_failure_callback": notify.failed,
    "on_retry_callback": notify.tried_again,
}


def _alert(what: Literal["night", "decision"], name: str, interval: timedelta) -> DeadlineAlert:
    # A night is late by its own time, also when it was started late. A run without one has no such deadline.
    reference = DeadlineReference.DAGRUN_LOGICAL_DATE if what == "night" else RunCreated()
    callback = AsyncCallback(notify.late, {"what": what, "seconds": interval.total_seconds()})
    return DeadlineAlert(reference=reference, interval=interval, callback=callback, name=name)


NIGHT_DEADLINE = _alert("night", "night", timedelta(hours=SETTINGS.night_deadline_hours))
# A decision is asked for again: after so many days, twice as many, and three times as many.
DECISION_DEADLINES = [
    _alert("decision", f"reminder {number}", number * timedelta(days=SETTINGS.approval_reminder_days))
    for number in (1, 2, 3)
]
