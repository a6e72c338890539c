"""Publishing: databases and documents are written beside the old ones, then moved into place, all or none.

Three steps that may be tasks of their own: the databases (`stage_run`), the documents of each organisation, which need
nobody's warehouse and so may be written side by side (`stage_documents`), and the exchange, which first makes up for
whatever is missing (`exchange_run`). What the last publishing wrote of runs is taken over, if its file is still as it
was written; else all is written anew. Who has an old file open keeps it undisturbed; when anything fails the last
published files stay as they were.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import duckdb

from pipelines.documents.edition import preview_of
from pipelines.documents.superseded import MARK, mark_superseded
from pipelines.documents.write import documents_of, write_documents
from pipelines.errors import PublishError, UserError
from pipelines.publish.database import write_database
from pipelines.publish.exchange import exchange
from pipelines.publish.noted import is_last_written, note_added, note_written, take_out
from pipelines.publish.pseudonym import pseudonym_key
from pipelines.publish.stage import Stage, clear, stage_of, state_of
from pipelines.runs import Run, code_sha256, load_run
from pipelines.settings import Settings
from pipelines.warehouse import hold, open_published, transaction, writer

Progress = Callable[[str], None]

REMEDIES = {
    errno.ENOSPC: "Make room on the disk",
    errno.EDQUOT: "Make room on the disk",
    errno.EACCES: "Give write access, or close the program that has the file open",
    errno.EPERM: "Give write access, or close the program that has the file open",
    errno.EROFS: "Give write access",
}
HR_FILE = "hr.duckdb"


def publish_run(settings: Settings, run_id: str, progress: Progress) -> list[Path]:
    """Publish a computed run together with all that were published before, and write its documents; says what it does.

    The three steps at once, with nobody in between; when one fails, nothing of them is kept. Returns the paths of both
    databases, of their Parquet folders and of each organisation's folder of documents.

    Raises UserError for a run whose checks have not passed, PublishError when a file cannot be written.
    """
    with hold(settings):
        with writer(settings) as con:
            run = load_run(con, run_id)
        try:
            for org_id in stage_run(settings, run.run_id, progress):
                stage_documents(settings, run.run_id, org_id, progress)
            return exchange_run(settings, run.run_id, progress)
        finally:
            stage_of(settings.published, run.run_id).remove()


def stage_run(settings: Settings, run_id: str, progress: Progress) -> list[str]:
    """Write the databases of a publishing aside. Returns the organisations whose documents are to be written.

    A stage that is there already, and to which nothing has come since, stays. Errors are those of `publish_run`.
    """
    with writer(settings) as con, refuse_politely(settings.published):
        run = load_run(con, run_id)
        stage = prepare(con, settings, run, progress)
        if not settings.document_languages:
            return []
        with open_published(settings, stage.new / HR_FILE) as hr:
            return list(documents_of(hr, run.run_id))


def stage_documents(settings: Settings, run_id: str, org_id: str, progress: Progress) -> None:
    """Write the documents of one organisation aside; several may do so at the same time, and again.

    Where the stage has been taken away, or was made by another version of the program, nothing is written: the
    exchange makes up for it. Raises PublishError when a file cannot be written.
    """
    stage = stage_of(settings.published, run_id)
    with refuse_politely(settings.published):
        try:
            made_of = stage.marked()
            if made_of.get("code") == code_sha256():
                with open_published(settings, stage.new / HR_FILE) as hr:
                    write_staged(hr, stage, run_id, org_id, made_of["languages"], progress)
                return
        except (OSError, duckdb.IOException):
            if stage.mark.exists():
                raise
    progress(f"what was staged is out of date: the exchange writes the documents of {org_id} anew")


def write_staged(
    hr: duckdb.DuckDBPyConnection, stage: Stage, run_id: str, org_id: str, languages: Sequence[str], progress: Progress
) -> str:
    """Write an organisation's documents into the stage, unless they are there. Returns the name of their folder."""
    name = documents_of(hr, run_id)[org_id]
    target = stage.new / name
    if target.exists():
        return name
    progress(f"writing the documents of {org_id}")
    # A worker that was given up may still be writing the same: each has a folder of its own, the first one counts.
    with TemporaryDirectory(dir=stage.partial) as temporary:
        own = Path(temporary) / "documents"
        own.mkdir()
        write_documents(hr, run_id, org_id, own, languages)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            own.rename(target)
        except OSError:
            if not target.exists():
                raise
    return name


