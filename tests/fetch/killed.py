"""Run in a process of its own: fetches, and kills itself at a given point, as a power cut would."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pipelines.fetch.from_database
import pipelines.fetch.written
from pipelines import steps
from pipelines.settings import Settings
from tests.ingest.interrupted import die_at

POINTS = {
    "rows read": (pipelines.fetch.from_database, "join_parts", False),
    "file written": (pipelines.fetch.from_database, "put", False),
    "file in place": (pipelines.fetch.from_database, "put", True),
    "mark made": (pipelines.fetch.from_database, "record", True),
}


def killed(home: str, project: str, connection: str, point: str) -> None:
    """Fetch, with the connection `finance` as in the environment, and die at a point."""
    os.environ["AIRFLOW_CONN_FINANCE"] = connection
    owner, name, after = POINTS[point]
    die_at(owner, name, 1, after=after)
    steps.fetch(Settings(home=Path(home), project=Path(project), today=date(2026, 10, 1)))
