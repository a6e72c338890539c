"""The floor: DuckDB alone loads the same files into a fresh database, once."""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

import duckdb

from benchmarks.stages import timed


def load_alone(folder: Path) -> None:
    """Load every CSV file of `folder` into a fresh database and write it to disk."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch, duckdb.connect(f"{scratch}/floor.duckdb") as con:
        for file in sorted(folder.glob("*.csv")):
            con.execute(f"CREATE TABLE {file.stem} AS SELECT * FROM read_csv('{file}')")
        con.execute("CHECKPOINT")


if __name__ == "__main__":
    timed("floor", partial(load_alone, Path(sys.argv[1])))
