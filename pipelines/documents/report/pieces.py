"""What a section is made of: sentences, tables and charts with the table behind them, as safe HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from markupsafe import Markup, escape

OPEN_UP_TO = 60  # rows of a table that is still printed with its chart


@dataclass
class Section:
    """A part of the page with its own entry in the list of contents."""

    name: str
    title: str
    content: list[Markup] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    title: str
    is_number: bool = False


def paragraph(text: str, tone: str = "") -> Markup:
    return Markup("<p{}>{}</p>").format(Markup(' class="{}"').format(tone) if tone else "", text)


def heading(text: str) -> Markup:
    return Markup("<h3>{}</h3>").format(text)


def table(
    caption: str, heads: Sequence[Column], rows: Iterable[Sequence[str]], classes: str = "", *, heard: bool = False
) -> Markup:
    """A table whose first column names the row; `heard`: its caption is for screen readers, as the title stands above.

    Closing tags that HTML can do without are left out: rows are many.
    """
    numbers = " ".join(f"n{place}" for place, head in enumerate(heads, 1) if head.is_number)
    head = "".join(f"<th scope=col>{escape(one.title)}" for one in heads)
    body = "\n".join("<tr><th scope=row>" + "<td>".join(map(escape, cells)) for cells in rows)
    return Markup(
        '<div class="table" role="region" tabindex="0" aria-label="{0}"><table class="{1}"><caption{4}>{0}</caption>'
        "<thead><tr>{2}</thead><tbody>\n{3}\n</tbody></table></div>"
    ).format(
        caption,
        " ".join(filter(None, (numbers, classes))),
        Markup(head),
        Markup(body),
        Markup(' class="heard"') if heard else "",
    )


def behind(summary: str, inner: Markup, row_count: int, *, is_open: bool = False) -> Markup:
    """What stands behind a chart, to be opened; short tables are printed in any case."""
    return Markup('<details class="{}"{}><summary>{}</summary>{}</details>').format(
        "short" if row_count <= OPEN_UP_TO else "long", Markup(" open") if is_open else "", summary, inner
    )


def figure(chart: Markup) -> Markup:
    return Markup('<div class="chart">{}</div>').format(chart)


def two_places(value: Decimal | None) -> str:
    """Points or an amount, half up to two decimals; a dash where there are none."""
    return "–" if value is None else format(value.quantize(Decimal("0.01"), ROUND_HALF_UP), ",f")
