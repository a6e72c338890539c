"""How far the data can be relied on: checks, rows in quarantine, rows left out, indicators without data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from markupsafe import Markup

from pipelines.documents.report.check_words import check_why, fault_words, looked_at
from pipelines.documents.report.marks import Bar, bars, per_cent
from pipelines.documents.report.pieces import Section, figure, heading, paragraph
from pipelines.documents.report.report import Report
from pipelines.explain.find import Row
from pipelines.explain.words import status_words

CHECKS = "SELECT * FROM data_quality WHERE run_id = $run_id ORDER BY success, severity, subject, check_id"
QUARANTINE = """
    SELECT feed, reason_code, row_count, open_count
    FROM quarantine_summary
    WHERE run_id = $run_id
    ORDER BY open_count DESC, row_count DESC, feed, reason_code
"""
LEFT_OUT = """
    SELECT feed, source_file, reason, row_count
    FROM left_out_summary
    WHERE run_id = $run_id
    ORDER BY row_count DESC, feed, source_file, reason
"""
UNCOUNTED = """
    SELECT subject_type, metric_id, status, reason, count(*) AS subjects
    FROM indicator_score
    WHERE run_id = $run_id AND org_id = $org_id AND status <> 'measured'
    GROUP BY subject_type, metric_id, status, reason
    ORDER BY status = 'not_applicable', status, subject_type DESC, count(*) DESC, metric_id, reason
"""


def quality(report: Report) -> Section:
    section = Section("quality", report.say("quality"), [paragraph(report.say("quality_said"), "faint")])
    for part in (checks, quarantine, left_out, uncounted):
        section.content += part(report)
    return section


def checks(report: Report) -> Iterator[Markup]:
    found = report.edition.rows(CHECKS)
    failed = [row for row in found if not row["success"]]
    title = report.say("checks")
    yield heading(title)
    on_results = [row for row in found if on_result(row)]
    outcome, of_rows = counts(on_results), counts([row for row in found if not on_result(row)])
    yield paragraph(report.say(f"checks_of_results{'_broken' if outcome['broken'] else ''}", **outcome))
    yield paragraph(report.say("checks_of_rows", all=of_rows["all"], passed=of_rows["passed"]))
    heads = report.heads("looked_at", "why_checked", "severity", "#unexpected_count", "check_id")
    for key, rows in (("checks_failed", failed), ("checks_held", found[len(failed) :])):
        shown = [
            (
                looked_at(row["subject"], report.lang),
                check_why(row["check_id"], row["why"], report.lang),
                report.say(f"severity_{row['severity']}"),
                "" if row["unexpected_count"] is None else str(row["unexpected_count"]),
                row["check_id"],
            )
            for row in rows
        ]
        if shown:
            caption = report.say(key)
            yield report.folded(caption, heads, shown)


def on_result(row: Row) -> bool:
    """Whether a check looked at a table of results; else at rows that came in."""
    return bool(row["subject"].startswith("result "))


def counts(found: Sequence[Row]) -> dict[str, int]:
    """How many checks there are, how many passed, how many critical ones failed."""
    failed = [row["severity"] for row in found if not row["success"]]
    return {"all": len(found), "passed": len(found) - len(failed), "broken": failed.count("critical")}


def quarantine(report: Report) -> Iterator[Markup]:
    found = report.edition.rows(QUARANTINE)
    title = report.say("quarantine")
    yield heading(title)
    if not found:
        yield paragraph(report.say("no_quarantine"))
        return
    yield paragraph(report.say("quarantine_said"))
    most = Decimal(max(row["row_count"] for row in found))
    drawn = [
        Bar(
            f"{report.feed(row['feed'])} · {fault_words(row['feed'], row['reason_code'], report.lang)}",
            report.say("open_of", open=row["open_count"], all=row["row_count"]),
            per_cent(Decimal(row["row_count"]), most),
            tone="c" if row["open_count"] else "a",
        )
        for row in found[:12]
    ]
    yield figure(bars("quarantine-chart", title, report.say("quarantine_drawn"), drawn))
    heads = report.heads("feed", "reason_code", "#row_count", "#open_count")
    rows = [
        (
            report.feed(row["feed"]),
            fault_words(row["feed"], row["reason_code"], report.lang),
            str(row["row_count"]),
            str(row["open_count"]),
        )
        for row in found
    ]
    yield report.folded(title, heads, rows)


def left_out(report: Report) -> Iterator[Markup]:
    found = report.edition.rows(LEFT_OUT)
    title = report.say("left_out")
    yield heading(title)
    if not found:
        yield paragraph(report.say("no_left_out"))
        return
    heads = report.heads("feed", "source_file", "why_left_out", "#row_count")
    rows = ((report.feed(row["feed"]), row["source_file"], row["reason"], str(row["row_count"])) for row in found)
    yield report.folded(title, heads, rows)


def uncounted(report: Report) -> Iterator[Markup]:
    """Indicators that are missing, switched off or have nothing to count."""
    found = report.edition.rows(UNCOUNTED)
    title = report.say("uncounted")
    yield heading(title)
    lacking = [row for row in found if row["status"] != "not_applicable"]
    if not lacking:
        yield paragraph(report.say("nothing_lacking"))
    if not found:
        return
    heads = report.heads("indicator", "kind_of_subject", "standing", "reason", "#subjects")
    rows = [
        (
            report.metric(row["metric_id"]),
            report.say(f"name_{row['subject_type']}"),
            status_words(row["status"], report.lang).replace("_", " "),
            report.reason(row["reason"]),
            str(row["subjects"]),
        )
        for row in found
    ]
    yield report.folded(title, heads, rows)
