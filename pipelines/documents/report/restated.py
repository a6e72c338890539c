"""What this revision moved against the one before it, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from markupsafe import Markup

from pipelines.documents.report.marks import Bar, bars
from pipelines.documents.report.pieces import Section, figure, heading, paragraph, two_places
from pipelines.documents.report.report import Report
from pipelines.explain.find import Row
from pipelines.explain.numbers import number
from pipelines.explain.restated_words import CHANGES_ZH, KINDS_ZH, cause_words, gate_words, quantity_words
from pipelines.explain.words import place, unit_words

DRAWN, LISTED = 24, 2000
MOVED = """
    SELECT *
    FROM restatement
    WHERE run_id = $run_id AND org_id = $org_id
    ORDER BY subject_type DESC, subject_id, person_id, quantity <> 'score', quantity, item, unit
"""
RECORDS = """
    SELECT DISTINCT
        source_feed, source_id, occurred_on, change, before_numerator, before_denominator, after_numerator,
        after_denominator, before_file, before_row, after_file, after_row, metric_id
    FROM restatement_record
    WHERE run_id = $run_id AND org_id = $org_id
    ORDER BY ALL
"""


def restated(report: Report) -> Section:
    section = Section("restated", report.say("restated"))
    found = report.edition.rows(MOVED)
    if not found:
        kind = "no_revision" if report.edition.run["revision"] < 2 else "nothing_moved"
        section.content.append(paragraph(report.say(kind)))
        return section
    section.content += scores(report, found)
    title = report.say("moved")
    heads = report.heads("subject", "quantity", "#before", "#after", "#delta", "cause")
    rows = [moved(report, row) for row in found[:LISTED]]
    section.content.append(report.shortened(len(rows), len(found)))
    section.content.append(report.folded(title, heads, rows))
    section.content += records(report)
    return section


def scores(report: Report, found: Sequence[Row]) -> Iterator[Markup]:
    """The scores that moved most, from the middle to the right when higher, to the left when lower."""
    own = [row for row in found if row["quantity"] == "score" and row["delta"] is not None]
    if not own:
        return
    own.sort(key=lambda row: (-abs(row["delta"]), row["subject_type"], row["subject_id"]))
    most = abs(own[0]["delta"]) or Decimal(1)
    drawn = [
        Bar(
            report.subject(row["subject_type"], row["subject_id"]),
            f"{two_places(row['before_value'])} → {two_places(row['after_value'])} ({row['delta']:+.2f})",
            50 + 50 * row["delta"] / most,
            Decimal(50),
            "d" if row["delta"] > 0 else "c",
            (Decimal(50),),
        )
        for row in own[:DRAWN]
    ]
    title = report.say("scores_moved")
    yield heading(title)
    yield figure(bars("restated-chart", title, report.say("moved_drawn", count=len(drawn), all=len(own)), drawn))


def moved(report: Report, row: Row) -> Sequence[str]:
    what = quantity_words(row["quantity"], report.lang)
    if row["item"]:
        what = report.say("moved_item", what=what, item=report.metric(row["item"]))
    if row["unit"] not in {None, "", "points", "place"}:
        what = report.say("aside", name=what, more=unit_words(row["unit"], report.lang))
    return (
        who(report, row),
        what,
        side(report, row, "before"),
        side(report, row, "after"),
        "" if row["delta"] is None else f"{'+' if row['delta'] > 0 else ''}{number(row['delta'])}",
        cause(report, row),
    )


def side(report: Report, row: Row, when: str) -> str:
    """The value, or the words where it is no number."""
    value, words = row[f"{when}_value"], row[f"{when}_text"]
    if value is not None:
        return number(value)
    if row["quantity"] == "gate":
        return gate_words(words or "", report.lang) or "–"
    if row["quantity"].endswith("grade"):
        return report.grade(row["subject_type"], words) or "–"
    return report.reason(words) or "–"


def who(report: Report, row: Row) -> str:
    name = report.names.get((row["subject_type"], row["subject_id"]))
    if name:
        return name
    kind = KINDS_ZH[row["subject_type"]] if report.lang == "zh" else row["subject_type"]
    return f"{kind} {row['subject_id']}"


def cause(report: Report, row: Row) -> str:
    """Why: records, rules, code or a decision, with the rules before and after or the appeal."""
    rules = [row["rules_before"], row["rules_after"]]
    said = (
        cause_words(row["cause"], report.lang),
        " → ".join(one or "–" for one in rules) if any(rules) else "",
        row["decision"],
    )
    return report.say("join").join(filter(None, said))


def records(report: Report) -> Iterator[Markup]:
    found = report.edition.rows(RECORDS)
    title = report.say("moved_records")
    yield heading(title)
    if not found:
        yield paragraph(report.say("no_moved_records"))
        return
    heads = report.heads("record", "indicator", "#day", "change_kind", "#before", "#after", "file_row")
    rows = [
        (
            f"{report.feed(row['source_feed'])} {row['source_id']}",
            report.metric(row["metric_id"]),
            str(row["occurred_on"] or ""),
            CHANGES_ZH[row["change"]] if report.lang == "zh" else row["change"],
            ratio(row, "before"),
            ratio(row, "after"),
            place(row["after_file"] or row["before_file"], row["after_row"] or row["before_row"], report.lang),
        )
        for row in found[:LISTED]
    ]
    yield report.shortened(len(rows), len(found))
    yield report.folded(title, heads, rows)


def ratio(row: Row, when: str) -> str:
    if row[f"{when}_numerator"] is None:
        return "–"
    return f"{number(row[f'{when}_numerator'])}/{number(row[f'{when}_denominator'])}"
