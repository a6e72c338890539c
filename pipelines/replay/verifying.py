"""Verifying a run: what is stored is what was sealed, and made anew from the archive it comes out the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import UserError
from pipelines.journal import Entry, read_journal
from pipelines.replay.compare import compare_made_anew, compare_stored
from pipelines.replay.needed import needed_entries
from pipelines.replay.scratch import scratch_home
from pipelines.replay.tell import tell
from pipelines.runs import code_sha256, whole_id
from pipelines.settings import Settings
from pipelines.steps import Progress, silent
from pipelines.warehouse import connect


@dataclass(frozen=True)
class Check:
    """One thing that was compared: what, whether it is as it was, and what was found."""

    what: str
    is_right: bool
    found: str


@dataclass(frozen=True)
class Verification:
    """All that was compared for one run."""

    run_id: str
    period: str
    revision: int
    journal_sha256: str
    checks: tuple[Check, ...]

    @property
    def is_right(self) -> bool:
        return all(check.is_right for check in self.checks)


def verify(settings: Settings, run_id: str, threads: int | None = None, progress: Progress = silent) -> Verification:
    """Compare a finished run, bit by bit, with what the archive gives when it is computed again from nothing.

    Needs the archive alone; where the warehouse and the published files are there as well, they are compared too. The
    working files lie in the system's temporary folder (TMPDIR).
    Raises JournalError or VerifyError, with the file's name, for an archive that is damaged, UnknownSubjectError for
    an unknown run.
    """
    progress("reading the journal")
    entries = read_journal(settings.archive)
    frozen = find_run(entries, run_id)
    sealed = next((one for one in entries if one.kind == "result" and one.id == frozen.id), None)
    if sealed is None:
        raise UserError(
            f"Run {frozen.id} was never finished, or by a version that did not seal its results.",
            do=f"Finish it: appraise run {frozen.content['run']['period']}",
        )
    needed = needed_entries(entries, frozen, sealed)
    checks = [Check("journal", True, f"{len(entries)} entries, each follows from the one before")]
    if settings.warehouse.exists():
        progress("comparing what is stored")
        with connect(settings, read_only=True) as con:
            checks += as_checks(compare_stored(con, settings, entries, needed, sealed))
    with tempfile.TemporaryDirectory(prefix="appraise-verify-") as folder:
        scratch = scratch_home(settings, Path(folder), threads)
        tell(settings.home, scratch, needed, progress)
        progress("comparing what was made anew")
        same_code = frozen.content["run"]["code_sha256"] == code_sha256()
        checks += as_checks(compare_made_anew(scratch, settings, frozen, sealed, same_code=same_code))
    about = frozen.content["run"]
    return Verification(frozen.id, about["period"], about["revision"], entries[-1].sha256, tuple(checks))


def as_checks(found: Iterator[tuple[str, bool, str]]) -> list[Check]:
    return [Check(*one) for one in found]


def find_run(entries: Sequence[Entry], run_id: str) -> Entry:
    """The entry of the run whose id begins so."""
    runs = {entry.id: entry for entry in entries if entry.kind == "run"}
    return runs[whole_id(run_id, list(runs), "The archive tells of no run")]
