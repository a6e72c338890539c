"""What an explanation says, for the terminal and the page alike: headings, lines and tables in one language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

STEP = 2


@dataclass(frozen=True)
class Heading:
    """Begins a part; level 1 is the whole, 2 a section, 3 one indicator or award."""

    text: str
    level: Literal[1, 2, 3] = 2


@dataclass(frozen=True)
class Line:
    """A sentence, `depth` steps below its heading."""

    text: str
    depth: int = 0
    tone: Literal["plain", "strong", "faint"] = "plain"


@dataclass(frozen=True)
class Column:
    """A column's heading and whether it holds numbers; what may be long is folded."""

    title: str
    is_number: bool = False
    folds: bool = False


@dataclass
class Grid:
    """A table. `caption` says what it is of. `strong`: the rows that are sums or headings of others, by place."""

    caption: str
    columns: Sequence[Column]
    depth: int = 0
    rows: list[tuple[str, ...]] = field(default_factory=list)
    strong: set[int] = field(default_factory=set)

    def add(self, *cells: str, strong: bool = False) -> None:
        """One more row."""
        if strong:
            self.strong.add(len(self.rows))
        self.rows.append(cells)


Said = Heading | Line | Grid


def print_said(parts: Iterable[Said], console: Console) -> None:
    """Print for a person at a terminal; a table's caption stands above it, unless its heading says the same."""
    heading = ""
    for number, part in enumerate(parts):
        if isinstance(part, Heading):
            heading = part.text
            console.print(Text(part.text if number == 0 else f"\n{part.text}", style="bold"))
        elif isinstance(part, Line):
            style = {"plain": "", "strong": "bold", "faint": "dim"}[part.tone]
            console.print(Padding(Text(part.text, style=style), (0, 0, 0, STEP * part.depth), expand=False))
        else:
            if part.caption != heading:
                console.print(Padding(Text(part.caption), (0, 0, 0, STEP * part.depth), expand=False))
            console.print(Padding(table(part), (0, 0, 0, STEP * part.depth), expand=False))


def table(grid: Grid) -> Table:
    """A grid as a table without lines."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for column in grid.columns:
        shown.add_column(
            column.title,
            justify="right" if column.is_number else "left",
            overflow="fold",
            no_wrap=column.is_number and not column.folds,
        )
    for place, cells in enumerate(grid.rows):
        shown.add_row(*(Text(cell, style="bold" if place in grid.strong else "") for cell in cells))
    return shown
