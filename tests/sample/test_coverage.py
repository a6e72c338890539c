"""Every feed and every code of every feed occurs somewhere in the sample."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.feeds import load_feeds
from pipelines.sample.rows import Row

Every = Callable[[str], list[Row]]

# What the sample leaves out: an appeal names a run, and no run is known before the first; session_attendance and the
# regime belong to the federal example; no organ of the central state is among the five; a county is a bad row; the one
# central enterprise has climbed from E to C.
ABSENT_FEEDS = {"appeal", "session_attendance"}
ABSENT_CODES = {
    ("organization", "regime", "us_federal"),
    ("organization", "org_class", "medium"),
    ("organization", "org_class", "small"),
    ("organization", "operator_class", "central_organ"),
    ("department", "level", "county"),
    *(("incident", "occurred_precision", code) for code in ("minute", "month", "year")),
    *(("maturity", "grade", code) for code in "AB"),
    *(("maturity", "base_grade", code) for code in "ABC"),
    *(("maturity", "target_grade", code) for code in "ADE"),
}


def test_every_feed_but_two_is_delivered_by_somebody(every: Every) -> None:
    assert {feed for feed in load_feeds() if not every(feed)} == ABSENT_FEEDS


def test_every_code_of_every_field_occurs(every: Every) -> None:
    absent = {
        (feed.feed, field.name, code)
        for feed in load_feeds().values()
        if feed.feed not in ABSENT_FEEDS
        for field in feed.fields
        for code in field.codes
        if code not in {row.get(field.name) for row in every(feed.feed)}
    }
    assert absent == ABSENT_CODES


@pytest.mark.parametrize("feed", ["obligation", "checklist_item", "measurement", "project_event"])
def test_a_handful_of_records_is_of_kinds_no_metric_knows(feed: str, every: Every) -> None:
    kinds = load_feeds()[feed].field("kind").codes
    assert 1 <= sum(row["kind"] not in kinds for row in every(feed)) <= 5
