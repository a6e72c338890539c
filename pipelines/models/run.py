"""What one computation is about: the parameters every query of `sql/` may name."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

import duckdb

from pipelines.warehouse import set_variables


@dataclass(frozen=True)
class Run:
    """The parameters of a run. `org_id` None: every organisation; `as_of_batch` None: the records as they stand now."""

    run_id: str
    period_start: date
    period_end: date
    cut_off: date
    as_of_batch: int | None = None
    org_id: str | None = None


def set_run(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Set `$run_id`, `$period_start` and the others on the connection."""
    set_variables(con, asdict(run))
