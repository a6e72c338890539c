"""How many subjects of a kind may carry a grade, and who comes first."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from pipelines.feeds import Closed
from pipelines.schemes.sourced import Clauses, Name, Sourced, Weight


class Order(Closed):
    """What decides between equal scores: a metric's points, or a dimension's."""

    metric: str | None = None
    dimension: Name | None = None

    @model_validator(mode="after")
    def one_subject(self) -> Self:
        if (self.metric is None) == (self.dimension is None):
            raise ValueError('needs either "metric" or "dimension"')
        return self


class Quota(Sourced):
    """At most `percent` of those due for appraisal get the grade, cut downwards.

    `minimum_one_from`: from so many subjects on at least one may have it; null: a small organisation may get none.
    """

    grade: Name
    percent: Weight
    minimum_one_from: Annotated[int, Field(ge=1)] | None = None
    then_by: tuple[Order, ...] = ()
    clause: Clauses
