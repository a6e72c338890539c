"""Runs stages of the nightly job one after another in one process and prints seconds and peak memory of each.

`python -m benchmarks.stages JOB.json`, where the job holds `home`, `load`, `today`, `period` and `stages`. It
is started once with all stages, as one nightly job, and once for each stage, as Airflow starts them.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from pipelines.settings import Settings

CHECKED = {"validate_new", "check_results"}
INGEST = ("archive_new", "validate_new", "load_new")
COMPUTE = ("freeze", "count_evidence", "score", "reward", "restate", "check_results", "publish")


def perform(job: Mapping[str, object]) -> None:
    """Do the stages of the job, a line of JSON after each."""
    stages = job["stages"]
    assert isinstance(stages, list)
    timed("import pipelines.steps", partial(importlib.import_module, "pipelines.steps"))
    if CHECKED & set(stages):
        # The steps that check import it when they begin; here it comes first, to be seen on a line of its own.
        timed("import great_expectations", partial(importlib.import_module, "great_expectations"))
    steps = sys.modules["pipelines.steps"]
    load = Path(str(job["load"]))
    # Documents have a benchmark of their own.
    settings = Settings(
        home=Path(str(job["home"])), today=date.fromisoformat(str(job["today"])), document_lang="none"
    )  # fmt: skip
    period = str(job["period"])
    # Handed on in a file, as Airflow hands it on, so that later stages need not freeze again to learn it.
    run_file = settings.home / "benchmark_run_id"

    def freeze() -> None:
        run_file.write_text(steps.freeze(settings, period), encoding="utf-8")

    def run_id() -> str:
        return run_file.read_text(encoding="utf-8")

    work: dict[str, Callable[[], object]] = {
        "archive_new": lambda: steps.archive_new(settings, sorted(load.glob("*.csv"))),
        "validate_new": lambda: steps.validate_new(settings),
        "load_new": lambda: steps.load_new(settings),
        "freeze": freeze,
        "count_evidence": lambda: steps.count_evidence(settings, run_id()),
        "score": lambda: steps.score(settings, run_id()),
        "reward": lambda: steps.reward(settings, run_id()),
        "restate": lambda: steps.restate(settings, run_id()),
        "check_results": lambda: steps.check_results(settings, run_id()),
        "publish": lambda: steps.publish(settings, run_id()),
    }
    for stage in stages:
        timed(stage, work[stage])


def timed(stage: str, work: Callable[[], object]) -> None:
    """Do the work and print what it took."""
    start, processor = time.perf_counter(), time.process_time()
    work()
    measured = {
        "stage": stage,
        "seconds": time.perf_counter() - start,
        "cpu_seconds": time.process_time() - processor,
        # The highest the process has ever stood, so in one process it never falls from stage to stage.
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print("STAGE " + json.dumps(measured), flush=True)


if __name__ == "__main__":
    perform(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
