"""What one computation is about: the parameters every query of `sql/` may name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import duckdb

from pipelines.warehouse import set_variables

PARAMETERS = ("run_id", "period_start", "period_end", "cut_off", "as_of_batch", "org_id")


class Parameters(Protocol):
    """What carries the parameters of a run. `org_id` None: every organisation; `as_of_batch` None: as of now."""

    @property
    def run_id(self) -> str: ...
    @property
    def period_start(self) -> date: ...
    @property
    def period_end(self) -> date: ...
    @property
    def cut_off(self) -> date: ...
    @property
    def as_of_batch(self) -> int | None: ...
    @property
    def org_id(self) -> str | None: ...


@dataclass(frozen=True)
class Run:
    """The bare parameters, where no run is kept in `run.run`."""

    run_id: str
    period_start: date
    period_end: date
    cut_off: date
    as_of_batch: int | None = None
    org_id: str | None = None


def set_run(con: duckdb.DuckDBPyConnection, run: Parameters) -> None:
    """Set `$run_id`, `$period_start` and the others on the connection."""
    set_variables(con, {name: getattr(run, name) for name in PARAMETERS})
