"""Taking in what is new: archive every file, and load what was validated."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import duckdb

from pipelines.errors import DiskError, InputError
from pipelines.ingest.archive import UnsteadyFileError, archive, seen_as
from pipelines.ingest.batches import pending, unsettled
from pipelines.ingest.history import Loaded, load_batch
from pipelines.ingest.inbox import Candidate, look, place_in
from pipelines.ingest.record import Found, known_before, next_batch_id, record_archived, record_refused
from pipelines.settings import Settings
from pipelines.warehouse import writer

__all__ = ["Delivery", "Loaded", "archive_new", "load_new", "pending"]


@dataclass(frozen=True)
class Delivery:
    """What came of one file. `unused`: its columns that no field takes. `ignored`: no source and no feed takes it."""

    file: Path
    feed: str
    source: str
    batch_id: int | None
    outcome: Literal["archived", "unchanged", "refused", "ignored"]
    message: str = ""
    read_count: int = 0
    left_out_count: int = 0
    repaired_count: int = 0
    quarantined_count: int = 0
    unused: tuple[str, ...] = ()


def archive_new(settings: Settings, paths: Sequence[Path] | None = None) -> list[Delivery]:
    """Archive what is new in the inbox, or of the given files and folders; one file never stops the others.

    Each archived file is a batch in the state `archived`. Raises RuleError for a source file that cannot be used,
    BusyError when another process writes.
    """
    found, mistakes = look(settings, paths)
    outcome: Literal["refused", "ignored"] = "refused" if paths else "ignored"
    with writer(settings) as con:
        # What somebody took in by its path is no riddle when it lies there.
        taken = {name for (name,) in con.execute("SELECT DISTINCT source_file FROM ingest.batch").fetchall()}
        deliveries = [
            Delivery(Path(one.file or ""), "", "", None, outcome, one.said)
            for one in mistakes
            if paths or place_in(settings.incoming, Path(one.file or "")).as_posix() not in taken
        ]
        for leftover in settings.archive.glob("*/reading-*"):
            shutil.rmtree(leftover)  # of a process that was killed; nobody else can be writing now
        deliveries += [take_in(con, settings, one) for one in found]
    return deliveries


def take_in(con: duckdb.DuckDBPyConnection, settings: Settings, one: Candidate) -> Delivery:
    """Archive one file, unless it is known."""
    feed, source = one.mapped.feed.feed, one.mapped.source.source
    digest = ""
    refusal = None
    try:
        digest, seen = seen_as(one.file)
    except InputError as error:
        refusal = error.said
    found = Found(one.file, one.name, one.mapped, digest, one.mapped.contract_sha256(settings.incoming))
    if before := known_before(con, found, settings.current_date()):
        batch_id, message = before
        return Delivery(one.file, feed, source, batch_id, "refused" if message else "unchanged", message)
    batch_id = next_batch_id(con)
    if refusal is None:
        target = free_name(con, settings.archive / feed / f"{digest[:16]}-{source}.parquet", batch_id)
        try:
            done = archive(one.file, one.mapped, settings.incoming, target, seen)
        except UnsteadyFileError as error:
            refusal, found = error.said, replace(found, file_sha256="")
        except InputError as error:
            refusal = error.said
        except FileNotFoundError:
            refusal, found = "it went away while it was read.", replace(found, file_sha256="")
        except OSError as error:
            raise DiskError(f"Nothing more can be archived: {error}.", do="Make room, then run this again.") from error
    if refusal is not None:
        record_refused(con, found, batch_id, refusal, settings.current_date())
        return Delivery(one.file, feed, source, batch_id, "refused", refusal)
    name = target.relative_to(settings.home).as_posix()
    quarantined = record_archived(con, found, batch_id, name, done, settings.current_date())
    read = done.row_count + done.left_out.height + len(done.ragged)
    return Delivery(
        one.file, feed, source, batch_id, "archived",
        f"columns not used: {', '.join(done.unused)}" if done.unused else "",
        read, done.left_out.height, done.repaired_count, quarantined, tuple(done.unused),
    )  # fmt: skip


def free_name(con: duckdb.DuckDBPyConnection, target: Path, batch_id: int) -> Path:
    """The target, with the batch's number when an earlier batch was archived there: archives are never replaced."""
    taken = con.execute(
        "SELECT 1 FROM ingest.batch WHERE archive_file LIKE '%/' || $name", {"name": target.name}
    ).fetchone()
    return target.with_stem(f"{target.stem}-{batch_id}") if taken else target


def load_new(settings: Settings) -> list[Loaded]:
    """Load the validated batches into history, in order, up to the first that is not validated yet."""
    loaded = []
    with writer(settings) as con:
        for item in unsettled(con):
            if item.state != "validated":
                break
            loaded.append(load_batch(con, item.batch_id))
    return loaded
