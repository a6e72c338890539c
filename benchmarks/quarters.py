"""Simulating one changed scheme over four quarters, beside computing these: `python -m benchmarks.quarters JOB.json`.

The job holds `home`, into which the load is taken in already, `today` and `stages`: compute_quarters, then
simulate_quarters. The four periods are the load's quarter by another name and a few days longer, so that each reads
all of it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.stages import timed
from pipelines import steps
from pipelines.settings import Settings
from pipelines.simulate import simulate

PERIODS = ("2026-07-01..2026-09-30", "2026-06-30..2026-09-30", "2026-06-29..2026-09-30", "2026-06-28..2026-09-30")
STAGES = ("compute_quarters", "simulate_quarters")
CHANGED = ("scheme: MIIT_DEPT", "[[60, 0], [80, 60], [90, 80]", "[[60, 0], [80, 50], [90, 80]")


def perform(job: Mapping[str, object]) -> None:
    """Do the stages of the job, a line of JSON after each."""
    settings = Settings(home=Path(str(job["home"])), today=date.fromisoformat(str(job["today"])))
    work = {
        "compute_quarters": partial(compute, settings),
        "simulate_quarters": partial(simulate, settings, [changed_scheme(settings)], PERIODS),
    }
    stages = job["stages"]
    assert isinstance(stages, list)
    for stage in stages:
        timed(stage, work[stage])


def compute(settings: Settings) -> None:
    """The periods as the quarterly job computes them, without publishing."""
    for period in PERIODS:
        steps.run(settings, period)


def changed_scheme(settings: Settings) -> Path:
    """The departments' scheme of enterprises with another curve, beside the home."""
    scheme, old, new = CHANGED
    (file,) = (one for one in settings.schemes.rglob("*.yaml") if f"{scheme}\n" in one.read_text(encoding="utf-8"))
    draft = settings.home / "benchmark_scheme.yaml"
    draft.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return draft


if __name__ == "__main__":
    perform(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
