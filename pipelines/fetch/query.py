"""The query of a source: one plain SELECT, and what is put around it so that only new rows come, in a fixed order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from pipelines.errors import RuleError, UserError
from pipelines.ingest.source import Database, Incremental

# A file does not say which database its query is for: it is read as the first of these that can read it.
DIALECTS = ("postgres", "mysql", "tsql", "oracle", "sqlite")


def check_query(database: Database, file: Path) -> None:
    """Refuse what is not one SELECT that only reads. Raises RuleError. The session is read-only besides."""
    from sqlglot import exp, parse
    from sqlglot.errors import SqlglotError

    trouble = ""
    for dialect in DIALECTS:
        try:
            statements = [one for one in parse(database.query, dialect=dialect) if one is not None]
        except SqlglotError as error:
            trouble = trouble or str(error).splitlines()[0]
            continue
        writes = (exp.DML, exp.DDL, exp.Into, exp.Lock, exp.Command, exp.Merge)
        plain = len(statements) == 1 and isinstance(statements[0], exp.Query)
        if plain and not any(isinstance(node, writes) for node in statements[0].walk() if not is_query(node)):
            return
        raise RuleError(
            "`query` is not one plain SELECT.", do="Give a single SELECT that neither writes nor locks.", file=file
        )
    raise RuleError(f"`query` cannot be read as SQL: {trouble}", do="Try it in the database first.", file=file)


def is_query(node: object) -> bool:
    """Whether a node is a SELECT or a set of them, which sqlglot counts among what may write."""
    from sqlglot import exp

    return isinstance(node, exp.Query)


def query_sha256(database: Database) -> str:
    """The hash of all that decides which rows come: another query begins anew."""
    return hashlib.sha256(database.model_dump_json(exclude={"incremental": {"overlap"}}).encode()).hexdigest()


def empty_query(database: Database) -> str:
    """SQL that gives the columns and no row."""
    return f"SELECT * FROM (\n{bare(database.query)}\n) records WHERE 1 = 0"


def rows_query(database: Database, since: str | None, order: Sequence[str], quote: Callable[[str], str]) -> str:
    """SQL for the rows from `since` on (None: all), ordered by columns. Rows without a value of the incremental column
    always come: nothing tells whether they are new."""
    query = f"SELECT * FROM (\n{bare(database.query)}\n) records"
    if since is not None and (by := database.incremental):
        column = quote(by.column)
        query += f" WHERE {column} {condition(by, since)} OR {column} IS NULL"
    return query + (f" ORDER BY {', '.join(map(quote, order))}" if order else "")


def condition(by: Incremental, since: str) -> str:
    """`> 17`, `>= '2026-03-05 10:00:00'`: more rows of the same moment may come, none of the same number."""
    return f"> {int(since)}" if by.by == "key" else f">= '{iso(moment(since))}'"


def bare(query: str) -> str:
    """The query without the semicolon at its end."""
    return query.strip().rstrip(";").strip()


def moment(text: str) -> date:
    """A day or time as ISO writes it. Raises ValueError."""
    return date.fromisoformat(text) if len(text) <= len("2026-03-05") else datetime.fromisoformat(text)


def iso(value: date) -> str:
    """A day or time as it is kept and compared."""
    return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()


def mark(by: Incremental, value: object, file: Path) -> str | None:
    """A value of the incremental column as it is kept; times with a zone in UTC. Raises RuleError for a wrong type."""
    if value is None:
        return None
    if by.by == "key":
        if isinstance(value, int) or (isinstance(value, Decimal) and value == value.to_integral_value()):
            return str(int(value))
        do = "Choose a column of whole numbers, or `by: date` with the time of the last change."
        raise RuleError(f'"{by.column}" holds {value!r}, no whole number.', do=do, file=file)
    if isinstance(value, datetime):
        return iso(value.astimezone(UTC) if value.tzinfo else value)
    if isinstance(value, date):
        return iso(value)
    try:
        return iso(moment(str(value)))
    except ValueError:
        do = "Choose a column of dates or times, or `by: key` with a number that grows."
        raise RuleError(f'"{by.column}" holds {value!r}, no date.', do=do, file=file) from None


def place(by: Incremental, value: str) -> tuple[int, str]:
    """A kept value as it is ordered."""
    return (int(value), "") if by.by == "key" else (0, value)


def earlier(by: Incremental, until: str, day: date) -> str:
    """From where the next fetch begins: the margin before the last value, and never in the future, since rows dated too
    late would hide all that come after them."""
    if by.by == "key":
        return str(int(until) - by.margin)
    begin, margin = min(until, str(day - timedelta(days=1))), timedelta(days=by.margin)
    return iso(moment(begin) - margin)


def given_value(by: Incremental, value: str) -> str:
    """What a person gave as the value to begin from. Raises UserError when it is none."""
    try:
        return str(int(value)) if by.by == "key" else iso(moment(value))
    except ValueError:
        like = "a whole number" if by.by == "key" else "a day or time like 2026-03-05 or 2026-03-05 10:00:00"
        raise UserError(f'"{value}" is no value of "{by.column}".', do=f"Give {like}.") from None
