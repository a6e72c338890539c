"""The records behind losses: incidents and milestones once each, and the biggest losses with their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from markupsafe import Markup

from pipelines.documents.report.marks import Bar, bars, per_cent
from pipelines.documents.report.pieces import figure, heading, paragraph, two_places
from pipelines.documents.report.report import Report
from pipelines.explain.find import Row
from pipelines.explain.numbers import number
from pipelines.explain.words import place

DRAWN, LISTED, LOSSES, ROWS_EACH = 12, 300, 30, 5
# Incidents and late milestones once each, with the subjects whose result they touched: of each kind the costliest, and
# how many there are.
RECORDS = """
    WITH days AS (
        SELECT
            source_feed, source_id, min(occurred_on) AS occurred_on, min(source_file) AS source_file,
            min(source_row) AS source_row, list_sort(list(DISTINCT (subject_type, subject_id))) AS subjects
        FROM evidence
        WHERE run_id = $run_id AND org_id = $org_id AND source_feed IN ('incident', 'project_event')
            AND subject_type IN ('department', 'cio')
        GROUP BY source_feed, source_id
    ),

    costs AS (
        SELECT cause_id, max(points_lost) AS points
        FROM deduction
        WHERE run_id = $run_id AND org_id = $org_id AND cause_kind = 'incident'
        GROUP BY cause_id
    ),

    touched AS (
        SELECT source_feed, source_id, sum(lost) AS lost
        FROM (
            SELECT DISTINCT evidence.source_feed, evidence.source_id, evidence.metric_id, evidence.subject_id,
                scores.points_lost AS lost
            FROM evidence
            INNER JOIN indicator_score AS scores USING (run_id, org_id, subject_type, subject_id, metric_id)
            WHERE evidence.run_id = $run_id AND evidence.org_id = $org_id
                AND evidence.source_feed IN ('incident', 'project_event') AND evidence.subject_type = 'department'
        )
        GROUP BY source_feed, source_id
    )

    SELECT days.*, costs.points, touched.lost, count(*) OVER (PARTITION BY days.source_feed) AS record_count
    FROM days
    LEFT JOIN costs ON days.source_feed = 'incident' AND days.source_id = costs.cause_id
    LEFT JOIN touched ON days.source_feed = touched.source_feed AND days.source_id = touched.source_id
    QUALIFY
        row_number() OVER (
            PARTITION BY days.source_feed
            ORDER BY costs.points DESC NULLS LAST, touched.lost DESC NULLS LAST, days.source_id
        ) <= $listed
    ORDER BY days.source_feed, costs.points DESC NULLS LAST, touched.lost DESC NULLS LAST, days.source_id
"""
BIGGEST = """
    WITH losses AS (
        SELECT subject_type, subject_id, metric_id, points_lost
        FROM deduction
        WHERE run_id = $run_id AND org_id = $org_id AND cause_kind = 'indicator' AND subject_type <> 'organization'
        ORDER BY points_lost DESC, subject_type DESC, subject_id, metric_id
        LIMIT $losses
    )

    SELECT losses.*, evidence.source_feed, evidence.source_id, evidence.occurred_on, evidence.source_file,
        evidence.source_row, evidence.numerator, evidence.denominator, evidence.position
    FROM losses
    LEFT JOIN evidence
        ON
            evidence.run_id = $run_id AND evidence.org_id = $org_id
            AND losses.subject_type = evidence.subject_type AND losses.subject_id = evidence.subject_id
            AND losses.metric_id = evidence.metric_id AND evidence.position <= $rows_each
    ORDER BY losses.points_lost DESC, losses.subject_type DESC, losses.subject_id, losses.metric_id, evidence.position
"""


def touched(report: Report) -> Iterator[Markup]:
    """Incidents, then milestones and other events of projects."""
    records = report.edition.rows(RECORDS, listed=LISTED)
    for feed in ("incident", "project_event"):
        yield from of_records(report, feed, [row for row in records if row["source_feed"] == feed])


def of_records(report: Report, feed: str, found: Sequence[Row]) -> Iterator[Markup]:
    title = report.say(f"records_{feed}")
    yield heading(title)
    if not found:
        yield paragraph(report.say(f"no_{feed}"))
        return
    if feed == "incident" and (costly := [row for row in found if row["points"]][:DRAWN]):
        drawn = [
            Bar(
                f"{row['source_id']}  {row['occurred_on']}",
                report.say("points", points=number(row["points"])),
                per_cent(row["points"], costly[0]["points"]),
            )
            for row in costly
        ]
        yield figure(bars("incidents-chart", title, report.say("incidents_drawn"), drawn))
    points = "#incident_points" if feed == "incident" else "#indicator_lost"
    heads = report.heads("record", "#day", points, "touched", "file_row")
    rows = (
        (
            row["source_id"],
            str(row["occurred_on"]),
            two_places(row["points"] if feed == "incident" else row["lost"]),
            report.say("comma").join(report.subject(*one) for one in row["subjects"]),
            place(row["source_file"], row["source_row"], report.lang),
        )
        for row in found
    )
    yield report.shortened(len(found), found[0]["record_count"])
    yield report.folded(title, heads, rows)


def biggest(report: Report) -> Iterator[Markup]:
    title = report.say("biggest", count=LOSSES)
    yield heading(title)
    keys = ("subject_type", "subject_id", "metric_id")
    rows = report.edition.rows(BIGGEST, losses=LOSSES, rows_each=ROWS_EACH)
    found = [list(group) for _, group in groupby(rows, key=lambda row: tuple(row[key] for key in keys))]
    if not found:
        yield paragraph(report.say("nothing_lost"))
        return
    drawn = [
        Bar(
            f"{report.subject(row['subject_type'], row['subject_id'])} · {report.metric(row['metric_id'])}",
            report.say("points", points=two_places(row["points_lost"])),
            per_cent(row["points_lost"], found[0][0]["points_lost"]),
        )
        for row, *_ in found[:DRAWN]
    ]
    yield figure(bars("biggest-chart", title, report.say("biggest_drawn", count=len(drawn)), drawn))
    yield paragraph(report.say("biggest_said", rows=ROWS_EACH), "faint")
    heads = report.heads("subject", "indicator", "#points_lost", "records")
    yield report.folded(title, heads, (loss(report, group) for group in found))


def loss(report: Report, group: Sequence[Row]) -> Sequence[str]:
    """A loss with its records below each other: what, day, numerator and denominator, file and row."""
    first = group[0]
    records = [
        ", ".join(
            (
                f"{report.feed(row['source_feed'])} {row['source_id']}",
                str(row["occurred_on"] or "–"),
                f"{number(row['numerator'])}/{number(row['denominator'])}",
                place(row["source_file"], row["source_row"], report.lang),
            )
        )
        for row in group
        if row["position"] is not None
    ]
    return (
        report.subject(first["subject_type"], first["subject_id"]),
        report.metric(first["metric_id"]),
        two_places(first["points_lost"]),
        Markup("<br>").join(records or [report.say("no_record")]),
    )
