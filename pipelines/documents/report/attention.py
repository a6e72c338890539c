"""What needs attention in a run, who signed it and who objected."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from pipelines.documents.html import link
from pipelines.documents.report.pieces import heading, table, two_places
from pipelines.documents.report.ranking import gates
from pipelines.documents.report.report import Report
from pipelines.documents.report.reward_flow import YEARS
from pipelines.explain.find import Row
from pipelines.explain.reward_codes import unit_words
from pipelines.explain.sign_off_text import DISMISSED, STATES

NAMED = 12
COUNTS = """
    SELECT
        (SELECT count(*) FROM data_quality
            WHERE run_id = $run_id AND NOT success AND severity = 'critical' AND subject LIKE 'result %') AS broken,
        (SELECT count(DISTINCT (subject_type, subject_id)) FROM indicator_score
            WHERE run_id = $run_id AND org_id = $org_id AND status = 'missing') AS lacking,
        (SELECT count(DISTINCT metric_id) FROM indicator_score
            WHERE run_id = $run_id AND org_id = $org_id AND status = 'disabled') AS disabled,
        (SELECT count(DISTINCT (subject_type, subject_id)) FROM restatement
            WHERE run_id = $run_id AND org_id = $org_id) AS moved,
        (SELECT count(*) FROM appeal
            WHERE period = $period AND org_id = $org_id AND state IN ('filed', 'accepted')) AS appeals,
        (SELECT count(*) FROM compliance_alert WHERE run_id = $run_id AND org_id = $org_id) AS alerts,
        (SELECT count(*) FROM reward_award
            WHERE run_id = $run_id AND org_id = $org_id AND status = 'held') AS held,
        (SELECT count(*) FROM reward_award
            WHERE run_id = $run_id AND org_id = $org_id) AS awards
"""
# What is counted, and the section that shows it.
MATTERS = {
    "held": "rewards", "moved": "restated", "appeals": "appeals", "lacking": "quality", "disabled": "quality",
    "broken": "quality",
}  # fmt: skip
SIGNATURES = "SELECT * FROM signature WHERE run_id = $run_id ORDER BY position"
APPEALS = """
    SELECT *
    FROM appeal
    WHERE period = $period AND org_id = $org_id
    ORDER BY filed_on, appeal_id
"""


def counted(report: Report) -> Row:
    """How many there are of each matter."""
    return report.edition.rows(COUNTS, period=report.edition.run["period"])[0]


def attention(report: Report, counts: Row) -> Iterator[Markup]:
    """Each matter with a link to where it is shown."""
    run = report.edition.run
    if run["kind"] != "final":
        yield escape(report.say(f"attend_{run['kind']}"))
    elif run["state"] not in {"confirmed", "archived"}:
        yield escape(report.say(f"attend_{run['state']}" if run["state"] in DISMISSED else "attend_unconfirmed"))
    people = [*report.subjects["department"], *report.subjects["cio"]]
    ungraded = [row for row in people if not row["suggested_grade"]]
    gated = [row for row in people if gates(row)]
    for key, rows in (("attend_gates", gated), ("attend_ungraded", ungraded)):
        if rows:
            names = Markup(report.say("comma")).join(report.linked(row) for row in rows[:NAMED])
            more = report.say("and_more", count=len(rows) - NAMED) if len(rows) > NAMED else ""
            yield Markup("{}{}{}").format(link("#ranking", report.say(key, count=len(rows))), names, more)
    for year in report.edition.rows(YEARS):
        if year["unallocated_amount"]:
            amount = f"{two_places(year['unallocated_amount'])} {unit_words(year['currency'], report.lang)}"
            yield link("#rewards", report.say("attend_unallocated", year=year["benefit_year"], amount=amount))
    for key, section in MATTERS.items():
        if counts[key]:
            yield link(f"#{section}", report.say(f"attend_{key}", count=counts[key]))


def signatures(report: Report) -> Iterator[Markup]:
    found = report.edition.rows(SIGNATURES)
    if not found:
        return
    title = report.say("signatures")
    heads = report.heads("state", "signed_by", "signed_on", "reason")
    rows = [
        (STATES[report.lang][row["state"]], row["signed_by"] or "", str(row["signed_on"]), row["reason"] or "")
        for row in found
    ]
    yield heading(title)
    yield table(title, heads, rows, heard=True)


def appeals(report: Report) -> Iterator[Markup]:
    """Objections to results of the period, in whatever revision."""
    found = report.edition.rows(APPEALS, period=report.edition.run["period"])
    if not found:
        return
    title = report.say("appeals")
    heads = report.heads("appeal", "subject", "indicator", "revision", "#filed_on", "#answer_by", "state")
    rows = (
        (
            row["appeal_id"],
            row["subject_name"] or row["subject_id"],
            report.metric(row["metric_id"]),
            "" if row["revision"] is None else str(row["revision"]),
            str(row["filed_on"]),
            str(row["answer_by"] or "–"),
            report.say("join").join(report.say(f"appeal_{one}") for one in (row["state"], row["outcome"]) if one),
        )
        for row in found
    )
    yield Markup('<h3 id="appeals">{}</h3>').format(title)
    yield report.folded(title, heads, rows)
