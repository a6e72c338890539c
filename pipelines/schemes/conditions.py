"""A number to compare with, and what is compared: a metric's value or a dimension's share of its points."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from pipelines.feeds import Closed, Words
from pipelines.schemes.sourced import Name, Number

Comparison = Literal["at_least", "above", "below"]


class Threshold(Closed):
    """Exactly one comparison; its number has the source of the block it stands in."""

    at_least: Number | None = None
    above: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def one_comparison(self) -> Self:
        if len(self.given) != 1:
            raise ValueError('needs exactly one of "at_least", "above" and "below"')
        return self

    @property
    def given(self) -> dict[Comparison, Decimal]:
        """What is written: one comparison with its number."""
        every: dict[Comparison, Decimal | None] = {
            "at_least": self.at_least,
            "above": self.above,
            "below": self.below,
        }
        return {name: number for name, number in every.items() if number is not None}

    @property
    def comparison(self) -> Comparison:
        return next(iter(self.given))

    @property
    def threshold(self) -> Decimal:
        """The number of the one comparison."""
        return next(iter(self.given.values()))


class Condition(Threshold):
    """A metric's value, in its unit, or a dimension's points, in percent of those it can bring, compared."""

    metric: str | None = None
    dimension: Name | None = None

    @model_validator(mode="after")
    def one_subject(self) -> Self:
        if (self.metric is None) == (self.dimension is None):
            raise ValueError('needs either "metric" or "dimension"')
        return self


class Criterion(Closed):
    """One condition, or a group (`any_of`) of which one must hold."""

    title: Words | None = None
    any_of: tuple[Condition, ...] | None = Field(default=None, min_length=1)
    metric: str | None = None
    dimension: Name | None = None
    at_least: Number | None = None
    above: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def group_or_condition(self) -> Self:
        alone = self.model_dump(exclude={"title", "any_of"}, exclude_none=True)
        if (self.any_of is None) == (not alone):
            raise ValueError('needs either "any_of" or a condition of its own')
        if alone:
            Condition(**alone)
        return self

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The group; a condition of its own is a group of one."""
        alone = self.model_dump(exclude={"title", "any_of"}, exclude_none=True)
        return self.any_of or (Condition(**alone),)
