"""Charts as SVG: bars and small lines whose text keeps its size at any width, as places are per cent of the width.

Places may be computed from the published numbers; what is written beside them is given as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import east_asian_width

from markupsafe import Markup, escape

ROW, TEXT, TOP, THICK = 38, 13, 18, 11
ROOM, WIDE_ROOM = 48, 96  # Latin letters that fit into a row on a phone, and on a screen or paper
LINE_TOP, LINE_BOTTOM, LINE_HEIGHT = 40, 78, 98
TRAIL_ROOM = 24
SIDE, THINNEST = Decimal(16), Decimal("0.3")
DOT = Markup('<circle class="dot" cx="{0}%" cy="{1}" r="3.5"/><text class="mid" x="{0}%" y="{2}">{3}</text>')
LINE = Markup('<line class="line" x1="{}%" y1="{}" x2="{}%" y2="{}"/>')


@dataclass(frozen=True)
class Bar:
    """A row of a chart, `since` to `until` in per cent of the width; `ticks` are upright lines across it."""

    label: str
    shown: str
    until: Decimal
    since: Decimal = Decimal(0)
    tone: str = "a"
    ticks: tuple[Decimal, ...] = ()


def bars(name: str, title: str, description: str, rows: Sequence[Bar]) -> Markup:
    """One row below the other: what it is and its value above, the bar under them."""
    drawn = Markup().join(row(bar, number * ROW) for number, bar in enumerate(rows))
    return svg(name, title, description, ROW * len(rows), drawn)


def row(bar: Bar, top: int) -> Markup:
    lower, upper = sorted((bar.since, bar.until))
    rail = Markup('<rect class="rail" x="0" y="{}" width="100%" height="{}"/>').format(top + TOP, THICK)
    body = Markup()
    if upper > lower:
        body = Markup('<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>').format(
            bar.tone, place(lower), top + TOP, place(max(upper - lower, THINNEST)), THICK
        )
    ticks = Markup().join(
        Markup('<line class="tick" x1="{0}%" x2="{0}%" y1="{1}" y2="{2}"/>').format(
            place(tick), top + TOP - 3, top + TOP + THICK + 3
        )
        for tick in bar.ticks
    )
    value = Markup('<text class="end" x="100%" y="{}">{}</text>').format(top + TEXT, bar.shown)
    return rail + body + ticks + label(bar, top + TEXT) + value


def label(bar: Bar, y: int) -> Markup:
    """What a row is; where that is too long for a phone, once cut for phones and once for wider pages."""
    short, wide = (cut(bar.label, room - width(bar.shown)) for room in (ROOM, WIDE_ROOM))
    if short == wide:
        return Markup('<text y="{}">{}</text>').format(y, wide)
    return Markup('<text class="cut" y="{0}">{1}</text><text class="whole" y="{0}">{2}</text>').format(y, short, wide)


def trail(
    name: str, title: str, description: str, lowest: Decimal, points: Sequence[tuple[str, Decimal | None]]
) -> Markup:
    """A subject's scores by period, from `lowest` to 100; a period without one leaves a gap. Values stand above."""
    step = (100 - 2 * SIDE) / max(len(points) - 1, 1)
    parts, before = [Markup('<text y="12">{}</text>').format(cut(title, TRAIL_ROOM))], None
    for number, (period, score) in enumerate(points):
        x, at = place(SIDE + step * number), None
        if score is not None:
            at = (x, place(LINE_BOTTOM - (LINE_BOTTOM - LINE_TOP) * (score - lowest) / (100 - lowest)))
            parts.append(DOT.format(*at, Decimal(at[1]) - 7, score))
            if before:
                parts.append(LINE.format(*before, *at))
        parts.append(Markup('<text class="mid faint" x="{}%" y="{}">{}</text>').format(x, LINE_HEIGHT - 3, period))
        before = at
    return svg(name, title, description, LINE_HEIGHT, Markup().join(parts))


def svg(name: str, title: str, description: str, height: int, drawn: Markup) -> Markup:
    """The frame of a chart; `name` is unique on the page."""
    return Markup(
        '<svg role="img" aria-labelledby="{0}-t {0}-d" width="100%" height="{1}"><title id="{0}-t">{2}</title>'
        '<desc id="{0}-d">{3}</desc>{4}</svg>'
    ).format(name, height, escape(title), escape(description), drawn)


def per_cent(value: Decimal, whole: Decimal) -> Decimal:
    """How far along the width a value stands; what lies outside stands at the edge."""
    return min(max(100 * value / whole, Decimal(0)), Decimal(100)) if whole else Decimal(0)


def place(value: Decimal) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def cut(label: str, room: int) -> str:
    """A label that leaves room for its value; the whole name stands in the table."""
    if width(label) <= room:
        return label
    kept = ""
    for letter in label:
        if width(kept + letter) >= room:
            break
        kept += letter
    return f"{kept}…"


def width(letters: Iterable[str]) -> int:
    """How much room letters take, a Latin one being 1."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in letters)
