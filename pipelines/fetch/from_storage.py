"""New and changed files of an object storage into the inbox: same folders, written aside and renamed, none removed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path, PurePosixPath

from pipelines.errors import FetchError, InputError, UserError
from pipelines.fetch.fetched import Fetched
from pipelines.fetch.marks import Mark, marks_of, record
from pipelines.fetch.storage import Storage, StoredObject, open_storage, telling
from pipelines.fetch.written import aside, sync_file
from pipelines.ingest.archive import sha256_of, sync_folder
from pipelines.settings import Settings
from pipelines.warehouse import writer

Say = Callable[[str], None]
BLOCK = 1024 * 1024
LONGEST_NAME_BYTES = 255  # of a file or folder, on any disk


def fetch_objects(settings: Settings, day: date, *, everything: bool, say: Say) -> list[Fetched]:
    """Copy what is new or has changed since it was noted (`everything`: also what is no longer in the inbox).

    An object that cannot be copied stops no other; a storage that cannot be opened is one failure.
    """
    try:
        storage = open_storage(settings)
        return copy_new(settings, storage, day, everything=everything, say=say)
    except UserError as error:
        return [Fetched(str(settings.inbox_url), "failed", error=error)]


def copy_new(settings: Settings, storage: Storage, day: date, *, everything: bool, say: Say) -> list[Fetched]:
    """Copy what is new from an opened storage. Raises UserError or FetchError where it cannot be listed."""
    say(f"looking into {storage.address}")
    objects = storage.objects()
    with writer(settings) as con:
        known = {mark.source_file: mark for mark in marks_of(con, storage.address)}
    done = []
    for one in objects:
        mark = known.get(one.name)
        is_known = mark and one.version and mark.object_version == one.version
        if is_known and (not everything or (settings.incoming / one.name).exists()):
            continue
        say(f"copying {one.name}")
        try:
            done.append(copy(settings, storage, one, known, day))
        except UserError as error:
            done.append(Fetched(storage.address, "failed", one.name, error=error))
    return done or [Fetched(storage.address, "nothing_new")]


def copy(settings: Settings, storage: Storage, one: StoredObject, known: Mapping[str, Mark], day: date) -> Fetched:
    """Copy one object. Raises InputError for a name that cannot be one in the inbox, or that another file has there;
    FetchError for an object that changes meanwhile."""
    target = place(settings.incoming, one, storage.address)
    before = known.get(one.name)
    with aside(settings.incoming) as scratch:
        written = scratch / "object"
        at_first = storage.now(one)
        with telling(storage.address):
            read = storage.files.open(one.path, "rb")
        with read, written.open("wb") as out, telling(storage.address):
            shutil.copyfileobj(read, out, BLOCK)
        if written.stat().st_size != at_first.size or storage.now(one) != at_first:
            raise FetchError(
                f"{storage.address}: {one.name} changed while it was read.", do="The next fetch reads it again."
            )
        sha256 = sync_file(written)
        mine = sha256_of(target) if target.exists() else None
        if mine not in {None, sha256, before.file_sha256 if before else None}:
            raise InputError(
                f"{storage.address} holds another file of this name, and the one in the inbox did not come from there.",
                do="Rename one of the two.",
                file=target,
            )
        if mine != sha256:
            target.parent.mkdir(parents=True, exist_ok=True)
            written.replace(target)
            sync_folder(target.parent)
    record(settings, storage.address, day, [Mark(one.name, sha256, object_version=one.version)])
    return Fetched(storage.address, "unchanged" if mine == sha256 else "fetched", one.name)


def place(inbox: Path, one: StoredObject, address: str) -> Path:
    """Where an object belongs in the inbox. Raises InputError for a name that leads out of it or cannot be a file's."""
    parts = PurePosixPath(one.name).parts
    target = inbox / one.name
    plain = parts and ".." not in parts and not any(mark in one.name for mark in ("\\", "\0", "//"))
    if not plain or one.name.endswith("/") or not target.resolve().is_relative_to(inbox.resolve()):
        raise InputError(f"{address}: {one.name!r} leads out of the inbox.", do="Rename the object.")
    if any(len(part.encode()) > LONGEST_NAME_BYTES for part in parts):
        what = f"{address}: {one.name!r} has a part of more than {LONGEST_NAME_BYTES} bytes (a Chinese character is 3)."
        raise InputError(what, do="Give the object a shorter name.")
    if target.is_dir() or any(folder.is_file() for folder in target.parents):
        raise InputError(
            f"{address}: {one.name!r} is a file there and a folder in the inbox, or the other way.", do="Rename one."
        )
    return target
