"""How a result becomes final: how long it is made public, and within which time an objection is filed and answered."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, Strict

from pipelines.feeds import Closed
from pipelines.schemes.reward_numbers import Cited

# At least one whole day: what was public for no day at all was not made public.
Days = Annotated[Decimal, Strict(), Field(ge=1, le=366, decimal_places=0)]


class WorkingDays(Cited):
    """So many whole working days."""

    value: Days

    @property
    def unit(self) -> str:
        return "working_days"


class Within(Cited):
    """A time in whole days, working days or all days."""

    value: Days
    unit: Literal["working_days", "calendar_days"]


class Procedure(Closed):
    """Days a result is public before it can be confirmed; within which an objection is filed, and is answered.

    The days count from the one after the publicising, the notice or the objection.
    """

    publicity_working_days: WorkingDays
    appeal_file_within: Within
    appeal_answer_within: Within

    def numbers(self) -> dict[str, WorkingDays | Within]:
        """Each by its name."""
        return {name: getattr(self, name) for name in type(self).model_fields}
