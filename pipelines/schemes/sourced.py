"""Numbers that name their source: weights, curves and parameters, each an exact Decimal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    Strict,
    StringConstraints,
    Tag,
    model_validator,
)

from pipelines.feeds import Closed

Source = Literal["SEED", "LAW", "DEFAULT", "ORG"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]*$")]
Number = Annotated[Decimal, Strict(), Field(max_digits=18, decimal_places=6)]
# What a metric counts with is never negative: a negative number would turn a loss into a gain.
Amount = Annotated[Decimal, Strict(), Field(ge=0, max_digits=18, decimal_places=6)]
Percent = Annotated[Decimal, Strict(), Field(ge=0, le=100, decimal_places=6)]

Unit = Literal[
    "calendar_days", "count", "day_of_next_month", "days", "hours", "hours_a_year", "months", "percent",
    "percent_of_duration", "percent_of_period", "points", "rows", "times", "working_days", "years", "yuan",
]  # fmt: skip


def one_or_many(value: object) -> object:
    """A single clause id as a list of one."""
    return (value,) if isinstance(value, str) else value


Clauses = Annotated[tuple[str, ...], BeforeValidator(one_or_many)]


class Sourced(Closed):
    """Something that names its source; LAW also names the `law` and the `mark` of how it was read."""

    source: Source
    mark: str | None = None
    law: str | None = None

    @model_validator(mode="after")
    def law_is_named(self) -> Self:
        if (self.source == "LAW") != bool(self.mark and self.law):
            raise ValueError('source LAW, and only LAW, needs "law" (title and article) and "mark" (V, V2, ...)')
        return self

    @property
    def source_mark(self) -> str:
        """`DEFAULT`, or `LAW V`: the source with its mark."""
        return f"{self.source} {self.mark}" if self.mark else self.source


class Weight(Sourced):
    """A share of 100."""

    value: Percent


class Points(Sourced):
    """So many of the 100 points."""

    value: Percent


class TenureShare(Sourced):
    """The least share of the period, in percent, a person must be in office to get a grade."""

    value: Percent
    unit: Literal["percent_of_period"]


class Curve(Sourced):
    """Points (0-100) by value: straight lines between the knots, or steps that start at each knot."""

    shape: Literal["linear", "steps"]
    knots: tuple[tuple[Number, Percent], ...] = Field(min_length=1)


class CodeValue(Sourced):
    """A parameter's number for one code, where its source differs from the parameter's."""

    value: Amount


def kind_of(value: object) -> str:
    """Whether a code is given as a mapping with its own source, or as a number alone."""
    return "sourced" if isinstance(value, dict | CodeValue) else "number"


CodeNumber = Annotated[Annotated[Amount, Tag("number")] | Annotated[CodeValue, Tag("sourced")], Discriminator(kind_of)]


class Parameter(Sourced):
    """A number a metric counts with, or one number for each code."""

    value: Amount | None = None
    codes: Mapping[Code, CodeNumber] | None = None
    unit: Unit
    clause: Clauses = ()

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        if (self.value is None) == (self.codes is None):
            raise ValueError('a parameter has either "value" or "codes"')
        return self

    def rows(self) -> Iterator[tuple[str, Decimal, Sourced]]:
        """(code, value, who says so) for each number; the code of a single number is empty."""
        if self.value is not None:
            yield "", self.value, self
        for code, given in (self.codes or {}).items():
            yield (code, given.value, given) if isinstance(given, CodeValue) else (code, given, self)
