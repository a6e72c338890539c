"""The warehouse file: opened by one writer or many readers, its tables, and the views made from `sql/`.

SQL files hold plain SELECTs with `$name` parameters. To make a view of one, `$name` becomes
`getvariable('name')`, so that the same text serves a run, a view in the warehouse and a person in the duckdb shell.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipelines.errors import BusyError, DiskError, UserError
from pipelines.feed_tables import every_kind, every_record, every_row, feed_ddl
from pipelines.feeds import load_feeds
from pipelines.journal import keep_journal
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.upgrade import add_new_fields, is_outdated, renew_tables
from pipelines.working_days import fill_working_days

if TYPE_CHECKING:
    from sqlglot import exp

SQL_DIR = PROJECT_DIR / "sql"
# A text, a comment or a parameter: only the last is to be found, the others may hold a "$" of their own.
PARAMETER = re.compile(r"('(?:[^']|'')*')|--[^\n]*|\$(\w+)")
# What stands behind FROM or JOIN, unless it is IS DISTINCT FROM.
TABLE = re.compile(r"(?<!DISTINCT )\b(?:FROM|JOIN)\s+(\w+\.\w+)")
# What a file of `sql/tables` makes.
CREATED = re.compile(r"CREATE TABLE IF NOT EXISTS (\w+\.\w+)")
# Each file of these folders of `sql` is a view; the steps and people read them.
VIEW_FOLDERS = ("appeals", "signing", "scoring")
# In `run.views_made`: the warehouse as a whole.
WHOLE = "*"
# Connections held open for several steps, by the warehouse's path.
HELD: dict[Path, duckdb.DuckDBPyConnection] = {}
EVIDENCE_COLUMNS = (
    "metric_id, org_id, department_id, person_id, occurred_on, source_feed, source_id, numerator, denominator, "
    "batch_id, source_row, is_provisional"
)


def connect(settings: Settings, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open the warehouse. Raises BusyError when another process writes, UserError when there is nothing to read."""
    path = settings.warehouse
    if read_only and not path.exists():
        raise UserError(f"There is no warehouse in {settings.home}.", do="Run `appraise ingest` first.")
    settings.make_home()
    try:
        con = duckdb.connect(str(path), read_only=read_only, config=configuration(settings))
    except duckdb.IOException as error:
        raise refusal(path, error) from error
    if read_only:
        try:
            check_readable(con)
        except UserError:
            con.close()
            raise
    return con


def check_readable(con: duckdb.DuckDBPyConnection) -> None:
    """Raises UserError where a reader would miss tables, columns or views of these definitions."""
    if is_made(con):
        lost = lacking(con)
        refuse_lost_tables(con, lost)
        why = f"The warehouse has lost {', '.join(sorted(lost))}." if lost else None
    else:
        why = "An earlier version made this warehouse." if is_outdated(con) else None
    if why:
        raise UserError(why, do="Run `appraise ingest` once: it brings it up to date.", file=home_file(con))


def open_published(settings: Settings, file: Path) -> duckdb.DuckDBPyConnection:
    """Open a published database to read."""
    return duckdb.connect(str(file), read_only=True, config=configuration(settings))


def configuration(settings: Settings) -> dict[str, str | bool | int | float | list[str]]:
    """How DuckDB is opened: threads and memory as set, and nothing fetched from elsewhere."""
    config: dict[str, str | bool | int | float | list[str]] = {"autoload_known_extensions": "false"}
    if settings.threads:
        config["threads"] = settings.threads
    if settings.memory_limit:
        config["memory_limit"] = f"{int(settings.memory_limit)}B"
    return config


def refusal(path: Path, error: duckdb.IOException) -> UserError:
    """Why a warehouse could not be opened: another process writes to it, or the file is none."""
    if "set lock on file" in str(error):
        return BusyError(f"Another process is working in {path}.", do="Wait until it has finished and run this again.")
    why = str(error).splitlines()[0]
    if "not a valid DuckDB" not in why:
        return DiskError(f"The warehouse cannot be opened: {why}", do="Look after the disk and the rights.", file=path)
    return UserError(
        f"The warehouse cannot be opened: {why}",
        do="Put back a copy of it; or take it away and run `appraise ingest`, which reads the inbox anew.",
        file=path,
    )


