"""Gates, which limit or withhold a grade on a single fact, and alerts, which only tell."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from pipelines.feeds import Words
from pipelines.schemes.conditions import Threshold
from pipelines.schemes.sourced import Clauses, Name, Percent, Sourced

GateId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]


class Step(Threshold):
    """From which value on a gate does what; `score`: the highest score it is graded with."""

    effect: Literal["lowest_grade", "graded_as_at_most", "no_grade"]
    score: Percent | None = None

    @model_validator(mode="after")
    def limit_has_a_score(self) -> Self:
        if (self.effect == "graded_as_at_most") != (self.score is not None):
            raise ValueError('effect graded_as_at_most, and only it, needs a "score"')
        return self


class Gate(Sourced):
    """A fact that decides a grade whatever the score. The first of `steps` that holds applies.

    `withholds`: what else the subject cannot get while the gate is tripped.
    """

    gate: GateId
    title: Words
    enabled: bool
    metric: str
    steps: tuple[Step, ...] = Field(min_length=1)
    withholds: tuple[Literal["commendation", "reward"], ...] = ()
    clause: Clauses


class Alert(Sourced, Threshold):
    """A fact somebody should look at; it costs nothing."""

    alert: Name
    title: Words
    metric: str
    clause: Clauses
