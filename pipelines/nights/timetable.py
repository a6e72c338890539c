"""When a period is due: `schedule.yaml` of the project, or the one that is shipped."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator

from pipelines.feeds import Closed
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.yaml_file import load_model

FILE = "schedule.yaml"


class Waiting(Closed):
    """Days after the end of a period: how long late deliveries are waited for, and when it is due at the latest."""

    wait_days: int = Field(ge=0)
    deadline_days: int = Field(ge=0)

    @model_validator(mode="after")
    def in_order(self) -> Waiting:
        if self.deadline_days < self.wait_days:
            raise ValueError("deadline_days is less than wait_days")
        return self


class QuarterWaiting(Waiting):
    """`missing_days_at_most`: so many days may lack a night or a delivery once `wait_days` are over."""

    missing_days_at_most: int = Field(ge=0)


class YearWaiting(Waiting):
    """`missing_quarters_at_most`: so many quarters may be unconfirmed once `wait_days` are over."""

    missing_quarters_at_most: int = Field(ge=0, le=4)


class Timetable(Closed):
    """When quarters and years are due."""

    quarter: QuarterWaiting
    year: YearWaiting


def load_timetable(settings: Settings) -> Timetable:
    """The project's timetable. Raises RuleError, with file and line, for one that cannot be used."""
    return load_model(timetable_file(settings), Timetable)


def timetable_file(settings: Settings) -> Path:
    """The project's own file, or the one that is shipped."""
    own = settings.project / FILE
    return own if own.exists() else PROJECT_DIR / FILE
