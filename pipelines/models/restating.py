"""What moved since the revision before: scores, grades and amounts, why, and the records that moved them."""

from __future__ import annotations

import duckdb

from pipelines.models.tables import refill
from pipelines.runs import Run

RESTATEMENT_TABLES = ("result.restatement", "result.restatement_record")


def fill_restatement(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Fill `result.restatement` and `result.restatement_record` for a revision; nothing for a first one or a preview.

    May be repeated.
    """
    refill(con, run.parameters, RESTATEMENT_TABLES, source="restatement")
