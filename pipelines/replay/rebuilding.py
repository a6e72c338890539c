"""Rebuilding: the whole warehouse anew from the archive, with the same hashes."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from shutil import rmtree

from pipelines.errors import VerifyError
from pipelines.journal import Entry, read_journal
from pipelines.replay.compare import compare_tables
from pipelines.replay.scratch import scratch_home
from pipelines.replay.tell import tell
from pipelines.settings import Settings
from pipelines.steps import Progress, silent
from pipelines.warehouse import connect

REBUILDING = ".rebuild-"
BEFORE = "warehouse.before-rebuild.duckdb"


@dataclass(frozen=True)
class Rebuilt:
    """What was made anew: how much, and where the warehouse of before lies now (None: there was none)."""

    batch_count: int
    run_count: int
    signature_count: int
    journal_sha256: str
    before: Path | None


def rebuild(settings: Settings, threads: int | None = None, progress: Progress = silent) -> Rebuilt:
    """Make the warehouse anew from the archive alone and put it in its place; the one of before is kept beside it.

    Raises VerifyError, and leaves everything as it was, where the archive is damaged or a run does not come out as it
    was sealed.
    """
    progress("reading the journal")
    entries = read_journal(settings.archive)
    for leftover in settings.home.glob(f"{REBUILDING}*"):
        rmtree(leftover)  # of a rebuild that was killed
    with tempfile.TemporaryDirectory(prefix=REBUILDING, dir=settings.home) as folder:
        scratch = scratch_home(settings, Path(folder), threads)
        tell(settings.home, scratch, entries, progress)
        progress("comparing with what was sealed")
        check_sealed(scratch, entries)
        check_idle(settings)
        before = kept_as(settings.home) if settings.warehouse.exists() else None
        if before:
            settings.warehouse.replace(before)
        scratch.warehouse.replace(settings.warehouse)
    kinds = [entry.kind for entry in entries]
    return Rebuilt(
        kinds.count("batch"), kinds.count("run"), kinds.count("signature"), entries[-1].sha256, before
    )  # fmt: skip


def kept_as(home: Path) -> Path:
    """Where the warehouse of before goes; one kept earlier stays, which a repeated task must not replace: it may be all
    that shows what somebody changed."""
    first = home / BEFORE
    names = chain([first], (first.with_stem(f"{first.stem}-{number}") for number in count(2)))
    return next(name for name in names if not name.exists())


def check_sealed(scratch: Settings, entries: list[Entry]) -> None:
    """Raises VerifyError for the first run that did not come out as it was sealed."""
    frozen_by = {entry.id: entry.content["run"] for entry in entries if entry.kind == "run"}
    with connect(scratch, read_only=True) as con:
        for sealed in (entry for entry in entries if entry.kind == "result"):
            for _, right, why in compare_tables(con, sealed, "results"):
                if not right:
                    about = frozen_by[sealed.id]
                    raise VerifyError(
                        f"Run {sealed.id} ({about['period']}, revision {about['revision']}) does not come out as it "
                        f"was sealed; {why}. The warehouse is as it was.",
                        do="Use the version of the program that computed it (code_sha256 in the journal), or look at "
                        f"`appraise verify {sealed.id}`.",
                    )


def check_idle(settings: Settings) -> None:
    """Raises BusyError while another process has the warehouse open."""
    if settings.warehouse.exists():
        connect(settings).close()
