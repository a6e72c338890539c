"""When a run is late: what its time is counted from. The plugin makes it known to Airflow."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from airflow.sdk.definitions.deadline import BaseDeadlineReference


class RunCreated(BaseDeadlineReference):
    """The moment a run was created.

    In Airflow 3.3 no task can be cleared in a run whose deadline refers to `DAGRUN_QUEUED_AT`
    (github.com/apache/airflow/issues/70368); here clearing leaves the deadline where it was.
    """

    def _evaluate_with(self, *, session: Any, **_: Any) -> datetime:
        """Called by Airflow when it creates the run."""
        return datetime.now(UTC)
