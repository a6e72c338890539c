"""How many have which grade, beside the places a quota leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from markupsafe import Markup

from pipelines.documents.report.marks import Bar, bars, per_cent
from pipelines.documents.report.pieces import Section, figure, heading, paragraph
from pipelines.documents.report.ranking import KINDS
from pipelines.documents.report.report import Report
from pipelines.explain.find import Row
from pipelines.explain.numbers import number

QUOTA = ("quota_percent", "quota_places", "due_count")
COUNTS = ("before_quota_count", "suggested_count", "decided_count", "confirmed_count")


def grades(report: Report) -> Section:
    section = Section("grades", report.say("grades"))
    by_kind = sorted(report.grade_counts, key=lambda row: KINDS.index(row["subject_type"]))
    for kind, found in groupby(by_kind, key=lambda row: (row["subject_type"], row["scheme_id"])):
        section.content += distribution(report, kind, list(found))
    return section


def distribution(report: Report, kind: tuple[str, str], found: Sequence[Row]) -> Iterator[Markup]:
    subject_type, scheme = kind
    title = report.say(f"grades_{subject_type}", scheme=report.edition.in_own(found[0], "scheme_title"))
    yield heading(title)
    graded = sum(row["suggested_count"] for row in found)
    yield paragraph(report.say("graded_of", graded=graded, subjects=found[0]["subject_count"]))
    if graded and subject_type != "organization":
        most = Decimal(max(max(row["suggested_count"], row["quota_places"] or 0) for row in found))
        drawn = [bar(report, row, most) for row in found]
        yield figure(bars(f"grades-{subject_type}-{scheme}", title, report.say("grades_drawn"), drawn))
    heads = report.heads("grade", *(f"#{key}" for key in ("at_least", *COUNTS, *QUOTA)))
    yield report.folded(title, heads, (cells(report, row) for row in found))


def bar(report: Report, row: Row, most: Decimal) -> Bar:
    places = row["quota_places"]
    count = f"{row['suggested_count']:,}"
    shown = report.say("subjects_count", count=count)
    if places is not None:
        shown = report.say("of_places", count=count, places=f"{places:,}")
    ticks = () if places is None else (per_cent(Decimal(places), most),)
    until = per_cent(Decimal(row["suggested_count"]), most)
    return Bar(report.edition.in_own(row, "grade_name"), shown, until, ticks=ticks)


def cells(report: Report, row: Row) -> list[str]:
    return [
        report.edition.in_own(row, "grade_name"),
        number(row["at_least"]) if row["at_least"] is not None else "",
        *("" if row[name] is None else str(row[name]) for name in COUNTS),
        number(row["quota_percent"]) if row["quota_percent"] is not None else "",
        "" if row["quota_places"] is None else str(row["quota_places"]),
        str(row["due_count"]),
    ]
