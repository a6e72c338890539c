"""All that is fetched in a night: every source of a database, and the object storage; one that fails stops no other."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from pipelines.errors import BusyError, FetchError, UnknownSubjectError, UserError
from pipelines.fetch.fetched import Fetched
from pipelines.fetch.marks import Mark, Start, marks_of, start
from pipelines.fetch.query import given_value, query_sha256
from pipelines.ingest.mapped import Mapped, load_sources
from pipelines.settings import Settings
from pipelines.warehouse import writer
from pipelines.yaml_file import did_you_mean

Say = Callable[[str], None]


def fetch_new(
    settings: Settings,
    names: Sequence[str] = (),
    since: str | None = None,
    *,
    everything: bool = False,
    day: date | None = None,
    say: Say = lambda _: None,
) -> list[Fetched]:
    """Fetch what is new of every source of a database and of the object storage, or of the sources named alone.

    `since`: from this value of the one source's incremental column on; `everything`: all rows and objects again. What
    failed is told in the result (`raise_failed` raises it). Raises RuleError for a source file that cannot be used,
    UnknownSubjectError for an unknown source, BusyError while another process fetches or writes.
    """
    sources = chosen(load_sources(settings), names)
    if since is not None and everything:
        raise UserError("A value to begin from and everything contradict each other.", do="Give one of them.")
    begin_at = the_start(sources, since) if since is not None else None
    with_objects = settings.inbox_url is not None and not names
    if not sources and not with_objects:
        return []
    today = day or settings.current_date()
    done: list[Fetched] = []
    with alone(settings):
        known = marks_by_source(settings, [one.source.source for one in sources])
        for mapped in sources:
            marks = known[mapped.source.source]
            begin = Start(None) if everything else begin_at or next_start(settings, mapped, marks, today)
            done.append(tried(settings, mapped, marks, begin, today, say))
        if with_objects:
            from pipelines.fetch.from_storage import fetch_objects

            done += fetch_objects(settings, today, everything=everything, say=say)
    return done


def tried(settings: Settings, mapped: Mapped, marks: Sequence[Mark], begin: Start, day: date, say: Say) -> Fetched:
    """What came of a source, or the mistake that stopped it."""
    from pipelines.fetch.from_database import fetch_source  # SQLAlchemy is needed only here

    say(f"fetching {mapped.source.source}")
    try:
        return fetch_source(settings, mapped, marks, begin, day, say)
    except UserError as error:
        return Fetched(mapped.source.source, "failed", error=error)


def raise_failed(done: Sequence[Fetched]) -> None:
    """Raises what failed: as FetchError, which is tried again, as long as one of it may pass; else as the first was."""
    errors = [one.error for one in done if one.error]
    if not errors:
        return
    if len(errors) == 1:
        raise errors[0]
    passing = next((one for one in errors if isinstance(one, FetchError | BusyError)), errors[0])
    listed = "\n       ".join(str(one) for one in errors)
    raise type(passing)(f"{len(errors)} of {len(done)} could not be fetched; the others are.\n       {listed}")


def chosen(sources: Sequence[Mapped], names: Sequence[str]) -> list[Mapped]:
    """The sources of databases, or those named. Raises UnknownSubjectError."""
    known = {one.source.source: one for one in sources if one.source.database}
    for name in names:
        if name not in known:
            do = did_you_mean(name, known) if known else "No file of sources/ names a database."
            raise UnknownSubjectError(f'There is no source "{name}" that reads a database.', do=do)
    return [known[name] for name in names] if names else list(known.values())


def the_start(sources: Sequence[Mapped], since: str) -> Start:
    """Where a person wants one source to begin. Raises UserError where that cannot be."""
    by = sources[0].source.database.incremental if len(sources) == 1 and sources[0].source.database else None
    if by is None:
        raise UserError(
            "A value to begin from belongs to one source that is fetched incrementally.",
            do="Name that source, or fetch everything again with --all.",
        )
    return Start(given_value(by, since))


def next_start(settings: Settings, mapped: Mapped, marks: Sequence[Mark], day: date) -> Start:
    database = mapped.source.database
    assert database is not None
    return start(marks, database.incremental, query_sha256(database), settings.incoming, day)


def marks_by_source(settings: Settings, names: Sequence[str]) -> dict[str, list[Mark]]:
    with writer(settings) as con:
        return {name: marks_of(con, name) for name in names}


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Nobody else fetches into this inbox meanwhile. Raises BusyError where somebody does."""
    settings.incoming.mkdir(parents=True, exist_ok=True)
    with (settings.incoming / ".fetching.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                "Another process is fetching.", do="Wait until it has finished and run this again."
            ) from None
        yield
