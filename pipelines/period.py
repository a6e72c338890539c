"""Periods of appraisal: `2026Q3`, `2026H1`, `2026` or `2026-01-01..2026-09-30`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.errors import PeriodError

MONTHS_OF = {
    "": (1, 12),
    "H1": (1, 6),
    "H2": (7, 12),
    "Q1": (1, 3),
    "Q2": (4, 6),
    "Q3": (7, 9),
    "Q4": (10, 12),
}
NAMED = re.compile(r"([0-9]{4})(Q[1-4]|H[12]|)")
# Days as 2026-07-01 only: 20260701 is one too, and would give the period a second name.
SPAN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})")
PERIOD_PATTERN = f"{NAMED.pattern}|{SPAN.pattern}"


@dataclass(frozen=True)
class Period:
    """A named span of whole days, first and last day included."""

    name: str
    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def is_year(self) -> bool:
        """A calendar year, by whatever name."""
        return (self.start, self.end) == (date(self.start.year, 1, 1), date(self.start.year, 12, 31))

    def cut_off(self, as_of: date) -> date:
        """The last day whose obligations count: the period's end, or `as_of` while it is still open."""
        return min(self.end, as_of)

    @property
    def before(self) -> str | None:
        """The name of the period of the same length just before: 2026Q2 before 2026Q3; None for a span of free days."""
        match = NAMED.fullmatch(self.name)
        if not match:
            return None
        kinds = tuple(name for name in MONTHS_OF if name[:1] == match[2][:1])
        place = kinds.index(match[2])
        return f"{int(match[1]) - (place == 0)}{kinds[place - 1]}"


def parse_period(text: str) -> Period:
    """Read a period's name. Raises PeriodError for anything else, and for a span that runs backwards."""
    match = NAMED.fullmatch(text)
    days = SPAN.fullmatch(text)
    try:
        if match:
            year, (first, last) = int(match[1]), MONTHS_OF[match[2]]
            after = date(year + 1, 1, 1) if last == 12 else date(year, last + 1, 1)
            return Period(text, date(year, first, 1), after - timedelta(days=1))
        start, end = (date.fromisoformat(part) for part in (days.groups() if days else ("", "")))
    except ValueError as error:
        raise PeriodError(
            f'"{text}" is not a period.',
            do="Write 2026Q3, 2026H1, 2026 or 2026-01-01..2026-09-30.",
        ) from error
    if end < start:
        raise PeriodError(f'"{text}" ends before it starts.', do="Give the earlier day first.")
    return Period(text, start, end)


def quarter_of(day: date) -> Period:
    """The quarter a day lies in."""
    return parse_period(f"{day.year}Q{(day.month - 1) // 3 + 1}")
