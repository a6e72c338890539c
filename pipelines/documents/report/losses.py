"""Where points were lost, and the records behind the biggest losses: incidents, milestones and all others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from pipelines.documents.report.loss_records import biggest, touched
from pipelines.documents.report.marks import Bar, bars, per_cent
from pipelines.documents.report.pieces import Section, figure, heading, two_places
from pipelines.documents.report.report import Report
from pipelines.explain.find import Row

DRAWN = 12
BY_METRIC = """
    SELECT metric_id, count(*) AS subjects, sum(points_lost) AS points, max(points_lost) AS most
    FROM indicator_score
    WHERE run_id = $run_id AND org_id = $org_id AND subject_type = 'department' AND points_lost > 0
    GROUP BY metric_id
    ORDER BY sum(points_lost) DESC, metric_id
"""


def losses(report: Report) -> Section:
    section = Section("losses", report.say("losses"))
    by_metric = report.edition.rows(BY_METRIC)
    if by_metric:
        section.content += of_indicators(report, by_metric)
    section.content += touched(report)
    section.content += biggest(report)
    return section


def of_indicators(report: Report, found: Sequence[Row]) -> Iterator[Markup]:
    title = report.say("lost_by_indicator")
    yield heading(title)
    drawn = [
        Bar(
            report.metric(row["metric_id"]),
            report.say("points_of", points=two_places(row["points"]), count=row["subjects"]),
            per_cent(row["points"], found[0]["points"]),
        )
        for row in found[:DRAWN]
    ]
    yield figure(bars("losses-chart", title, report.say("lost_drawn", count=len(drawn)), drawn))
    heads = report.heads("indicator", "#units_count", "#points_lost", "#most_lost")
    rows = (
        (report.metric(row["metric_id"]), str(row["subjects"]), two_places(row["points"]), two_places(row["most"]))
        for row in found
    )
    yield report.folded(title, heads, rows)
