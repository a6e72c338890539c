"""Dimensions by subject: what share of the points within reach was reached, as a table shaded by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from markupsafe import Markup, escape

from pipelines.documents.report.pieces import Column, Section, behind, heading, paragraph, table
from pipelines.documents.report.ranking import KINDS, ONE_BY_ONE
from pipelines.documents.report.report import Report
from pipelines.explain.find import Row

# Contributions and weights add up as published; a dimension that does not apply has no weight.
REACHED = """
    SELECT
        subject_type, subject_id, dimension,
        any_value(dimension_title) AS title, any_value(dimension_title_en) AS title_en,
        min(position) AS position, sum(contribution) AS contribution, sum(weight) AS weight
    FROM indicator_score
    WHERE run_id = $run_id AND org_id = $org_id
    GROUP BY subject_type, subject_id, dimension
    ORDER BY subject_type, min(position), dimension, subject_id
"""
SHADES = "zyxwv"  # up to 20, 40, 60, 80 and 100 %
Reached = Mapping[str, Mapping[str, Row]]


def dimensions(report: Report) -> Section:
    section = Section("dimensions", report.say("dimensions"))
    titles: dict[str, dict[str, str]] = {}
    reached: dict[str, dict[str, dict[str, Row]]] = {}
    for row in report.edition.rows(REACHED):
        titles.setdefault(row["subject_type"], {})[row["dimension"]] = report.edition.in_own(row, "title")
        reached.setdefault(row["subject_type"], {}).setdefault(row["subject_id"], {})[row["dimension"]] = row
    if not reached:
        section.content.append(paragraph(report.say("no_scores")))
        return section
    section.content.append(paragraph(report.say("dimensions_said")))
    section.content.append(legend(report))
    for kind in KINDS:
        if kind in reached:
            section.content += heat_map(report, kind, titles[kind], reached[kind])
    return section


def heat_map(report: Report, kind: str, titles: Mapping[str, str], reached: Reached) -> Iterator[Markup]:
    title = report.say(f"dimensions_{kind}")
    yield heading(title)
    found = report.subjects[kind]
    heads = "".join(f"<th scope=col>{escape(one)}" for one in (report.say(f"name_{kind}"), *titles.values()))
    rows = "\n".join(shaded(report, row, titles, reached.get(row["subject_id"], {})) for row in found)
    shown = Markup(
        '<div class="table" role="region" tabindex="0" aria-label="{0}"><table class="heat"><caption class="heard">{0}'
        "</caption><thead><tr>{1}</thead><tbody>\n{2}\n</tbody></table></div>"
    ).format(title, Markup(heads), Markup(rows))
    if len(found) <= ONE_BY_ONE:
        yield shown
        return
    yield table(
        title, [Column(one) for one in (report.say("share"), *titles.values())], shares(report, titles, reached)
    )
    yield behind(report.say("table_of", title=title, count=f"{len(found):,}"), shown, len(found))


def shares(report: Report, titles: Mapping[str, str], reached: Reached) -> Iterator[Sequence[str]]:
    """Of many subjects: how many lie in each shade, dimension by dimension, the best first."""
    counts = Counter(
        (dimension, shade_of(row)) for own in reached.values() for dimension, row in own.items() if row["weight"]
    )
    for number, shade in reversed(list(enumerate(SHADES))):
        spans = (report.say("subjects_count", count=f"{counts[dimension, shade]:,}") for dimension in titles)
        yield (span(number), *spans)


def shaded(report: Report, row: Row, titles: Sequence[str] | Mapping[str, str], own: Mapping[str, Row]) -> str:
    cells = "".join(cell(own.get(dimension)) for dimension in titles)
    return f"<tr><th scope=row>{escape(row['subject_name'] or row['subject_id'])}{cells}"


def cell(row: Row | None) -> str:
    """The share in per cent; below it points reached and points within reach."""
    if not row or not row["weight"]:
        return "<td>–"
    share = 100 * row["contribution"] / row["weight"]
    return (
        f"<td class={shade_of(row)}>{one_place(share)}<br>{one_place(row['contribution'])}/{one_place(row['weight'])}"
    )


def shade_of(row: Row) -> str:
    return SHADES[min(int(100 * row["contribution"] / row["weight"] // 20), 4)]


def span(number: int) -> str:
    return f"{20 * number}–{20 * number + 20} %"


def one_place(value: Decimal) -> str:
    return format(value.quantize(Decimal("0.1"), ROUND_HALF_UP), "f").removesuffix(".0")


def legend(report: Report) -> Markup:
    keys = Markup().join(
        Markup('<span class="{}">{}</span>').format(shade, span(number)) for number, shade in enumerate(SHADES)
    )
    return Markup('<p class="legend" aria-label="{}">{}</p>').format(report.say("legend"), keys)
