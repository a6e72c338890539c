"""Puts new files and folders in the place of old ones: all of them, or, when one cannot be moved, none.

What is being exchanged is written down first, so that the next publishing can undo one that a kill left half done.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

UNDER_WAY = "under_way.json"


def exchange(new: Path, published: Path, names: Sequence[str], aside: Path) -> None:
    """Move `names`, files and folders, from `new` into `published`; what stood there is kept in the empty `aside`.

    All three are on one disk. Folders that are missing above a target get the modes they have in `new`. A file is
    replaced in one step; of a folder the old one is moved away first. Raises OSError, with everything back in its old
    place, when one cannot be moved.
    """
    note = aside / UNDER_WAY
    unfinished = note.with_suffix(".partial")
    unfinished.write_text(json.dumps(list(names)), encoding="utf-8")
    unfinished.replace(note)
    try:
        for number, name in enumerate(names):
            for folder in reversed(Path(name).parents[:-1]):
                if not (published / folder).exists():
                    (published / folder).mkdir()
                    (published / folder).chmod((new / folder).stat().st_mode & 0o777)
            move(new / name, published / name, aside / str(number))
    except OSError:
        undo(aside, published)
        raise
    note.unlink()


def move(new: Path, target: Path, kept: Path) -> None:
    """Put a new file or folder in its place; the old one is kept. Raises OSError where they are of different kinds."""
    if new.is_file() and target.is_dir():
        raise IsADirectoryError(f"{target} is a folder where a file belongs")
    if target.is_dir():
        target.rename(kept)
        new.rename(target)
    else:
        if target.exists():
            os.link(target, kept)
        else:
            kept.with_suffix(".first").touch()
        new.replace(target)


def undo(aside: Path, published: Path) -> None:
    """Bring back all that an exchange had moved, if it was not finished; of a finished one nothing is left to undo."""
    note = aside / UNDER_WAY
    if not note.exists():
        return
    for number, name in reversed(list(enumerate(json.loads(note.read_text(encoding="utf-8"))))):
        kept, target = aside / str(number), published / name
        if target.exists() and (kept.is_dir() or kept.with_suffix(".first").exists()):
            target.rename(kept.with_suffix(".new"))
        if kept.exists() and not (target.exists() and kept.samefile(target)):
            kept.replace(target)
    note.unlink()
