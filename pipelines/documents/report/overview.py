"""What a reader must know first: who, which period, how far it stands, the key numbers, what needs attention."""

from __future__ import annotations

from markupsafe import Markup

from pipelines.documents.html import list_of
from pipelines.documents.regimes import REGIMES
from pipelines.documents.report.attention import appeals, attention, counted, signatures
from pipelines.documents.report.pieces import Section, heading, paragraph, two_places
from pipelines.documents.report.posted import ledger
from pipelines.documents.report.report import Report
from pipelines.documents.report.reward_flow import YEARS
from pipelines.explain.find import Row
from pipelines.explain.reward_codes import unit_words
from pipelines.explain.sign_off_text import STATES

NEWER = """
    SELECT newer.revision
    FROM run AS newer
    INNER JOIN run AS this ON newer.period = this.period AND newer.org_id = this.org_id
    WHERE
        this.run_id = $run_id AND NOT this.is_current AND (newer.is_newest OR newer.is_current)
        AND newer.revision > this.revision
    ORDER BY newer.is_current DESC
"""


def overview(report: Report) -> Section:
    counts = counted(report)
    section = Section("overview", report.say("overview"))
    if not report.has_appraised:
        section.content.append(paragraph(report.say("nobody_appraised")))
    section.content += [facts(report), key_numbers(report, counts), heading(report.say("attention"))]
    section.content.append(list_of(attention(report, counts)) or paragraph(report.say("nothing_to_attend")))
    section.content += signatures(report)
    section.content += appeals(report)
    return section


def facts(report: Report) -> Markup:
    run, organization = report.edition.run, report.edition.organization
    regime = REGIMES[report.lang].get(organization["regime"], organization["regime"])
    rows = (
        ("organization", report.say("aside", name=organization["organization_name"], more=organization["org_id"])),
        ("regime", regime),
        ("period", report.say("from_to", period=run["period"], start=run["period_start"], end=run["period_end"])),
        ("cut_off", str(run["cut_off"])),
        ("edition", edition_words(report)),
        ("state", STATES[report.lang].get(run["state"], run["state"])),
        ("known_on", str(run["known_on"] or "–")),
        ("run", run["run_id"]),
    )
    pair = Markup("<div><dt>{}</dt><dd>{}</dd></div>")
    pairs = Markup().join(pair.format(report.say(key), said) for key, said in rows)
    return Markup('<dl class="facts">{}</dl>').format(pairs)


def edition_words(report: Report) -> str:
    """Which revision it is and whether a newer one has taken its place."""
    run = report.edition.run
    said = report.say(f"kind_{run['kind']}", revision=run["revision"])
    newer = [row["revision"] for row in report.edition.rows(NEWER)]
    if newer:
        said += report.say("superseded", revision=newer[0]) if newer[0] else ""
    elif run["kind"] == "final" and run["is_newest"]:
        said += report.say("is_newest")
    return said


def key_numbers(report: Report, counts: Row) -> Markup:
    cards = []
    for kind in ("department", "cio"):
        found = report.subjects[kind]
        scores = [row["score"] for row in found if row["score"] is not None]
        if found:
            cards.append((f"{len(found):,}", report.say(f"count_{kind}")))
        if scores:
            cards.append((f"{min(scores)} – {max(scores)}", report.say(f"range_{kind}")))
    own = [row for row in report.subjects["organization"] if row["score"] is not None]
    for row in own:
        grade = report.grade("organization", row["suggested_grade"])
        cards.append((str(row["score"]), report.say("own_score", grade=grade or "–")))
    for year in report.edition.rows(YEARS):
        named = {"year": year["benefit_year"], "currency": unit_words(year["currency"], report.lang)}
        if year["pool_amount"]:
            cards.append((two_places(year["pool_amount"]), report.say("pool_of", **named)))
            cards.append((two_places(year["awarded_amount"]), report.say("awarded_of", **named)))
    for year in ledger(report):
        if year["posted_on"]:
            named = {"year": year["benefit_year"], "currency": unit_words(year["currency"], report.lang)}
            cards.append((two_places(year["posted_owed_amount"]), report.say("owed_of", **named)))
    if counts["awards"]:
        cards.append((f"{counts['awards']:,}", report.say("count_award")))
    return Markup('<ul class="cards">{}</ul>').format(
        Markup().join(Markup("<li><b>{}</b> <span>{}</span></li>").format(value, words) for value, words in cards)
    )
