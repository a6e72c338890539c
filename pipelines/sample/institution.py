"""What the sample knows of an institution: `institutions/<ORG>/institution.yaml` as closed models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from pydantic import Field

from pipelines.feeds import Closed
from pipelines.sample.form import Form
from pipelines.sample.kinds import Checks, Duty, Measure
from pipelines.yaml_file import load_model

FOLDER = Path(__file__).parent / "institutions"
REGIMES = ("enterprise", "central_enterprise", "district", "university", "province")


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
