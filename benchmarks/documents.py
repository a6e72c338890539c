"""What the documents of a run cost: each writer in each language, over all organisations of a made-up edition.

`python -m benchmarks.documents [WRITER] [--departments 4000] [--cios 1000] [--awards 5000] [--organisations
1]` prints a
line of JSON for each writer and language, with the size of what it wrote.
"""

from __future__ import annotations

import json
import resource
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from benchmarks.made_up import RUN, Size, make_published
from pipelines.documents.edition import LANGUAGES, Edition
from pipelines.documents.write import WRITERS


def measure(folder: Path, size: Size, only: str | None) -> None:
    """Make the database, then time every writer (or the one of that name) in both languages."""
    database = folder / "hr.duckdb"
    make_published(database, size)
    with duckdb.connect(str(database), read_only=True) as con:
        names = [row[0] for row in con.execute("SELECT org_id FROM organization WHERE run_id = $1", [RUN]).fetchall()]
        shared: dict[str, dict[object, Any]] = {name: {} for name in names}
        editions = {lang: [Edition(con, RUN, name, lang, shared[name]) for name in names] for lang in LANGUAGES}
        for write in WRITERS:
            if only in {None, write.__name__}:
                for lang in LANGUAGES:
                    timed(write, editions[lang], folder)


def timed(write: Callable[[Edition, Path], None], editions: list[Edition], folder: Path) -> None:
    """Write the editions into folders of their own; a line of JSON with seconds, memory and megabytes."""
    below = folder / f"{write.__name__}_{editions[0].lang}"
    start, processor = time.perf_counter(), time.process_time()
    for edition in editions:
        own = below / edition.org_id
        own.mkdir(parents=True)
        write(edition, own)
    files = [file for file in below.rglob("*") if file.is_file()]
    measured = {
        "stage": f"{write.__name__} {editions[0].lang}",
        "seconds": time.perf_counter() - start,
        "cpu_seconds": time.process_time() - processor,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "files": len(files),
        "megabytes": sum(file.stat().st_size for file in files) / 1e6,
    }
    print("STAGE " + json.dumps(measured), flush=True)


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("writer", nargs="?")
    for option, number in vars(Size()).items():
        parser.add_argument(f"--{option}", type=int, default=number)
    given = vars(parser.parse_args())
    writer = given.pop("writer")
    with TemporaryDirectory() as scratch:
        measure(Path(scratch), Size(**given), writer)
