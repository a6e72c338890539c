"""What the sample knows of an institution: `institutions/<ORG>/institution.yaml` as closed models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

from pydantic import Field

from pipelines.feeds import Closed
from pipelines.sample.form import Form
from pipelines.yaml_file import load_model

FOLDER = Path(__file__).parent / "institutions"
# Whose a drawn record is: one for the whole, for each unit, for each system in service or for each officer.
Owner = Literal["whole", "unit", "system", "officer"]
Days = tuple[date, ...]
REGIMES = ("enterprise", "central_enterprise", "district", "university", "province")
RHYTHMS: Mapping[str, Days] = {
    "monthly": tuple(date(2026, month, 20) for month in range(1, 13)),
    "quarterly": tuple(date(2026, month, 25) for month in (3, 6, 9, 12)),
    "semester": (date(2026, 1, 16), date(2026, 7, 10)),
    "yearly": (date(2026, 9, 20),),
    "month_ends": (
        *(date(2026, month, day) for month, day in ((1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30))),
        *(date(2026, month, day) for month, day in ((7, 31), (8, 31), (9, 30), (10, 31))),
    ),
    "quarter_ends": (date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 10, 31)),
}


class Unit(Closed):
    """A unit; `quality` (0-100) is the chance that something it owes goes well. With 100 nothing ever fails."""

    id: str
    name: str
    kind: str
    parent: str | None = None
    level: str | None = None
    quality: int
    people: int
    it: int
    projects: int
    systems: int
    until: date | None = None


class Drawn(Closed):
    """Records of one kind for each owner and day of a rhythm; `units` or `kinds` narrow the owners."""

    kind: str
    of: Owner = "unit"
    on: str | Days = ()
    units: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def days(self) -> Days:
        return RHYTHMS[self.on] if isinstance(self.on, str) else self.on


class Duty(Drawn):
    """Obligations. `open_days`: how long before its day each may be done; `verdict`: what else is told of it."""

    titles: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    count: int = 1
    weights: tuple[int, ...] = ()
    open_days: int | None = None
    reported: bool = False
    verdict: Literal["result", "conclusion"] | None = None


class Checks(Drawn):
    """Checklist items: those of `items` for each owner, standing or on the days of a rhythm, or for each project."""

    items: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    project_day: Literal["approved_on", "accepted_on", "start_on"] | None = None
    since: date = date(2023, 3, 1)
    reviewed: bool = False


class Measure(Drawn):
    """Measurements: a denominator within `out_of`, of which a share in percent within `good` or `bad`.

    `points`: a rating of so many points instead of a ratio; `raters`: so many rows, one for each; `answers`: the fewest
    and the most who answer a survey.
    """

    subjects: tuple[str, ...] = ()
    out_of: tuple[int, int] = (100, 100)
    good: tuple[Decimal, Decimal]
    bad: tuple[Decimal, Decimal]
    points: bool = False
    raters: int | None = None
    answers: tuple[int, int] | None = None
    self_reported: bool | None = None


class Projects(Closed):
    """Words for projects, when they end, and which chains of events they go through beside the milestones."""

    categories: tuple[str, ...]
    subjects: tuple[str, ...]
    milestones: Mapping[str, int]
    ends: tuple[date, date] = (date(2026, 1, 10), date(2026, 12, 20))
    chains: tuple[str, ...] = ()
    major_cents: tuple[int, int] = (1_000, 6_000)
    payments: bool = False


class Training(Closed):
    """Sessions held in each quarter, and who organises them: first the technical ones, then the rest."""

    sessions: tuple[int, int, int, int]
    organisers: tuple[str, str]


class BadRow(Closed):
    """A row no step may accept: like another record but for some fields, one of which is wrong."""

    feed: str
    like: str
    column: str
    wrong: str
    but: Mapping[str, object] = Field(default_factory=dict)


class Institution(Closed):
    """One organisation of the sample. `stream` keeps its draws apart from those of the others."""

    org_id: str
    name: str
    regime: str
    org_class: str | None = None
    level: str | None = None
    operator_class: str | None = None
    stream: str
    quality: int
    person_prefix: str
    moves: tuple[int, int, int] = (2, 2, 2)
    units: tuple[Unit, ...]
    appointments: tuple[Mapping[str, object], ...]
    system_names: tuple[str, ...]
    projects: Projects
    incidents: int
    training: Training | None = None
    obligations: tuple[Duty, ...]
    checklists: tuple[Checks, ...]
    measurements: tuple[Measure, ...]
    files: Mapping[str, Form] = Field(default_factory=dict)
    bad_rows: tuple[BadRow, ...] = ()
    mended: Mapping[str, Mapping[str, object]] = Field(default_factory=dict)

    def random(self, seed: int, what: str) -> Random:
        """A stream of draws of its own for each institution and kind of record."""
        return Random(f"{seed}{self.stream}/{what}")

    def unit(self, department_id: str) -> Unit:
        return next(unit for unit in self.units if unit.id == department_id)


@cache
def institutions() -> Mapping[str, Institution]:
    """All institutions by id, in the order of their regimes.

    Raises RuleError with file and line for a file that does not fit.
    """
    loaded = [load_model(file, Institution) for file in FOLDER.glob("*/institution.yaml")]
    return {one.org_id: one for one in sorted(loaded, key=lambda one: REGIMES.index(one.regime))}
