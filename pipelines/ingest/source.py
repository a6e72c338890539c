"""Source files (`<project>/sources/**/*.yaml`): where an institution's records come from and how they map to a feed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from pipelines.errors import RuleError
from pipelines.feeds import Closed, Feed, load_feeds
from pipelines.feeds import Field as FeedField
from pipelines.yaml_file import did_you_mean

Format = Literal["csv", "excel", "parquet", "jsonl"]
Unit = Literal["hundred_million", "million", "ten_thousand", "thousand", "hundred", "one", "percent", "cent"]
POWERS: Mapping[Unit, int] = {
    "hundred_million": 8, "million": 6, "ten_thousand": 4, "thousand": 3,
    "hundred": 2, "one": 0, "percent": -2, "cent": -2,
}  # fmt: skip

FETCHED = "fetched"  # the folder in the inbox for what comes from databases
# What says how a file is written, and says nothing about the rows of a query.
OF_FILES = {"files", "format", "sheet", "heading_row", "encoding", "delimiter", "ragged", "extra_columns"}
SCALES: Mapping[str, int] = {"integer": 0, "number": 6, "money": 2}  # decimals that a type keeps


def in_quotes(value: object) -> object:
    """Text as written; a bare number is refused, because YAML reads 005 as 5."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    raise ValueError('write it in quotes, as in "005"')


def one_or_more(value: object) -> object:
    """A single text as a list of one."""
    return (value,) if isinstance(value, str) else value


def heading_only(value: object) -> object:
    """`field: heading` as `field: {from: heading}`."""
    return {"from": value} if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(in_quotes)]
Texts = Annotated[tuple[str, ...], BeforeValidator(one_or_more)]


class CodeTable(Closed):
    """Codes that stand in a CSV file beside the source file or in the inbox: columns `key` and `value`."""

    file: str
    key: str
    value: str


class Column(Closed):
    """Where a field comes from. `codes` translates texts (before typing); `suffix` stands behind each number."""

    heading: str = Field(alias="from")
    unit: Unit = "one"
    codes: CodeTable | dict[str, Text] = Field(default_factory=dict, union_mode="left_to_right")
    dates: Texts = ()
    suffix: str = ""


class Numbers(Closed):
    """How numbers are written. A thousands separator is taken off only when it is named here."""

    decimal_point: str = Field(default=".", min_length=1, max_length=1)
    thousands: str = Field(default="", max_length=1)

    @model_validator(mode="after")
    def two_marks(self) -> Numbers:
        if self.thousands == self.decimal_point:
            raise ValueError("the decimal point and the thousands separator cannot be the same")
        return self


class Booleans(Closed):
    """The words for true and false; upper and lower case alike."""

    true: Texts = ("true", "是", "1", "yes", "y")
    false: Texts = ("false", "否", "0", "no", "n")


class LeaveOut(Closed):
    """Rows that are no records (totals, notes): the column tells which, `why` is kept, `rows` is asserted."""

    column: str
    equals: Text | None = None
    not_equals: Text | None = None
    empty: bool | None = None
    why: str
    rows: int | None = None

    @model_validator(mode="after")
    def one_condition(self) -> LeaveOut:
        if sum(value is not None for value in (self.equals, self.not_equals, self.empty)) != 1:
            raise ValueError("give exactly one of equals, not_equals, empty")
        return self


class Repair(Closed):
    """`function` (`repairs.py:name`) mends the text before it is typed and says how many rows it touched."""

    function: str = Field(pattern=r"^[^:]+\.py:[A-Za-z_]\w*$")
    rows: int | None = None


class Expected(Closed):
    """A delivery for every day, or every working day; `dated` is how the file's name gives the day, as in %Y-%m-%d."""

    every: Literal["day", "working_day"]
    dated: str

    @model_validator(mode="after")
    def a_whole_day(self) -> Expected:
        if sorted(re.findall("%.", self.dated)) != ["%Y", "%d", "%m"]:
            raise ValueError("write the day with %Y, %m and %d, each once")
        return self


class Incremental(Closed):
    """Fetching only what is new: from the last value of `column` on. A `key` is a whole number that only ever grows; a
    `date` (or time) tells when a row was last changed.

    Each fetch begins `overlap` numbers or days earlier, since a row with a lower value may be committed later; rows
    that have not changed make no difference.
    """

    column: str
    by: Literal["key", "date"]
    overlap: int | None = Field(default=None, ge=0)

    @property
    def margin(self) -> int:
        """Numbers or days that are fetched again."""
        return (1000 if self.by == "key" else 1) if self.overlap is None else self.overlap


