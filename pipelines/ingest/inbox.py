"""Which files are there, and by which source or feed each is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import InputError, UserError
from pipelines.feeds import load_feeds
from pipelines.ingest.mapped import Mapped, load_sources, own_headings
from pipelines.settings import Settings
from pipelines.yaml_file import did_you_mean, nearest

# What other feeds refer to comes first, so that a night's files find each other.
FIRST = (
    "organization", "department", "person", "appointment", "system", "project", "training_session",
    "session_attendance",
)  # fmt: skip
BY_NAME = (".csv", ".xlsx", ".parquet", ".jsonl")  # endings read without a source file


@dataclass(frozen=True)
class Candidate:
    """A file and the source it is read by."""

    file: Path
    name: str
    mapped: Mapped

    def turn(self) -> tuple[int, str, str, str]:
        """Its place in the order of arrival."""
        feed = self.mapped.feed.feed
        place = FIRST.index(feed) if feed in FIRST else len(FIRST)
        return place, feed, self.mapped.source.source, self.name


def look(settings: Settings, paths: Sequence[Path] | None) -> tuple[list[Candidate], list[InputError]]:
    """The files to take in, in order, and the paths that name none.

    Raises RuleError when a source file cannot be used, UserError when an inbox that was named is not there: a night
    that looked at nothing must not count as one on which nothing came.
    """
    sources, inbox = load_sources(settings), settings.incoming
    if settings.inbox is not None and not paths and not is_folder(inbox):
        raise UserError("There is no such inbox.", do="Correct the path, or create the folder.", file=inbox)
    mistakes: list[InputError] = []
    found: list[Candidate] = []
    if paths is None or not paths:
        for file in visible(inbox):
            matched = candidates(file, sources, inbox, named=False)
            found += matched
            if not matched and file.suffix.lower() in BY_NAME and not is_table(file, sources):
                mistakes.append(nothing_takes(file, sources) if file.parent == inbox else in_a_folder(file))
    for path in paths or ():
        if not path.exists():
            beside = path.parent.iterdir() if is_folder(path.parent) else ()
            near = {other.name for other in beside if not is_folder(other)}
            do = nearest(path.name, near) or "Check the path."
            mistakes.append(InputError("there is no such file.", do=do, file=path))
            continue
        folder = path.is_dir() and path.suffix.lower() not in BY_NAME
        matched = [one for file in (visible(path) if folder else [path])
                   for one in candidates(file, sources, inbox, named=True)]  # fmt: skip
        found += matched
        if not matched:
            mistakes.append(nothing_takes(path, sources))
    unique = {(one.name, one.mapped.source.source): one for one in found}
    return sorted(unique.values(), key=Candidate.turn), mistakes


def visible(folder: Path) -> list[Path]:
    """The files below a folder, without hidden ones and the lock files of office programs."""
    if not folder.is_dir():
        return []
    files = [file for file in folder.rglob("*") if not is_folder(file) or file.suffix.lower() in BY_NAME]
    return sorted(f for f in files if not any(part.startswith((".", "~$")) for part in f.relative_to(folder).parts))


def is_folder(path: Path) -> bool:
    """Whether it is a folder; a link that cannot be followed is none, and is refused when it is read."""
    try:
        return path.is_dir()
    except OSError:
        return False


def candidates(file: Path, sources: Sequence[Mapped], inbox: Path, *, named: bool) -> list[Candidate]:
    """The file once for each source that takes it; else by the feed it is named after.

    `named`: the person gave the path, so the end of the path is enough and the folder does not matter.
    """
    relative = place_in(inbox, file)
    inside, name = not relative.is_absolute(), relative.as_posix()
    matched = [
        Candidate(file, name, mapped)
        for mapped in sources
        for pattern in mapped.source.patterns
        if (named and file.match(pattern)) or (inside and inbox_match(inbox, pattern, file))
    ]
    if matched or file.suffix.lower() not in BY_NAME:
        return matched
    feeds = load_feeds()
    if file.parent.name in feeds and (named or len(relative.parts) == 2):
        return [Candidate(file, name, own_headings(feeds[file.parent.name]))]
    if named or len(relative.parts) == 1:
        longest = max((feed for feed in feeds if file.name.lower().startswith(feed)), key=len, default=None)
        if longest:
            return [Candidate(file, name, own_headings(feeds[longest]))]
    return []


def place_in(inbox: Path, file: Path) -> Path:
    """The path within the inbox, where links count as what they are called; outside of it, the absolute path."""
    for one, folder in ((file.absolute(), inbox.absolute()), (resolved(file), resolved(inbox))):
        if one.is_relative_to(folder):
            return one.relative_to(folder)
    return resolved(file)


def resolved(path: Path) -> Path:
    """Where links lead to; the path itself when they lead in a circle."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def inbox_match(inbox: Path, pattern: str, file: Path) -> bool:
    return any(other == file or resolved(other) == resolved(file) for other in inbox.glob(pattern))


def is_table(file: Path, sources: Sequence[Mapped]) -> bool:
    """Whether a source reads the file as a table of codes."""
    return any(table.file == file.name for mapped in sources for table in mapped.code_tables())


def in_a_folder(path: Path) -> InputError:
    return InputError(
        "it lies in a folder, and no source takes it from there.",
        do="Move it into the inbox itself or a folder named after its feed, describe it in sources/, or take it in "
        "by its path.",
        file=path,
    )


def nothing_takes(path: Path, sources: Sequence[Mapped]) -> InputError:
    patterns = [Path(pattern).stem.strip("*") for mapped in sources for pattern in mapped.source.files]
    known = [*load_feeds(), *patterns]
    return InputError(
        "no source takes it, and it is not named after a feed.",
        do=f"{did_you_mean(path.stem, known)} Rename it, or describe it in sources/.",
        file=path,
    )
