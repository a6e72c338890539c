"""What else decided beside the indicators, and what follows: gates, adjustments, alerts, recommendations."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.explain.find import Row
from pipelines.explain.gather import Explanation
from pipelines.explain.indicator_text import clause_words, costly_evidence
from pipelines.explain.numbers import number
from pipelines.explain.said import Column, Grid, Heading, Line, Said
from pipelines.explain.words import EFFECTS, WORDS, adjustment_words, source_words


def others(explanation: Explanation, lang: str, shown: int) -> Iterator[Said]:
    """Gates that tripped with clause and facts, the others by name; then each further list that is not empty."""
    words, found = WORDS[lang], explanation.others
    if found["gates"]:
        yield Heading(words["gates"])
    for gate in found["gates"]:
        if gate["state"] == "tripped":
            yield from tripped(gate, lang, shown)
    for state in ("clear", "not_checked"):
        names = [gate_words(gate, lang) for gate in found["gates"] if gate["state"] == state]
        if names:
            yield Line(f"{words[state]}: {'; '.join(names)}", 1, "faint")
    if "SMALL_N" in explanation.appraisal["gates"].split(","):
        few = [
            f"{row['code']} {row[f'name_{lang}']} ({number(row['numerator'])}/{number(row['denominator'])})"
            for row in explanation.indicators
            if row["small_number"]
        ]
        without = words["without_small"].format(explanation.appraisal["others_score"])
        yield Line(f"{words['small_numbers']}: {'; '.join(few)}; {without}", 1)
    if found["adjustments"]:
        yield Heading(words["adjustments"])
        yield adjustments(found["adjustments"], lang)
    for name in ("alerts", "consequences", "commendation"):
        if found[name]:
            yield Heading(words[name])
        for row in found[name]:
            cited = f"{row['clause']} {source_words(row['source'], lang)}".strip()
            why = row["reason_zh" if lang == "zh" else "reason"]
            yield Line(f"{row[f'title_{lang}']} ({why})  {cited}", 1)


def gate_words(gate: Row, lang: str) -> str:
    """`V2 Major incident (S2-41 DEFAULT)`."""
    cited = f"{gate['clause']} {source_words(gate['source'], lang)}".strip()
    return f"{gate['gate']} {gate[f'title_{lang}']} ({cited})"


def tripped(gate: Row, lang: str, shown: int) -> Iterator[Said]:
    """One gate that applied: effect, clauses, and the records behind it."""
    effect = EFFECTS[lang][gate["effect"]].format(number(gate["score_limit"]))
    yield Line(f"{gate_words(gate, lang)}: {number(gate['value'])} → {effect}", 1, "strong")
    for clause in gate["clauses"]:
        yield Line(clause_words(clause, lang), 2)
    if gate["evidence"]:
        yield from costly_evidence(gate["evidence"], WORDS[lang]["behind"], lang, shown)


def adjustments(found: list[Row], lang: str) -> Grid:
    """A line for each record; the last one is their sum, as it goes into the score."""
    words = WORDS[lang]
    columns = [Column(words["record"]), Column(words["points"], is_number=True), Column(words["why"], folds=True)]
    grid = Grid(words["adjustments"], [*columns, Column(words["clause"])], depth=1)
    for row in found:
        grid.add(row["cause_id"], number(row["points"]), adjustment_words(row["detail"], lang), row["clause"])
    grid.add(words["sum"], number(sum(row["points"] for row in found)), "", "", strong=True)
    return grid
