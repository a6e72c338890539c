"""Reports on progress and money that a project owes after each quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from pipelines.sample.rows import Row, happens
from pipelines.sample.steps import Step, event

RECIPIENTS = ("新区CIO团队", "纪检监察局", "发展和财政局")
# The first day of the quarter reported on, the first after it, and the day the reports are due.
QUARTERS = (
    (date(2025, 10, 1), date(2026, 1, 1), date(2026, 1, 10)),
    (date(2026, 1, 1), date(2026, 4, 1), date(2026, 4, 10)),
    (date(2026, 4, 1), date(2026, 7, 1), date(2026, 7, 10)),
    (date(2026, 7, 1), date(2026, 10, 1), date(2026, 10, 10)),
)


def reports(rng: Random, quality: int, project: Row) -> Iterator[Row]:
    """Three bodies get one for each quarter in which the work was under way."""
    start, accepted = project["start_on"], project["accepted_on"]
    assert isinstance(start, date)
    if project["status"] == "cancelled":
        return
    for first, following, due in QUARTERS:
        if start < following and not (isinstance(accepted, date) and accepted < first):
            for party in RECIPIENTS:
                day = due - timedelta(days=rng.randint(0, 6))
                if not happens(rng, quality):
                    day = due + timedelta(days=rng.randint(1, 20))
                yield event(Step("progress_report", 0, "建设", party, has_result=False), day) | {"due_on": due}
