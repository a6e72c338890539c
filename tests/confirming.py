"""Confirming a run in a test: by the steps a user takes, or straight into the tables."""

from __future__ import annotations

from datetime import date

import duckdb

from pipelines.settings import Settings
from pipelines.sign_off import sign


def confirm(settings: Settings, run_id: str, publicised_on: date) -> str:
    """Review and publicise a run on one day and confirm it today. Returns its id."""
    for state in ("reviewed", "publicised"):
        sign(settings, run_id, state, "reviewer", publicised_on)
    sign(settings, run_id, "confirmed", "committee")
    return run_id


def put_confirmed(con: duckdb.DuckDBPyConnection, run_id: str, day: date) -> None:
    """A run as computing and signing leave it."""
    con.execute("UPDATE run.run SET state = 'computed', sign_off = 'confirmed' WHERE run_id = ?", [run_id])
    con.execute("INSERT INTO run.signature VALUES (?, 'confirmed', 3, 'committee', ?, NULL)", [run_id, day])
