"""The parameters every query of `sql/` may name: `$run_id`, `$period_start`, `$period_end`, `$cut_off`,
`$as_of_batch`, `$org_id`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

import duckdb

from pipelines.warehouse import set_variables


@dataclass(frozen=True)
class Parameters:
    """What one computation is about. `org_id` None: every organisation; `as_of_batch` None: records as they stand."""

    run_id: str
    period_start: date
    period_end: date
    cut_off: date
    as_of_batch: int | None = None
    org_id: str | None = None


def bind(con: duckdb.DuckDBPyConnection, parameters: Parameters) -> None:
    """Set the parameters on a connection, so that `records.*` and `evidence.*` read what the run reads."""
    set_variables(con, asdict(parameters))