class Database(Closed):
    """A query whose rows are the records, by the id of an Airflow connection. Without `incremental` all rows come."""

    connection: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    query: str
    incremental: Incremental | None = None


class Source(Closed):
    """One source, of files or of a database. `columns` lists every field it delivers; without it, or with
    `own_headings: true` for the fields not listed, a column is found by the field's name or its Chinese or English
    heading."""

    source: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    feed: str
    files: Texts = ()
    database: Database | None = None
    format: Format | None = None
    sheet: str | None = None
    heading_row: int | None = Field(default=None, ge=1)
    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    columns: dict[str, Annotated[Column, BeforeValidator(heading_only)]] = Field(default_factory=dict)
    own_headings: bool = False
    constants: dict[str, Text] = Field(default_factory=dict)
    dates: Texts = ()
    numbers: Numbers = Numbers()
    empty: Texts = ("",)
    booleans: Booleans = Booleans()
    leave_out: tuple[LeaveOut, ...] = ()
    ragged: Literal["refuse", "reject"] = "refuse"
    extra_columns: Texts = ()
    repair: Repair | None = None
    expected: Expected | None = None

    @property
    def patterns(self) -> tuple[str, ...]:
        """Where its files lie in the inbox; those of a database are written there by `appraise fetch`."""
        return (f"{self.fetched}/*.parquet",) if self.database else self.files

    @property
    def tells_new_by(self) -> str | None:
        """The column that tells which rows of a database are new; it need not be a field's."""
        return self.database.incremental.column if self.database and self.database.incremental else None

    @property
    def fetched(self) -> str:
        """The folder in the inbox for what its query gave."""
        return f"{FETCHED}/{self.source}"


def check(source: Source, file: Path) -> Feed:
    """The feed of a source, after checking every field it names. Raises RuleError."""
    feeds = load_feeds()
    if source.feed not in feeds:
        raise RuleError(f'there is no feed "{source.feed}".', do=did_you_mean(source.feed, feeds), file=file)
    feed = feeds[source.feed]
    names = [field.name for field in feed.fields]
    for name in (*source.columns, *source.constants):
        if name not in names:
            what = f'the feed "{feed.feed}" has no field "{name}".'
            raise RuleError(what, do=did_you_mean(name, names), file=file)
    for name, column in source.columns.items():
        if column.unit != "one" and SCALES.get(feed.field(name).type, -9) + POWERS[column.unit] < 0:
            what = f'"{name}" ({feed.field(name).type}) cannot be given in {column.unit}.'
            raise RuleError(what, do="Remove `unit`.", file=file)
        check_codes(feed.field(name), column, file)
    check_origin(source, feed, file)
    if source.expected and source.database:
        what = "`expected` tells the day by the file's name, and a database delivers none."
        raise RuleError(what, do="Remove it: the night itself tells whether it was fetched.", file=file)
    for pattern in source.files:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise RuleError(f'"{pattern}" leads out of the inbox.', do="Name files in the inbox.", file=file)
    return feed


def check_origin(source: Source, feed: Feed, file: Path) -> None:
    """Refuse a source without files and database, or with a mixture of both."""
    if source.database is None:
        if not source.files:
            what = "it says neither in which files nor in which database the records are."
            raise RuleError(what, do='Add "files: [...]" or "database: {connection: ..., query: ...}".', file=file)
        return
    if of_files := sorted(source.model_fields_set & OF_FILES):
        what = f'"{of_files[0]}" is about files, and this source reads a database.'
        raise RuleError(what, do="Remove it, or make two sources of it.", file=file)
    if source.source.startswith("."):
        raise RuleError("the name of a database's source begins with a dot.", do="Choose another name.", file=file)
    if source.database.incremental and feed.delivery == "snapshot":
        what = f'the feed "{feed.feed}" is a snapshot: what a delivery leaves out is ended, so all rows must come.'
        raise RuleError(what, do="Remove `incremental`.", file=file)
    from pipelines.fetch.query import check_query

    check_query(source.database, file)


def check_codes(field: FeedField, column: Column, file: Path) -> None:
    """Refuse codes that lead to none of the field's; those of a table are met row by row."""
    if not field.codes or field.open_codes or isinstance(column.codes, CodeTable):
        return
    for code in column.codes.values():
        if code not in {"", *field.codes, *field.codes.values()}:
            raise RuleError(f'"{field.name}" has no code "{code}".', do=did_you_mean(code, field.codes), file=file)