def exchange_run(settings: Settings, run_id: str, progress: Progress) -> list[Path]:
    """Put what was staged of a run in place, whole or not at all; what is missing or out of date is written first.

    Returns the paths of `publish_run`, and raises its errors.
    """
    with writer(settings) as con, refuse_politely(settings.published):
        run = load_run(con, run_id)
        stage = prepare(con, settings, run, progress)
        new, languages = stage.new, settings.document_languages
        with open_published(settings, new / HR_FILE) as hr:
            covered = documents_of(hr, run.run_id) if languages else {}
            documents = [write_staged(hr, stage, run.run_id, org_id, languages, progress) for org_id in covered]
            # What has been exchanged in part is never used again.
            stage.mark.unlink()
            marks = mark_superseded(hr, run.run_id, new, settings.published)
        keys = {name: key for key, names in databases(settings).items() for name in names}
        keys |= dict.fromkeys(documents)
        grant(new)
        # What cannot be put in place is not noted either.
        with transaction(con):
            mark_published(con, run)
            for name, key in keys.items():
                note_written(con, new, name, key)
            for name in marks.added:
                note_added(con, settings.published, name, new / name / MARK)
            exchange(new, settings.published, [*keys, *(f"{name}/{MARK}" for name in marks.added)], stage.aside)
        for name in marks.outdated:
            take_out(con, settings.published, name, MARK)
        if not run.provisional:
            for name in documents:
                withdraw(con, settings.published, preview_of(Path(name)))
        stage.remove()
    return [settings.published / name for name in keys]


def prepare(con: duckdb.DuckDBPyConnection, settings: Settings, run: Run, progress: Progress) -> Stage:
    """The stage of a run with both databases as the warehouse is now: the one that is there, or a new one."""
    if run.state != "computed":
        raise UserError(f"Run {run.run_id} is only {run.state}.", do=f"Finish it: appraise run {run.period}")
    settings.published.mkdir(parents=True, exist_ok=True)
    state = state_of(con, settings, pseudonym_key(settings))
    clear(settings.published, state)
    stage = stage_of(settings.published, run.run_id)
    if stage.marked():
        return stage
    progress("writing the published databases")
    try:
        stage.make()
        with as_if_published(con, run):
            write_databases(con, settings, stage.new)
        stage.finish(state, settings.document_languages)
    except BaseException:
        stage.remove()
        raise
    return stage


def mark_published(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """A run is published for good; a preview until something newer of its period takes its place."""
    con.execute(
        "UPDATE run.run SET published = (run_id = $id) WHERE run_id = $id "
        "OR (provisional AND period = $period AND org_scope = $org_scope)",
        {"id": run.run_id, "period": run.period, "org_scope": run.org_scope},
    )


@contextmanager
def as_if_published(con: duckdb.DuckDBPyConnection, run: Run) -> Iterator[None]:
    """While the block writes, the run counts as published. In no transaction, since DuckDB writes one file in each."""
    before = [row[0] for row in con.execute("SELECT run_id FROM run.run WHERE published").fetchall()]
    mark_published(con, run)
    try:
        yield
    finally:
        con.execute(
            "UPDATE run.run SET published = NOT published WHERE published <> list_contains($before, run_id)",
            {"before": before},
        )


def databases(settings: Settings) -> dict[str | None, tuple[str, str]]:
    """Of each database its file and its Parquet folder, by the key for pseudonyms: HR's has none."""
    return {
        None: (HR_FILE, "parquet/hr"),
        pseudonym_key(settings): ("analyst.duckdb", "parquet/analyst"),
    }


def write_databases(con: duckdb.DuckDBPyConnection, settings: Settings, new: Path) -> None:
    """Write both databases and their Parquet folders into `new`."""
    for key, (file, folder) in databases(settings).items():
        (new / folder).mkdir(parents=True)
        last = settings.published / folder if is_last_written(con, settings.published, folder, key) else None
        write_database(con, new / file, new / folder, last, key=key)
        flush(new / file)


def grant(new: Path) -> None:
    """Who may read what, whatever the process would give: analysts' files everybody, all others owner and group."""
    for path in new.rglob("*"):
        name = path.relative_to(new).as_posix()
        mode = 0o755 if name == "parquet" or name.startswith(("analyst.", "parquet/analyst")) else 0o770
        path.chmod(mode if path.is_dir() else mode & 0o666)


def withdraw(con: duckdb.DuckDBPyConnection, published: Path, name: Path) -> None:
    """Take a folder of documents away that a final result has taken the place of."""
    if (published / name).exists():
        rmtree(published / name)
    con.execute("DELETE FROM run.published_file WHERE file = $1", [name.as_posix()])


def flush(file: Path) -> None:
    """Wait until the file is on the disk, so that a rename never outruns its content."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


@contextmanager
def refuse_politely(folder: Path) -> Iterator[None]:
    """Turn the disk's and DuckDB's complaints about writing into one sentence."""
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        raise PublishError(
            f"The published files could not be written: {error}. Those published last are unchanged.",
            do=f"{REMEDIES.get(getattr(error, 'errno', None) or 0, 'Look at what stands there')}, then publish again.",
            file=folder,
        ) from error
