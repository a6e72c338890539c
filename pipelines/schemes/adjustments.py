"""What is added to and taken from the score: approved bonus and deduction points, and a general appraisal's share."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from pipelines.feeds import Closed
from pipelines.schemes.sourced import Clauses, Percent, Points, Sourced, Weight


class AdjustmentKind(Closed):
    """What a record of a kind brings or costs: `each` the same points, or the record's own from `least` to `most`.

    `limit`: the most all records of the kind together bring or cost.
    """

    kind: str
    effect: Literal["bonus", "deduction"]
    each: Percent | None = None
    least: Percent | None = None
    most: Percent | None = None
    limit: Percent | None = None

    @model_validator(mode="after")
    def fixed_or_open(self) -> Self:
        bounds = (self.least is not None) + (self.most is not None)
        if (self.each is not None and bounds) or (self.each is None and bounds != 2):
            raise ValueError('needs either "each", or both "least" and "most"')
        return self


class Adjustments(Sourced):
    """Bonus and deduction points, each within a limit for all kinds together."""

    bonus_limit: Points
    deduction_limit: Points
    kinds: tuple[AdjustmentKind, ...] = Field(min_length=1)
    clause: Clauses


class GeneralPart(Closed):
    """The share of the score that a general appraisal of the person makes, where there is one."""

    metric: str
    share: Weight
    clause: Clauses
