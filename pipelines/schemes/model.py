"""What a scheme file may say, as closed and frozen models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from pipelines.feeds import Closed, Words
from pipelines.schemes.adjustments import Adjustments, GeneralPart
from pipelines.schemes.consequences import Commendation, Consequence
from pipelines.schemes.gates import Alert, Gate
from pipelines.schemes.procedure import Procedure
from pipelines.schemes.quota import Quota
from pipelines.schemes.sourced import Clauses, Curve, Name, Parameter, Percent, Sourced, TenureShare, Weight

SchemeId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]


class Disabled(Closed):
    """Why an indicator is switched off."""

    reason: str


class Indicator(Closed):
    """A metric with its weight and curve. `absent`: what no evidence means once the period is closed."""

    metric: str
    clause: Clauses
    weight: Weight
    curve: str
    absent: Literal["not_applicable", "missing"]
    disabled: Disabled | None = None


class Dimension(Closed):
    """A group of indicators; their weights add up to its own."""

    id: Name
    title: Words
    clause: Clauses
    weight: Weight
    indicators: tuple[Indicator, ...] = Field(min_length=1)


class Band(Closed):
    """A grade and the lowest score that earns it, inclusive; null for the lowest grade."""

    grade: Name
    title: Words
    at_least: Percent | None


class Grades(Sourced):
    """The grade bands, best first."""

    read_from: Literal["rounded_score"]
    bands: tuple[Band, ...] = Field(min_length=2)
    clause: Clauses = ()


class InForce(Closed):
    """The first and the last day the scheme applies; `until` null: until further notice."""

    model_config = ConfigDict(validate_by_alias=True, validate_by_name=False)

    start: date = Field(alias="from")
    until: date | None

    def includes(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day <= self.until)

    def overlaps(self, other: InForce) -> bool:
        """Whether both are in force on some day."""
        return (other.until is None or self.start <= other.until) and (self.until is None or other.start <= self.until)


class Scheme(Closed):
    """One scheme in one version, for the departments, CIOs or organisations of a regime.

    `organization` is set where an organisation has a copy of its own.
    """

    scheme: SchemeId
    version: str
    regime: Name
    subject: Literal["department", "cio", "organization"]
    organization: str | None = None
    title: Words
    in_force: InForce
    checked_on: date
    minimum_measured_weight: Weight
    minimum_tenure_share: TenureShare | None = None
    curves: Mapping[str, Curve]
    parameters: Mapping[Name, Parameter]
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    grades: Grades
    quota: Quota | None = None
    adjustments: Adjustments | None = None
    gates: tuple[Gate, ...] = ()
    alerts: tuple[Alert, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    commendation: Commendation | None = None
    general_part: GeneralPart | None = None
    procedure: Procedure
    reports: tuple[Name, ...] = ()

    def indicators(self) -> Iterator[Indicator]:
        """All indicators in the scheme's order."""
        for dimension in self.dimensions:
            yield from dimension.indicators
