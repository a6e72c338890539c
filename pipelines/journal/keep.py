"""Writes what is new in the warehouse to the journal: first into the warehouse itself, then to the archive.

Killed in between, the next writer writes the files that are missing at the end.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.journal.entries import untold
from pipelines.journal.files import Entry, folder_of, name_of, write_once


def keep_journal(archive: Path, con: duckdb.DuckDBPyConnection) -> None:
    """Tell every fact that has no entry yet, and write the files of all entries that have none."""
    last = con.execute("SELECT max(sequence), arg_max(entry_sha256, sequence) FROM run.journal").fetchone()
    sequence, previous = (last[0] or 0, last[1] or "") if last else (0, "")
    new: list[Entry] = []
    for kind, entry_id, content in untold(con, archive):
        entry = Entry(sequence + 1, kind, entry_id, previous, content)
        sequence, previous = entry.sequence, entry.sha256
        new.append(entry)
    if new:
        con.execute("BEGIN TRANSACTION")
        con.executemany(
            "INSERT INTO run.journal VALUES (?, ?, ?, ?, ?)",
            [(entry.sequence, entry.kind, entry.id, entry.text, entry.sha256) for entry in new],
        )
        con.execute("COMMIT")
    write_missing(archive, con, sequence)


def write_missing(archive: Path, con: duckdb.DuckDBPyConnection, last: int) -> None:
    """Write the files of the last entries, back to the newest one that is there, the oldest of them first."""
    folder = folder_of(archive)
    missing: list[int] = []
    for sequence in range(last, 0, -1):
        row = con.execute("SELECT kind, id FROM run.journal WHERE sequence = $1", [sequence]).fetchone()
        if not row or (folder / name_of(sequence, *row)).exists():
            break
        missing.append(sequence)
    for sequence in reversed(missing):
        kind, entry_id, text = con.execute(
            "SELECT kind, id, entry FROM run.journal WHERE sequence = $1", [sequence]
        ).fetchall()[0]
        write_once(folder / name_of(sequence, kind, entry_id), text.encode())
