"""How scores moved over the published periods: quarters, years and other spans apart, each period by its newest run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from markupsafe import Markup

from pipelines.documents.report.marks import Bar, bars, per_cent, trail
from pipelines.documents.report.pieces import Column, Section, figure, heading, paragraph, two_places
from pipelines.documents.report.ranking import KINDS, ONE_BY_ONE
from pipelines.documents.report.report import Report
from pipelines.explain.find import Row
from pipelines.period import parse_period, quarter_of

SHOWN_PERIODS = 6
# The newest run of each earlier period, and this run for its own.
PERIODS = """
    SELECT own.run_id, own.period, own.kind
    FROM run AS own
    INNER JOIN run AS this ON this.run_id = $run_id
    WHERE
        (
            own.run_id = this.run_id
            OR (own.is_newest AND own.period <> this.period AND own.period_end <= this.period_end)
        )
        AND own.org_id IN ('*', this.org_id, $org_id)
        AND EXISTS (
            FROM appraisal
            WHERE appraisal.run_id = own.run_id AND appraisal.org_id = $org_id AND appraisal.score IS NOT NULL
        )
    QUALIFY
        row_number() OVER (
            PARTITION BY own.period ORDER BY own.run_id = this.run_id DESC, own.org_id DESC, own.run_id
        ) = 1
    ORDER BY own.period_end, own.period
"""
SCORES = """
    SELECT run_id, subject_type, subject_id, subject_name, score
    FROM appraisal
    WHERE org_id = $org_id AND list_contains($runs, run_id)
    ORDER BY run_id, subject_type, subject_id
"""
SPREAD = """
    SELECT
        run_id, subject_type, count(score) AS scored, min(score) AS lowest, quantile_disc(score, 0.25) AS lower,
        quantile_disc(score, 0.5) AS middle, quantile_disc(score, 0.75) AS upper, max(score) AS highest
    FROM appraisal
    WHERE org_id = $org_id AND list_contains($runs, run_id) AND score IS NOT NULL
    GROUP BY run_id, subject_type
    ORDER BY run_id, subject_type
"""


def trend(report: Report) -> Section:
    section = Section("trend", report.say("trend"))
    periods = report.edition.rows(PERIODS)
    for name in ("quarters", "years", "other_periods"):
        found = [one for one in periods if kind_of(one["period"]) == name]
        if found:
            section.content.append(heading(report.say(name)))
            section.content += of_periods(report, name, found[-SHOWN_PERIODS:])
    if not section.content:
        section.content.append(paragraph(report.say("no_scores")))
    return section


def kind_of(period: str) -> str:
    """Which periods a period is compared with: a half-year or a free span is neither a quarter nor a year."""
    span = parse_period(period)
    if span.is_year:
        return "years"
    return "quarters" if quarter_of(span.start).name == period else "other_periods"


def of_periods(report: Report, name: str, periods: Sequence[Row]) -> Iterator[Markup]:
    titles = [period_words(report, one) for one in periods]
    if len(periods) == 1:
        yield paragraph(report.say("one_period", period=titles[0]))
        return
    yield paragraph(report.say("trend_said"), "faint")
    runs = [one["run_id"] for one in periods]
    scores: dict[str, dict[str, dict[str, Row]]] = {}
    for row in report.edition.rows(SCORES, runs=runs):
        scores.setdefault(row["subject_type"], {}).setdefault(row["subject_id"], {})[row["run_id"]] = row
    for kind in KINDS:
        if kind not in scores:
            continue
        title = report.say(f"trend_{kind}", periods=report.say(name))
        by_subject = scores[kind]
        ranks = known(report, kind)
        order = sorted(by_subject, key=lambda one: (ranks.get(one, len(ranks)), one))
        lowest = floor_of(by_subject)
        yield Markup("<h4>{}</h4>").format(report.say(f"group_{kind}"))
        if len(order) <= ONE_BY_ONE:
            yield paragraph(report.say("one_scale", lowest=lowest), "faint")
            yield Markup('<div class="trails">{}</div>').format(
                Markup().join(
                    one_trail(report, f"{name}-{kind}-{place}", by_subject[one], runs, titles, lowest)
                    for place, one in enumerate(order)
                )
            )
        else:
            yield figure(spread(report, f"{name}-{kind}", kind, title, runs, titles))
        rows = (row_of(by_subject[one], runs) for one in order)
        heads = [
            *report.heads(f"name_{kind}"),
            *(Column(one, is_number=True) for one in titles),
            *report.heads("#change"),
        ]
        yield report.folded(title, heads, rows)


def known(report: Report, kind: str) -> dict[str, int]:
    """The place of each subject of this run in the order of its ranking."""
    return {row["subject_id"]: place for place, row in enumerate(report.subjects[kind])}


def floor_of(by_subject: dict[str, dict[str, Row]]) -> Decimal:
    """The ten below the lowest score, where the lines of all subjects begin."""
    scores = [row["score"] for own in by_subject.values() for row in own.values() if row["score"] is not None]
    return min(min(scores) // 10 * 10, Decimal(90)) if scores else Decimal(0)


def one_trail(
    report: Report, name: str, own: dict[str, Row], runs: Sequence[str], titles: Sequence[str], lowest: Decimal
) -> Markup:
    newest = list(own.values())[-1]
    points = [(title, own[run]["score"] if run in own else None) for run, title in zip(runs, titles, strict=True)]
    said = report.say("join").join(f"{title}: {two_places(score)}" for title, score in points)
    return trail(name, newest["subject_name"] or newest["subject_id"], said, lowest, points)


def row_of(own: dict[str, Row], runs: Sequence[str]) -> list[str]:
    """A subject's scores, and the last less the one before it where both are there."""
    newest = list(own.values())[-1]
    scores = [own[run]["score"] if run in own else None for run in runs]
    before, now = scores[-2:]
    moved = None if before is None or now is None else now - before
    return [
        newest["subject_name"] or newest["subject_id"],
        *(two_places(score) for score in scores),
        "–" if moved is None else f"{moved:+}",
    ]


def spread(report: Report, name: str, kind: str, title: str, runs: Sequence[str], titles: Sequence[str]) -> Markup:
    """Of many subjects: from the lower to the upper quarter, with the median, lowest and highest as ticks."""
    found = {row["run_id"]: row for row in report.edition.rows(SPREAD, runs=runs) if row["subject_type"] == kind}
    drawn = [
        Bar(
            words, report.say("spread", **found[run]), found[run]["upper"], found[run]["lower"],
            ticks=tuple(per_cent(found[run][one], Decimal(100)) for one in ("lowest", "middle", "highest")),
        )
        for run, words in zip(runs, titles, strict=True)
        if run in found
    ]  # fmt: skip
    return bars(name, title, report.say("spread_drawn"), drawn)


def period_words(report: Report, period: Row) -> str:
    """`2026Q4*` is a preview."""
    return f"{period['period']}{'' if period['kind'] == 'final' else '*'}"
