"""Measures every stage beside the floor and writes the table of docs/benchmarks.md.

    python -m benchmarks.run --scale 1

The load is made once and kept in var/bench. Each measurement is a process of its own; this one stays small,
because a child's peak memory would otherwise start at its parent's.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.quarters import STAGES as QUARTERS
from benchmarks.report import Measured, Night, write_report
from benchmarks.stages import COMPUTE, INGEST

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 10, 15)
PERIOD = "2026Q3"
# The same days under another name: a second run over the same loaded data that no earlier run has answered.
AGAIN = "2026-07-01..2026-09-30"
FLOOR_RUNS = 3


def child(*arguments: str) -> tuple[list[Measured], float]:
    """Run a module of ours; its measurements, and the seconds of the whole process."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    whole = time.perf_counter() - start
    lines = [line.removeprefix("STAGE ") for line in done.stdout.splitlines() if line.startswith("STAGE ")]
    return [Measured(**json.loads(line)) for line in lines], whole


def stages(job: Path, home: Path, load: Path, period: str, names: tuple[str, ...]) -> tuple[list[Measured], float]:
    """Run stages in one fresh process."""
    content = {
        "home": str(home),
        "load": str(load),
        "today": TODAY.isoformat(),
        "period": period,
        "stages": list(names),
    }
    job.write_text(json.dumps(content), encoding="utf-8")
    return child("benchmarks.stages", str(job))


def night_together(work: Path, load: Path) -> Night:
    """Everything in one process, as one nightly job would; then the quarter again in another."""
    home = fresh(work / "home")
    first, first_whole = stages(work / "job.json", home, load, PERIOD, (*INGEST, *COMPUTE))
    again, again_whole = stages(work / "job.json", home, load, AGAIN, COMPUTE)
    return Night(first, first_whole, again, again_whole)


def night_apart(work: Path, load: Path) -> Night:
    """Every stage in a process of its own, as Airflow runs them: each pays for its imports."""
    home = fresh(work / "home")
    nights = []
    for period, names in ((PERIOD, (*INGEST, *COMPUTE)), (AGAIN, COMPUTE)):
        rows, total = [], 0.0
        for name in names:
            measured, whole = stages(work / "job.json", home, load, period, (name,))
            rows.append(replace(measured[-1], seconds=whole))
            total += whole
        nights.append((rows, total))
    (first, first_whole), (again, again_whole) = nights
    return Night(first, first_whole, again, again_whole)


def quarters(job: Path, home: Path) -> list[Measured]:
    """Four quarters computed, then simulated under a changed scheme, on the load taken in there; a process each."""
    found = []
    for stage in QUARTERS:
        content = {"home": str(home), "today": TODAY.isoformat(), "stages": [stage]}
        job.write_text(json.dumps(content), encoding="utf-8")
        found += child("benchmarks.quarters", str(job))[0]
    return found


def fresh(folder: Path) -> Path:
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def measure(scale: float, folder: Path) -> str:
    """The report at a scale, as Markdown; loads and working files lie in `folder`."""
    load, work = folder / f"load-{scale:g}", folder / "work"
    # The load is made by another process, so that this one stays small.
    subprocess.run([sys.executable, "-m", "benchmarks.load", str(load), str(scale)], cwd=ROOT, check=True)
    work.mkdir(parents=True, exist_ok=True)
    floors = [child("benchmarks.floor", str(load))[0][0] for _ in range(FLOOR_RUNS)]
    floor = sorted(floors, key=lambda one: one.seconds)[FLOOR_RUNS // 2]
    together, apart = night_together(work, load), night_apart(work, load)
    four = quarters(work / "job.json", work / "home")
    explained, _ = child("benchmarks.explained", str(work / "home"), PERIOD)
    shutil.rmtree(work)
    return write_report(scale, load, floor, together, apart, four, explained)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0, help="0.01 to 10; 1 is 14.1 million rows")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench", help="where loads are kept")
    given = parser.parse_args()
    if not 0.01 <= given.scale <= 10:
        parser.error("the scale lies between 0.01 and 10.")
    print(measure(given.scale, given.folder.resolve()))


if __name__ == "__main__":
    main()
