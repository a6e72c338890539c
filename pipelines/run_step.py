"""One step of a run: done in one transaction unless it is done already, and recorded in `run.step` either way."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from pipelines.errors import UserError
from pipelines.parameters import bind
from pipelines.runs import Run, load_run, set_state
from pipelines.settings import Settings
from pipelines.warehouse import transaction, writer

Work = Callable[[duckdb.DuckDBPyConnection, Run], None]


@dataclass(frozen=True)
class Step:
    """A step and the state it leaves a run in; `counted_in`, `counted_out`: queries for the rows it read and wrote."""

    name: str
    after: str
    counted_in: str
    counted_out: str


def rows_of(*tables: str) -> str:
    """The query for the number of a run's rows in these tables."""
    parts = " UNION ALL ".join(f"SELECT count(*) AS n FROM {table} WHERE run_id = $run_id" for table in tables)
    return f"SELECT sum(n) FROM ({parts})"


REWARDS = ("result.reward_pool", "result.reward_award", "result.reward_tranche", "result.reward_ledger")
STEPS = (
    Step(
        "freeze",
        "frozen",
        "SELECT count(*) FROM ingest.batch AS batches INNER JOIN run.run AS runs ON runs.run_id = $run_id "
        "WHERE batches.state = 'loaded' AND batches.batch_id <= runs.as_of_batch",
        rows_of("scope.subject"),
    ),
    Step(
        "evidence",
        "counted",
        "SELECT sum(evidence_count) FROM result.metric_sum WHERE run_id = $run_id",
        rows_of("result.metric_sum"),
    ),
    Step("score", "scored", rows_of("result.metric_sum"), rows_of("result.appraisal", "result.indicator_score")),
    Step("reward", "rewarded", rows_of("result.reward_line"), rows_of(*REWARDS)),
    Step("restate", "restated", rows_of("result.appraisal", "result.reward_award"), rows_of("result.restatement")),
    Step("check", "computed", rows_of("result.appraisal", "result.reward_award"), rows_of("result.data_quality")),
)
STATES = tuple(step.after for step in STEPS)


def advance(settings: Settings, run_id: str, name: str, work: Work) -> None:
    """Do one step of a run in one transaction, unless the run is past it; what failed is recorded, and left nothing.

    Raises UserError when an earlier step has not been done.
    """
    position = next(number for number, step in enumerate(STEPS) if step.name == name)
    step, before = STEPS[position], STEPS[position - 1].after
    with writer(settings) as con:
        current = load_run(con, run_id)
        if STATES.index(current.state) >= position:
            return
        if current.state != before:
            raise UserError(
                f"Run {run_id} is {current.state}; this step needs it {before}.",
                do="Run the earlier steps first.",
            )
        bind(con, current.parameters)
        start, is_done = time.monotonic(), False
        try:
            with transaction(con):
                work(con, current)
                set_state(con, current.run_id, step.after)
                record(con, current.run_id, position, "done", start)
            is_done = True
        finally:
            if not is_done:
                record(con, current.run_id, position, "failed", start, message_of(sys.exc_info()[1]))


def record(
    con: duckdb.DuckDBPyConnection, run_id: str, position: int, state: str, start: float, message: str | None = None
) -> None:
    """Note what came of a step: its counts, and how long it took since `start` (of the monotonic clock)."""
    step, values = STEPS[position], {"run_id": run_id}
    read, written = (con.execute(query, values).fetchall()[0][0] for query in (step.counted_in, step.counted_out))
    con.execute(
        "INSERT OR REPLACE INTO run.step BY NAME SELECT $run_id AS run_id, $step AS step, $position AS position, "
        "$state AS state, $read AS input_count, $written AS output_count, $seconds AS duration_seconds, "
        "$message AS message",
        {
            "run_id": run_id, "step": step.name, "position": position, "state": state, "read": read or 0,
            "written": written or 0, "seconds": f"{time.monotonic() - start:.3f}", "message": message,
        },
    )  # fmt: skip


def message_of(error: BaseException | None) -> str:
    """What a person should read of it: a mistake's own words, of a defect its kind and first line."""
    if isinstance(error, UserError):
        return error.said
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
