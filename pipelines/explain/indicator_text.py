"""One indicator for a person to read: value, weight, curve, clauses and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from pipelines.explain.find import Row
from pipelines.explain.gather import Explanation
from pipelines.explain.numbers import number
from pipelines.explain.said import Column, Grid, Heading, Line, Said
from pipelines.explain.weight_text import weight_sum
from pipelines.explain.words import WORDS, feed_words, place, source_words, unit_words

KEPT = 100


def indicator_said(explanation: Explanation, indicator: Row, lang: str, shown: int) -> Iterator[Said]:
    """Value and definition, the way of the weight, curve with its knots, clauses, evidence."""
    words = WORDS[lang]
    yield Heading(f"{indicator['code']} {indicator[f'name_{lang}']} ({indicator['metric_id']})", 3)
    # A catalogue stored by an earlier version has no Chinese definition until the next run.
    definition = indicator["definition_zh"] if lang == "zh" else ""
    yield Line(f"{value(indicator, lang)}: {definition or indicator['definition']}", 1)
    yield Line(weight_sum(explanation, indicator, lang), 1)
    knots = "  ".join(f"{number(x)}→{number(y)}" for x, y in indicator["knots"])
    curve_source = source_words(indicator["curve_source"], lang)
    yield Line(f"{words['curve']} {indicator['curve']} ({curve_source}) {knots}", 1)
    for clause in indicator["clauses"]:
        yield Line(clause_words(clause, lang), 1)
    if "all_evidence" in indicator:
        yield from whole_evidence(indicator, lang)
    elif indicator["evidence"]:
        yield from costly_evidence(indicator["evidence"], words["evidence"], lang, shown)


def clause_words(clause: Row, lang: str) -> str:
    """The clause word for word, and what it means for who reads no Chinese."""
    meaning = "" if lang == "zh" else f" ({clause['meaning_en']})"
    quoted = f"《{clause['document_title']}》{clause['quote_zh']}{meaning}"
    return f"{WORDS[lang]['clause']} {clause['clause_id']} {quoted}"


def costly_evidence(evidence: Sequence[Row], caption: str, lang: str, shown: int) -> Iterator[Said]:
    """The records behind something, the costliest first: a record's rows together, then how many more there are."""
    words = WORDS[lang]
    things = [list(rows) for _, rows in groupby(evidence, key=lambda row: (row["source_feed"], row["source_id"]))]
    if shown:
        yield evidence_grid(things[:shown], caption, lang)
    if len(things) > shown:
        more = words["more"].format(len(things) - shown)
        yield Line(more + (words["beyond"].format(KEPT) if len(evidence) == KEPT else ""), 1, "faint")


def evidence_grid(things: Sequence[Sequence[Row]], caption: str, lang: str) -> Grid:
    """A line for each record: days, sums of its rows, record, file and row."""
    words = WORDS[lang]
    columns = [Column(words["day"]), *(Column(words[name], is_number=True) for name in ("numerator", "denominator"))]
    columns += [Column(words["record"]), Column(words["place"], folds=True)]
    grid = Grid(caption, columns, depth=1)
    for rows in things:
        first, days = rows[0], sorted({row["occurred_on"] for row in rows})
        span = str(days[0]) if len(days) == 1 else f"{days[0]} – {days[-1]} ({len(rows)})"
        sums = (sum((row[name] for row in rows), Decimal(0)) for name in ("numerator", "denominator"))
        record = f"{feed_words(first['source_feed'], lang)} {first['source_id']}"
        grid.add(span, *map(number, sums), record, place(first["source_file"], first["source_row"], lang))
    return grid


def whole_evidence(indicator: Row, lang: str) -> Iterator[Said]:
    """Every row that was counted, then what they come to; of a unit taken over in part, the share that counts."""
    words = WORDS[lang]
    partly = any(row["share_percent"] != 100 for row in indicator["all_evidence"])
    grid = evidence_grid([[row] for row in indicator["all_evidence"]], words["all_evidence"], lang)
    if partly:
        grid.columns = [*grid.columns, Column(words["share"], is_number=True)]
        shares = [f"{number(row['share_percent'])} %" for row in indicator["all_evidence"]]
        grid.rows = [(*cells, share) for cells, share in zip(grid.rows, shares, strict=True)]
    for row in indicator["evidence_sums"]:
        of = words["rows"].format(row["row_count"])
        cells = [of, number(row["numerator"]), number(row["denominator"]), row["department_id"] or "", ""]
        grid.add(*cells, *([f"{number(row['share_percent'])} %"] if partly else []), strong=True)
    yield grid
    if partly:
        counted = " + ".join(number(row["counted_numerator"]) for row in indicator["evidence_sums"])
        of_all = " + ".join(number(row["counted_denominator"]) for row in indicator["evidence_sums"])
        yield Line(words["share_sum"].format(counted, of_all, value(indicator, lang)), 1)
    if not indicator["adds_up"]:
        yield Line(words["does_not_add_up"].format(value(indicator, lang)), 1, "strong")


def value(indicator: Row, lang: str) -> str:
    """`93.5 % = 187/200`; `12 pts` for a total."""
    if indicator["value"] is None:
        return "-"
    shown = f"{number(indicator['value'])} {unit_words(indicator['unit'], lang)}"
    if indicator["value_rule"] == "total":
        return shown
    return f"{shown} = {number(indicator['numerator'])}/{number(indicator['denominator'])}"
