"""Numbers of a reward plan, each with its source: percentages, amounts, spans of time, shares and tiers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import ConfigDict, Field, Strict, model_validator

from pipelines.feeds import Closed
from pipelines.schemes.sourced import Amount, Clauses, Percent, Sourced

# An amount of money: what DECIMAL(18, 2) holds, never negative.
Money = Annotated[Decimal, Strict(), Field(ge=0, max_digits=18, decimal_places=2)]
Whole = Annotated[Decimal, Strict(), Field(ge=0, le=1200, decimal_places=0)]
Share = tuple[Amount, Amount]


class Cited(Sourced):
    """Something that names its source and may cite clauses."""

    clause: Clauses = ()


class PercentOf(Cited):
    """A percentage; of what, its name says."""

    value: Percent


class MoneyAmount(Cited):
    """An amount in the plan's currency."""

    value: Money


class Span(Cited):
    """A number of whole months or years, as its name says."""

    value: Whole


class ShareOf(Cited):
    """A share as a fraction: `[2, 3]` is two thirds."""

    share: Share


class Instalments(Cited):
    """What part of an award is paid in the first year, the next, and so on, in percent."""

    values: tuple[Percent, ...] = Field(min_length=1)


class Tier(Closed):
    """Of the benefit from `from` up to `until` (null: without end) a `percent` or a `share` is rewarded."""

    model_config = ConfigDict(validate_by_alias=True, validate_by_name=False)

    start: Money = Field(alias="from")
    until: Money | None
    percent: Percent | None = None
    share: Share | None = None

    @model_validator(mode="after")
    def one_rate(self) -> Self:
        if (self.percent is None) == (self.share is None):
            raise ValueError('a tier has either "percent" or "share"')
        return self

    @property
    def rate(self) -> Share:
        """(rise, run): so much is rewarded of so much benefit."""
        return (self.percent, Decimal(100)) if self.percent is not None else self.share or (Decimal(0), Decimal(0))


class Tiers(Cited):
    """The tiers, the lowest first; each rewards the part of the benefit that lies in it."""

    tiers: tuple[Tier, ...] = Field(min_length=1)
