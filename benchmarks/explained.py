"""How long a person waits for one explanation: the command in a process of its own, from its start to its end.

`python -m benchmarks.explained HOME PERIOD` prints a line for each kind of subject, the first of its kind by id.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

from pipelines.settings import Settings
from pipelines.warehouse import connect

RUNS = 3
COMMAND = "from pipelines.cli import main; main()"
SUBJECTS = """
    SELECT subject_type, min(org_id || '/' || subject_id) FROM result.appraisal
    WHERE period = $period GROUP BY subject_type ORDER BY subject_type DESC
"""


def measure(home: str, period: str) -> None:
    """Explain a unit, a CIO and an organisation a few times each; a line of JSON with the median of each."""
    with connect(Settings.model_validate({"home": home}), read_only=True) as con:
        subjects = con.execute(SUBJECTS, {"period": period}).fetchall()
    for kind, subject in subjects:
        given = ("explain", subject, "--type", kind, "--period", period, "--home", home)
        runs = sorted(once(given) for _ in range(RUNS))
        seconds, processor = runs[RUNS // 2]
        measured = {
            "stage": f"explain one {kind}",
            "seconds": seconds,
            "cpu_seconds": processor,
            "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        }
        print("STAGE " + json.dumps(measured), flush=True)


def once(arguments: tuple[str, ...]) -> tuple[float, float]:
    """Seconds by the clock and of the processors."""
    before, start = used(), time.perf_counter()
    subprocess.run([sys.executable, "-c", COMMAND, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start, used() - before


def used() -> float:
    """Processor time of all children so far."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


if __name__ == "__main__":
    measure(*sys.argv[1:3])
