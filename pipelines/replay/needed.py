"""Which entries of the journal a run rests on: its batches, the runs it looks back at, as they were signed then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.journal import Entry


def needed_entries(entries: Sequence[Entry], frozen: Entry, sealed: Entry) -> list[Entry]:
    """The entries to be told again to compute the run, in their order, the seal of the run last."""
    runs = {entry.id: entry.content for entry in entries if entry.kind == "run" and entry.sequence <= frozen.sequence}
    looked_at = {frozen.id}
    waiting = [frozen.id]
    while waiting:
        for other in looks_at(runs, waiting.pop()):
            if other in runs and other not in looked_at:
                looked_at.add(other)
                waiting.append(other)
    last_batch = max(runs[one]["run"]["as_of_batch"] for one in looked_at)
    return [
        entry
        for entry in entries
        if entry.sequence <= sealed.sequence and is_needed(entry, looked_at, last_batch, frozen.id)
    ]


def is_needed(entry: Entry, looked_at: set[str], last_batch: int, run_id: str) -> bool:
    """Whether an entry tells of a batch or a run that is looked at."""
    if entry.kind == "batch":
        return int(entry.id) <= last_batch
    if entry.kind == "published":
        return False
    return entry.content.get("run_id", entry.id) in looked_at


def looks_at(runs: Mapping[str, Any], run_id: str) -> Iterator[str]:
    """The runs whose results a run reads: what it was frozen with, and the revisions before it."""
    content = runs[run_id]
    about = content["run"]
    for table in ("run.prior", "run.follows"):
        yield from (row["prior_run_id"] for row in content["inputs"].get(table, []))
    if not about["provisional"]:
        for other, told in runs.items():
            same = all(told["run"][name] == about[name] for name in ("period", "org_scope", "provisional"))
            if same and 0 < told["run"]["revision"] < about["revision"]:
                yield other
