"""What is recommended after a result: consequences by grade and fact, and candidates for commendation.

Recommendations only: nothing here is ever carried out.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pipelines.feeds import Words
from pipelines.schemes.conditions import Condition, Criterion
from pipelines.schemes.sourced import Clauses, Name, Percent, Sourced


class Consequence(Sourced):
    """Recommended to whom has one of `grades` (none named: any) and meets all `conditions`.

    `years_in_a_row`: so many years, this one included, with one of the grades. `period` any: after a quarter too.
    """

    consequence: Name
    title: Words
    grades: tuple[Name, ...] = ()
    conditions: tuple[Condition, ...] = ()
    years_in_a_row: Annotated[int, Field(ge=1)] = 1
    period: Literal["year", "any"] = "year"
    clause: Clauses


class Commendation(Sourced):
    """Who is a candidate: everything that is said here holds."""

    title: Words
    score_at_least: Percent | None = None
    grades: tuple[Name, ...] | None = None
    top_percent: Percent | None = None
    within_quota: bool = False
    without_gates: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    clause: Clauses
