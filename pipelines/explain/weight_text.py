"""Weights for a person to read: what was not counted, to whom its weight went, what an effective weight is made of."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.explain.find import Row
from pipelines.explain.gather import Explanation
from pipelines.explain.numbers import number
from pipelines.explain.said import Column, Grid, Heading, Line, Said
from pipelines.explain.weights import COUNTED
from pipelines.explain.words import WORDS, reason_words, source_words, status_words


def not_counted(explanation: Explanation, lang: str) -> Iterator[Said]:
    """The indicators without a value, why, and who received how much of their weight."""
    words, indicators = WORDS[lang], explanation.indicators
    out = [row for row in indicators if row["status"] not in COUNTED]
    if not out:
        return
    yield Heading(words["not_counted"])
    codes = {row["metric_id"]: row["code"] for row in indicators}
    columns = [Column(words["indicator"], folds=True), Column(words["why"], folds=True)]
    columns += [Column(words["scheme_weight"], is_number=True), Column(words["went_to"], folds=True)]
    grid = Grid(words["not_counted"], columns, depth=1)
    for row in out:
        went = ", ".join(f"{codes[part['to']]} {number(part['weight'])}" for part in row["weight_given"])
        why = f"{status_words(row['status'], lang)}, {reason_words(row['reason'] or '', lang)}"
        grid.add(f"{row['code']} {row[f'name_{lang}']}", why, number(row["scheme_weight"]), went or words["to_nobody"])
    yield grid
    roundings = [row for row in indicators if row["weight_rounding"]]
    if roundings:
        said = ", ".join(f"{row['code']} {signed(row['weight_rounding'])}" for row in roundings)
        yield Line(f"{words['weight_rounding']}: {said}", 1, "faint")


def weight_sum(explanation: Explanation, indicator: Row, lang: str) -> str:
    """`weight 9 = 7.5 (scheme, DEFAULT) + 1.5 from INV01`."""
    words = WORDS[lang]
    codes = {row["metric_id"]: row["code"] for row in explanation.indicators}
    source = source_words(indicator["source"], lang)
    said = f"{words['weight']} {number(indicator['weight'])} = {number(indicator['scheme_weight'])} "
    said += f"({words['of_scheme']}, {source})"
    for part in indicator["weight_parts"]:
        said += f" + {number(part['weight'])} {words['from'].format(codes[part['from']])}"
    rounding = indicator["weight_rounding"]
    return said + (f" {'+' if rounding > 0 else '-'} {number(abs(rounding))} ({words['rounding']})" if rounding else "")


def signed(amount: object) -> str:
    """A change with its sign: `+0.5`, `-1`, `0`."""
    shown = number(amount)
    return shown if shown.startswith("-") or shown == "0" else f"+{shown}"
