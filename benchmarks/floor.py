"""The floor: DuckDB alone loads the same files into a fresh database, once."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb


def load_alone(folder: Path) -> float:
    """Seconds to load every CSV file of `folder` into a fresh database and write it to disk."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        start = time.perf_counter()
        with duckdb.connect(f"{scratch}/floor.duckdb") as con:
            for file in sorted(folder.glob("*.csv")):
                con.execute(f"CREATE TABLE {file.stem} AS SELECT * FROM read_csv('{file}')")
            con.execute("CHECKPOINT")
        return time.perf_counter() - start


if __name__ == "__main__":
    seconds = load_alone(Path(sys.argv[1]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print("STAGE " + json.dumps({"stage": "floor", "seconds": seconds, "peak_mb": peak}))