@contextmanager
def writer(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The one writing connection, with every table and view in place and no parameter set.

    What was changed is told in the archive's journal at the end; then it is closed, unless it is held open (`hold`).
    """
    held = HELD.get(settings.warehouse.resolve())
    if held is not None:
        forget_variables(held)
        yield held
        keep_journal(settings.archive, held)
        return
    con = connect(settings)
    try:
        prepare(con)
        yield con
        keep_journal(settings.archive, con)
    finally:
        con.close()


@contextmanager
def hold(settings: Settings) -> Iterator[None]:
    """Keep the writing connection open over several steps: it is prepared once, and nobody else gets in between."""
    place = settings.warehouse.resolve()
    if place in HELD:
        yield
        return
    with writer(settings) as con:
        HELD[place] = con
        try:
            yield
        finally:
            del HELD[place]


def forget_variables(con: duckdb.DuckDBPyConnection) -> None:
    """Take back the parameters that an earlier step set, so that `records.*` shows what stands now."""
    for (name,) in con.execute("SELECT name FROM duckdb_variables()").fetchall():
        con.execute(f"RESET VARIABLE {name}")


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block's changes, or none of them."""
    con.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        con.execute("ROLLBACK")
        raise
    commit(con)


@contextmanager
def rolled_back(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of the block's changes are seen within it and taken back at its end."""
    con.execute("BEGIN TRANSACTION")
    try:
        yield
    finally:
        con.execute("ROLLBACK")


def commit(con: duckdb.DuckDBPyConnection) -> None:
    """Make the open transaction's changes permanent."""
    con.execute("COMMIT")


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Create what is not there yet: tables, macros, views of `records`, `evidence` and `VIEW_FOLDERS`.

    Only looks at the calendar while the warehouse was made by these definitions and no others.
    """
    if is_made(con):
        lost = lacking(con)
        if not lost:
            fill_working_days(con)
            return
        refuse_lost_tables(con, lost)
        con.execute("DELETE FROM run.views_made")  # somebody dropped views: all are made anew
    feeds = load_feeds().values()
    with transaction(con):
        renew_tables(con)
        fill_working_days(con)
        con.execute((SQL_DIR / "macros.sql").read_text(encoding="utf-8"))
        con.execute("CREATE SCHEMA IF NOT EXISTS history; CREATE SCHEMA IF NOT EXISTS records")
        for statement in feed_ddl():
            con.execute(statement)
        add_new_fields(con, feeds)
        for schema, views in schema_views().items():
            renew_views(con, schema, views)
        note_made(con, WHOLE, whole_sha256())


def is_made(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the warehouse has tables and views as the files define them now."""
    try:
        return made_of(con, WHOLE) == whole_sha256()
    except duckdb.CatalogException:  # a new file, or one of a version that did not note it
        return False


def lacking(con: duckdb.DuckDBPyConnection) -> set[str]:
    """The tables and views that a warehouse made by these definitions has and this one has not."""
    there = con.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database() "
        "UNION ALL SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE database_name = current_database()"
    ).fetchall()
    return set(tables_and_views()) - {name for (name,) in there}


def refuse_lost_tables(con: duckdb.DuckDBPyConnection, lost: Iterable[str]) -> None:
    """Raises UserError where one of `lost` is a table: made anew it would be empty, and nobody would see it."""
    tables = sorted(name for name in lost if name not in views_of_schemas())
    if tables:
        raise UserError(
            f"The warehouse has lost {', '.join(tables)}.",
            do="Put back a copy of it, or run `appraise rebuild`, which makes it anew from the archive.",
            file=home_file(con),
        )


def home_file(con: duckdb.DuckDBPyConnection) -> Path:
    """The file of the warehouse."""
    rows = con.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchall()
    return Path(rows[0][0] or ":memory:")


@cache
def tables_and_views() -> frozenset[str]:
    """All that `prepare` makes, by `schema.name`."""
    files = sorted((SQL_DIR / "tables").glob("*.sql"))
    made = {name for file in files for name in CREATED.findall(file.read_text(encoding="utf-8"))}
    return frozenset(made | {f"history.{feed}" for feed in load_feeds()}) | views_of_schemas()


@cache
def views_of_schemas() -> frozenset[str]:
    """The views that `prepare` makes."""
    views = {f"{schema}.{name}" for schema, views in schema_views().items() for name in views}
    return frozenset(views | {f"records.{feed}" for feed in load_feeds()})


@cache
def whole_sha256() -> str:
    """The hash of all that `prepare` makes but the calendar, which has its own."""
    return hashlib.sha256(f"{sql_sha256()} {feed_ddl()} {schema_views()}".encode()).hexdigest()


def schema_views() -> dict[str, dict[str, str]]:
    """The views of each schema that has the same ones in every run, in the order they rest on each other."""
    feeds = load_feeds()
    evidence = {file.stem: as_view(file) for file in build_order("evidence")}
    union = " UNION ALL ".join(f"SELECT {EVIDENCE_COLUMNS} FROM evidence.{name}" for name in evidence)
    return {
        "history": {
            "every_row": every_row(feeds),
            "every_kind": every_kind(feeds.values()),
            "every_record": every_record(feeds.values()),
        },
        "evidence": evidence | {"every_row": union},
    } | {folder: {file.stem: as_view(file) for file in build_order(folder)} for folder in VIEW_FOLDERS}


def renew_views(con: duckdb.DuckDBPyConnection, schema: str, views: Mapping[str, str]) -> None:
    """The views of a schema, in the order given; does nothing while the warehouse has them as they are."""
    content = hashlib.sha256(f"{sql_sha256()} {views}".encode()).hexdigest()
    if made_of(con, schema) == content:
        return
    con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    for name, query in views.items():
        con.execute(f"CREATE OR REPLACE VIEW {schema}.{name} AS {query}")
    note_made(con, schema, content)


def made_of(con: duckdb.DuckDBPyConnection, what: str) -> str | None:
    """The hash of the definitions that a schema's views, or the whole warehouse, were made from."""
    made = con.execute("SELECT content_sha256 FROM run.views_made WHERE schema_name = $1", [what]).fetchone()
    return None if made is None else str(made[0])


def note_made(con: duckdb.DuckDBPyConnection, what: str, content: str) -> None:
    """Note what a schema's views, or the whole warehouse, were made from."""
    con.execute("DELETE FROM run.views_made WHERE schema_name = $1", [what])
    con.execute("INSERT INTO run.views_made VALUES ($1, $2)", [what, content])


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


@cache
def sql_sha256() -> str:
    """The hash of all that views may rest on: tables, macros, other views, the fields of feeds."""
    files = [*sorted(SQL_DIR.rglob("*.sql")), *sorted((PROJECT_DIR / "feeds").glob("*.yaml"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def set_variables(con: duckdb.DuckDBPyConnection, values: Mapping[str, object]) -> None:
    """Set the parameters of a run on a connection (`run_id`, `period_start`, ...)."""
    for name, value in values.items():
        con.execute(f"SET VARIABLE {name} = $value", {"value": value})


@cache
def parsed(file: Path) -> exp.Expr:
    """The one SELECT of a file, parsed. Takes long: for checks of the files, not for running them."""
    import sqlglot

    return sqlglot.parse_one(file.read_text(encoding="utf-8"), dialect="duckdb")


@cache
def as_view(file: Path) -> str:
    """The file's SELECT, without comments, with each `$name` read from the session variable of that name."""

    def replaced(found: re.Match[str]) -> str:
        return found[1] or (f"getvariable('{found[2]}')" if found[2] else "")

    return PARAMETER.sub(replaced, file.read_text(encoding="utf-8")).strip()


@cache
def tables_read(file: Path) -> frozenset[str]:
    """The two-part names a file reads from."""
    return frozenset(TABLE.findall(as_view(file)))


def build_order(folder: str) -> list[Path]:
    """The files of `sql/<folder>`, each after the files of that folder it reads."""
    files = {f"{folder}.{file.stem}": file for file in sorted((SQL_DIR / folder).glob("*.sql"))}
    ordered: dict[str, Path] = {}

    def place(name: str, behind: tuple[str, ...]) -> None:
        if name in behind:
            raise UserError(f"{' -> '.join((*behind, name))} read each other in a circle.", file=files[name])
        if name not in ordered:
            for other in sorted(tables_read(files[name]) & files.keys() - {name}):
                place(other, (*behind, name))
            ordered[name] = files[name]

    for name in files:
        place(name, ())
    return list(ordered.values())
