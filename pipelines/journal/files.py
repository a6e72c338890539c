"""The journal's files: one an entry, numbered, each with the hash of the one before, written once and never changed."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import VerifyError

NAMED = re.compile(r"(\d{8})-[a-z_]+-[\w.-]*\.json")


class JournalError(VerifyError):
    """A file of the archive that is gone, or not what was written."""


@dataclass(frozen=True)
class Entry:
    """One fact of the warehouse as the journal tells it: what kind, of what (`id`), and all that belongs to it."""

    sequence: int
    kind: str
    id: str
    previous_sha256: str
    content: dict[str, Any]

    @property
    def text(self) -> str:
        """The file's content: JSON with sorted keys, so that the same fact is the same bytes."""
        told = {
            "sequence": self.sequence,
            "kind": self.kind,
            "id": self.id,
            "previous_sha256": self.previous_sha256,
            "content": self.content,
        }
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"

    @property
    def sha256(self) -> str:
        return hash_of(self.text)

    @property
    def file_name(self) -> str:
        return name_of(self.sequence, self.kind, self.id)


def name_of(sequence: int, kind: str, entry_id: str) -> str:
    """The name of an entry's file."""
    return f"{sequence:08d}-{kind}-{re.sub(r'[^A-Za-z0-9_.-]', '_', entry_id)}.json"


def hash_of(text: str) -> str:
    """The SHA-256 of a text's bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def folder_of(archive: Path) -> Path:
    """Where the journal lies."""
    return archive / "journal"


def write_once(file: Path, content: bytes) -> None:
    """Write a file aside, wait until it is on the disk, and rename it into place; nothing where it is there already."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(file.name + ".partial")
    with partial.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(file)


def read_journal(archive: Path) -> list[Entry]:
    """All entries in their order. Raises JournalError, with the file's name, where one is missing, cannot be read or
    does not follow from the one before."""
    folder = folder_of(archive)
    files = sorted(file for file in folder.glob("*.json") if NAMED.fullmatch(file.name))
    if not files:
        raise JournalError(
            "There is no journal in the archive.", do="Give the home whose archive/ holds journal/.", file=folder
        )
    entries: list[Entry] = []
    previous = ""
    for number, file in enumerate(files, start=1):
        if int(file.name[:8]) != number:
            raise JournalError(
                f"Entry {number} of the journal is missing; the next one there is {file.name}.",
                do="Put the file back from a copy of the archive.",
                file=folder,
            )
        entry, found = read_entry(file)
        if entry.previous_sha256 != previous:
            raise JournalError(
                "does not follow from the entry before it: one of the two was changed or replaced.",
                do=f"Compare it and {files[max(number - 2, 0)].name} with a copy of the archive.",
                file=file,
            )
        entries.append(entry)
        previous = found
    return entries


def read_entry(file: Path) -> tuple[Entry, str]:
    """One entry, and the hash of its file. Raises JournalError for a file that is not as it was written."""
    try:
        text = file.read_text(encoding="utf-8")
        told = json.loads(text)
        entry = Entry(told["sequence"], told["kind"], told["id"], told["previous_sha256"], told["content"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise JournalError(
            f"cannot be read ({type(error).__name__}).", do="Put it back from a copy of the archive.", file=file
        ) from error
    if entry.text != text or entry.file_name != file.name:
        raise JournalError("is not as it was written.", do="Put it back from a copy of the archive.", file=file)
    return entry, hash_of(text)
