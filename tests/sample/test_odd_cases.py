"""Every odd case a rule turns on occurs somewhere in the sample."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from pipelines.sample.rows import Row

Every = Callable[[str], list[Row]]


def days(row: Row, *names: str) -> list[date]:
    return [value for name in names if isinstance(value := row.get(name), date)]


def any_row(feed: str, test: Callable[[Row], object]) -> Callable[[Every], bool]:
    return lambda every: any(test(row) for row in every(feed))


def events(every: Every, *kinds: str) -> dict[object, dict[object, list[Row]]]:
    """Events that have occurred, by project and kind."""
    found: dict[object, dict[object, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in every("project_event"):
        if row["kind"] in kinds and row["occurred_on"] is not None:
            found[row["project_id"]][row["kind"]].append(row)
    return found


def gap_in_days(every: Every, kind: str, number: int) -> bool:
    """Whether some event of the kind came so many days after the acceptance of its project."""
    accepted = {row["project_id"]: row["accepted_on"] for row in every("project")}
    return any(
        isinstance(start := accepted[row["project_id"]], date)
        and row["kind"] == kind
        and row["occurred_on"] == start + timedelta(days=number)
        for row in every("project_event")
    )


def report_after(every: Every, hours: int, minutes: int) -> bool:
    gap = timedelta(hours=hours, minutes=minutes)
    return any(
        isinstance(reported := row["reported_at"], datetime)
        and isinstance(detected := row["detected_at"], datetime)
        and reported - detected == gap
        for row in every("incident")
    )


def graver(row: Row) -> bool:
    return (row["severity_official"] or row["severity_internal"]) in {"major", "serious", "especially_serious"}


def serve_together(one: Row, two: Row) -> bool:
    """Whether two terms of one person share days."""
    first = {row["appointment_id"]: days(row, "start_on")[0] for row in (one, two)}
    last = {row["appointment_id"]: (days(row, "end_on") or [date.max])[0] for row in (one, two)}
    return (
        one["person_id"] == two["person_id"]
        and one["appointment_id"] != two["appointment_id"]
        and max(first.values()) <= min(last.values())
    )


def term_length(row: Row) -> bool:
    start, end = row["start_on"], row["end_on"]
    assert isinstance(start, date)
    return (
        isinstance(end, date)
        and row["department_id"] == "U09"
        and end == start.replace(year=start.year + 3) - timedelta(2)
    )


ODD: dict[str, Callable[[Every], bool]] = {
    "officer changed in mid-period": lambda every: any(
        one["department_id"] == two["department_id"] and one["end_on"] is not None
        and days(one, "end_on")[0] + timedelta(1) == two["start_on"]
        for one, two in product(every("appointment"), every("appointment"))
    ),
    "one officer for several units": lambda every: any(
        serve_together(one, two) and one["department_id"] != two["department_id"]
        for one, two in product(every("appointment"), every("appointment"))
    ),
    "concurrent post": any_row("appointment", lambda row: row["kind"] == "concurrent"),
    "less than half of the third quarter in office": any_row(
        "appointment", lambda row: date(2026, 8, 16) < days(row, "start_on")[0] <= date(2026, 9, 30)
    ),
    "term a day too short": any_row("appointment", term_length),
    "terms of one person for one unit overlap": lambda every: any(
        serve_together(one, two) and one["department_id"] == two["department_id"]
        for one, two in product(every("appointment"), every("appointment"))
    ),
    "reappointed too often": any_row("appointment", lambda row: row["term_number"] == 4),
    "term ends within 90 days of the third quarter": any_row(
        "appointment", lambda row: date(2026, 9, 30) < (row["end_on"] or date.max) <= date(2026, 12, 29)
    ),
    "a step of the appointment missing": any_row("appointment", lambda row: row["office_meeting_on"] is None),
    "selection test failed": any_row("appointment", lambda row: row["assessment_score"] == 55),
    "not eligible": any_row("person", lambda row: row["person_id"] == "UP0085" and row["party_member"] is False),
    "under investigation": any_row("finding", lambda row: row["kind"] == "investigation" and row["ended_on"] is None),
    "merged unit with a successor": any_row("department_successor", lambda row: row["share_percent"] == 100),
    "dissolved unit": any_row("department", lambda row: row["valid_until"] == date(2026, 5, 31)),
    "unit without systems": lambda every: bool(
        {row["department_id"] for row in every("department") if row["appraised"] and row["valid_until"] is None}
        - {row["department_id"] for row in every("system")}
    ),
    "cancelled obligation": any_row("obligation", lambda row: row.get("cancelled_on")),
    "revised due day met exactly": any_row(
        "obligation", lambda row: row.get("revised_due_on") and row["revised_due_on"] == row["done_on"]
    ),
    "obligation of a cancelled project": lambda every: bool(
        {row.get("project_id") for row in every("obligation")}
        & {row["project_id"] for row in every("project") if row["status"] == "cancelled"}
    ),
    "second acceptance attempt": any_row(
        "project_event", lambda row: row["kind"] == "final_acceptance" and row["attempt"] == 2
    ),
    "second review before the first": lambda every: any(
        of["first_review"] and of["second_review"]
        and days(of["second_review"][0], "occurred_on") < days(of["first_review"][0], "occurred_on")
        for of in events(every, "first_review", "second_review").values()
    ),
    "tender a day before its review": lambda every: any(
        of["tender"] and of["tender_review"]
        and days(of["tender"][0], "occurred_on")[0] + timedelta(1) == of["tender_review"][0]["occurred_on"]
        for of in events(every, "tender", "tender_review").values()
    ),
    "tender without any review": lambda every: any(
        of["tender"] and not of["tender_review"] for of in events(every, "tender", "tender_review").values()
    ),
    "accepted without expert argument": lambda every: any(
        of["security_test"] and not of["expert_argument"] and of["final_acceptance"]
        for of in events(every, "security_test", "expert_argument", "final_acceptance").values()
    ),
    "accounts on the sixtieth day": lambda every: gap_in_days(every, "final_accounts", 60),
    "accounts on the sixty-first day": lambda every: gap_in_days(every, "final_accounts", 61),
    "filed on the fifteenth working day": lambda every: gap_in_days(every, "project_filing", 21),
    "filed on the sixteenth working day": lambda every: gap_in_days(every, "project_filing", 24),
    "reported exactly at the limit": lambda every: report_after(every, 4, 0) and report_after(every, 1, 0),
    "reported a minute late": lambda every: report_after(every, 4, 1) and report_after(every, 1, 1),
    "responsibility not determined": any_row(
        "incident", lambda row: row["responsibility"] == "undetermined" and graver(row)
    ),
    "grave incident reported late or never": any_row(
        "incident", lambda row: graver(row) and row["reported_at"] is None
    ),
    "same root cause within a year": lambda every: any(
        one["department_id"] == two["department_id"] and one["cause_code"] == two["cause_code"]
        and one["incident_id"] != two["incident_id"]
        for one, two in product(every("incident"), every("incident"))
    ),
    "level 3 system without a filing number": any_row(
        "system", lambda row: row["protection_level"] == 3 and row["filing_number"] is None
    ),
    "system idle, and one rebuilt": lambda every: any(row["idle_since"] for row in every("system"))
    and any(row["replaced_on"] for row in every("system")),
    "survey with too few answers": any_row(
        "measurement", lambda row: row["kind"] == "satisfaction" and row["respondent_count"] == 12
    ),
    "four raters": any_row("measurement", lambda row: row["kind"] == "competency" and row["respondent_count"] == 4),
    "list shorter than the rule's": lambda every: sum(
        row["kind"] == "enabling_conditions" for row in every("checklist_item")
    ) == 3,
    "two liaisons": lambda every: sum(
        row["kind"] == "liaison" and row["department_id"] == "U03" for row in every("checklist_item")
    ) == 2,
    "item that does not apply": any_row("checklist_item", lambda row: not row["applicable"]),
    "web site with a veto": any_row("measurement", lambda row: row.get("vetoed")),
    "too little licensed software": any_row(
        "measurement", lambda row: row["kind"] == "licensed_installs" and below(row, 80)
    ),
    "secondment longer than half a year": any_row(
        "obligation", lambda row: row["kind"] == "secondment" and row["done_on"] == date(2026, 8, 5)
    ),
    "climb target later than allowed": any_row(
        "maturity", lambda row: (days(row, "target_due_on")[0] - days(row, "base_on")[0]).days > 731
    ),
    "bonus without approval": any_row("adjustment", lambda row: row["approved_on"] is None),
    "bonus outside its bounds": any_row("adjustment", lambda row: row.get("points") == 5),
    "finding revoked": any_row("finding", lambda row: row["revoked_on"]),
    "finding not confirmed": any_row(
        "finding", lambda row: row["confirmed_on"] is None and row["kind"] == "decision_error"
    ),
    "benefit not confirmed": any_row("innovation_benefit", lambda row: row["confirmed_on"] is None),
}  # fmt: skip


def below(row: Row, percent: int) -> bool:
    return Decimal(str(row["numerator"])) * 100 < Decimal(str(row["denominator"])) * percent


@pytest.mark.parametrize("case", ODD)
def test_the_odd_case_occurs(case: str, every: Every) -> None:
    assert ODD[case](every), f"Nothing in the sample is like this any more: {case}."
