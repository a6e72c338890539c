"""Who stands where: units and CIOs by score, with grade, gates and why somebody has no grade."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from markupsafe import Markup

from pipelines.documents.report.marks import Bar, bars, per_cent
from pipelines.documents.report.pieces import Column, Section, figure, heading, paragraph, two_places
from pipelines.documents.report.report import Report
from pipelines.explain.find import Row
from pipelines.explain.numbers import number
from pipelines.explain.words import status_words
from pipelines.schemes.check_gates import SMALL_N

# More subjects than this are drawn as how many lie in each span of ten points.
ONE_BY_ONE = 40
COLUMNS = (
    "#rank", "#score", "#graded_score", "suggested_grade", "confirmed_grade", "gates", "#measured_weight", "remark",
)  # fmt: skip
KINDS = ("department", "cio", "organization")


def ranking(report: Report) -> Section:
    section = Section("ranking", report.say("ranking"))
    for kind in KINDS:
        found = report.subjects[kind]
        if found:
            section.content += ranked(report, kind, found)
    return section


def ranked(report: Report, kind: str, found: Sequence[Row]) -> Iterator[Markup]:
    title = report.say(f"ranking_{kind}")
    yield heading(title)
    scored = [row for row in found if row["score"] is not None]
    if not scored:
        yield paragraph(report.say("no_scores"))
    elif kind != "organization":
        chart = one_by_one if len(scored) <= ONE_BY_ONE else by_span
        yield figure(chart(report, f"ranking-{kind}", title, scored))
    rows = (cells(report, kind, row) for row in found)
    yield report.folded(title, heads(report, kind), rows, is_open=len(found) <= ONE_BY_ONE)
    if tripped := sorted({mark for row in found for mark in gates(row)}):
        said = report.say("join").join(report.gate_titles.get(mark, mark) for mark in tripped)
        yield paragraph(report.say("gates_said", gates=said), "faint")


def one_by_one(report: Report, name: str, title: str, scored: Sequence[Row]) -> Markup:
    drawn = [
        Bar(
            " ".join(filter(None, (place(row), row["subject_name"] or row["subject_id"]))),
            " ".join(
                filter(None, (str(row["score"]), report.grade(row["subject_type"], standing(row)), gate_marks(row)))
            ),
            per_cent(row["score"], Decimal(100)),
            tone="b" if gate_marks(row) else "a",
        )
        for row in scored
    ]
    return bars(name, title, report.say("ranking_drawn"), drawn)


def by_span(report: Report, name: str, title: str, scored: Sequence[Row]) -> Markup:
    """How many scores lie in each span of ten points, the highest first; 100 belongs to the highest."""
    counts = [0] * 10
    for row in scored:
        counts[min(int(row["score"] // 10), 9)] += 1
    held = [tens for tens, count in enumerate(counts) if count]
    most = Decimal(max(counts))
    drawn = [
        Bar(
            report.say("span", lower=10 * tens, upper=10 * tens + 10),
            report.say("subjects_count", count=f"{counts[tens]:,}"),
            per_cent(Decimal(counts[tens]), most),
        )
        for tens in range(held[-1], held[0] - 1, -1)
    ]
    return bars(name, title, report.say("spans_drawn"), drawn)


def heads(report: Report, kind: str) -> Sequence[Column]:
    return report.heads(f"name_{kind}", *(["units_of_cio"] if kind == "cio" else []), *COLUMNS)


def standing(row: Row) -> str | None:
    """The grade as things stand: the confirmed one, else the decided one, else the suggested one."""
    grade: str | None = row["confirmed_grade"] or row["decided_grade"] or row["suggested_grade"]
    return grade


def cells(report: Report, kind: str, row: Row) -> list[str]:
    offices = [report.offices.get(row["subject_id"], "")] if kind == "cio" else []
    decided = row["confirmed_grade"] or row["decided_grade"]
    return [
        report.linked(row),
        *offices,
        place(row) or "–",
        two_places(row["score"]),
        two_places(row["graded_score"]),
        report.grade(row["subject_type"], row["suggested_grade"]) or "–",
        report.grade(kind, decided) or "–",
        " ".join(gates(row)),
        number(row["measured_weight"]),
        remark(report, row),
    ]


def remark(report: Report, row: Row) -> str:
    """Why there is no grade, and what stands beside it."""
    said = [] if row["suggested_grade"] else [status_words(row["status"], report.lang).replace("_", " ")]
    said += [report.reason(row["reason"])]
    if row["within_quota"] is False:
        said.append(report.say("outside_quota", grade=report.grade(row["subject_type"], row["score_grade"])))
    if SMALL_N in marks(row):
        said.append(report.say("small_numbers"))
    return report.say("join").join(filter(None, said))


def place(row: Row) -> str:
    return str(row["rank"]) if row["rank"] is not None else ""


def gate_marks(row: Row) -> str:
    """The gates that tripped, under their sign."""
    return f"⚑ {' '.join(gates(row))}" if gates(row) else ""


def gates(row: Row) -> list[str]:
    """The gates that tripped; too small numbers are none."""
    return [mark for mark in marks(row) if mark != SMALL_N]


def marks(row: Row) -> list[str]:
    """The marks of gates and of too small numbers, which stand joined by a comma."""
    return [mark for mark in (row["gates"] or "").split(",") if mark]
