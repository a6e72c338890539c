"""Source files (`<project>/sources/**/*.yaml`): where an institution's files lie and how they map to a feed."""

from __future__ import annotations

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

    decimal_point: str = "."
    thousands: str = ""


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


class Source(Closed):
    """One source. `columns` lists every field it delivers; without it, or with `own_headings: true` for the fields
    not listed, a column is found by the field's name or its Chinese or English heading."""

    source: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    feed: str
    files: Texts
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
    for pattern in source.files:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise RuleError(f'"{pattern}" leads out of the inbox.', do="Name files in the inbox.", file=file)
    return feed


def check_codes(field: FeedField, column: Column, file: Path) -> None:
    """Refuse codes that lead to none of the field's; those of a table are met row by row."""
    if not field.codes or field.open_codes or isinstance(column.codes, CodeTable):
        return
    for code in column.codes.values():
        if code not in {"", *field.codes, *field.codes.values()}:
            raise RuleError(f'"{field.name}" has no code "{code}".', do=did_you_mean(code, field.codes), file=file)
