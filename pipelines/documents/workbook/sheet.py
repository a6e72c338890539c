"""What a sheet is: a title, a few lines to be read first, and a table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

# What Excel takes: rows of a sheet, less room for head and title.
ROWS_OF_A_SHEET = 1_048_000


@dataclass(frozen=True)
class Column:
    """A column of the frame under its heading. `style`: text (wraps), line (does not), whole, score, number, money,
    percent, date or check.

    `formula`: what the cell computes, with other columns of its row in square brackets, and in braces columns of the
    frame that hold a part of it; the frame's value stands in the cell for readers that do not compute. `total`:
    the sum of the column stands above its heading.
    """

    name: str
    heading: str
    width: float
    style: str = "text"
    formula: str = ""
    total: bool = False


@dataclass(frozen=True)
class Sheet:
    """`name`: the tab, at most 31 characters; `about`: what the cover says of it; `lines`: what to know before reading
    on; `frozen`: how many columns stay in sight; `row_points`: the height of its rows, where it is not that of
    their text; `state`: what stands there in place of the run's state; `warns`: whether that warns;
    `is_large`: printed on A3, as it has too many columns for A4."""

    name: str
    title: str
    about: str
    columns: list[Column]
    rows: pl.DataFrame
    lines: list[str] = field(default_factory=list)
    frozen: int = 0
    row_points: int | None = None
    state: str = ""
    warns: bool = False
    is_large: bool = False

    @property
    def width(self) -> float:
        """In characters."""
        return sum(column.width for column in self.columns)

    @property
    def head(self) -> int:
        """The row of the headings, counted from 0: below the title, its state, the lines and the sums."""
        return 2 + len(self.lines) + any(column.total for column in self.columns)


def letter(position: int) -> str:
    """The name of a column, counted from 0: A, B, ..., Z, AA."""
    return (letter(position // 26 - 1) if position >= 26 else "") + chr(ord("A") + position % 26)


def parts(sheet: Sheet) -> list[Sheet]:
    """The sheet, or several of the same kind where its rows are more than one can hold."""
    count = -(-sheet.rows.height // ROWS_OF_A_SHEET) or 1
    if count == 1:
        return [sheet]
    return [
        replace(
            sheet,
            name=f"{sheet.name} {number + 1}",
            title=f"{sheet.title} ({number + 1}/{count})",
            rows=sheet.rows.slice(number * ROWS_OF_A_SHEET, ROWS_OF_A_SHEET),
        )
        for number in range(count)
    ]
