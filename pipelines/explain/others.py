"""What else decided beside the indicators, and what follows: gates, adjustments, alerts, recommendations."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from pipelines.explain.find import Row
from pipelines.explain.gather import Explanation
from pipelines.explain.numbers import number
from pipelines.explain.words import EFFECTS, WORDS, feed_words


def others(explanation: Explanation, lang: str, shown: int) -> Iterator[Text]:
    """Gates that tripped with clause and facts, the others by name; then each further list that is not empty."""
    words, found = WORDS[lang], explanation.others
    if found["gates"]:
        yield Text(f"\n{words['gates']}", style="bold")
    for gate in found["gates"]:
        if gate["state"] == "tripped":
            yield from tripped(gate, lang, shown)
    for state in ("clear", "not_checked"):
        names = [f"{gate['gate']} {gate[f'title_{lang}']}" for gate in found["gates"] if gate["state"] == state]
        if names:
            yield Text(f"  {words[state]}: {'; '.join(names)}", style="dim")
    if "SMALL_N" in explanation.appraisal["gates"].split(","):
        few = [
            f"{row['code']} {row[f'name_{lang}']} ({number(row['numerator'])}/{number(row['denominator'])})"
            for dimension in explanation.dimensions
            for row in dimension["indicators"]
            if row["small_number"]
        ]
        yield Text(f"  {words['small_numbers']}: {'; '.join(few)}")
    if found["adjustments"]:
        yield Text(f"\n{words['adjustments']}", style="bold")
    for row in found["adjustments"]:
        yield Text(f"  {number(row['points'])}  {row['cause_id']}  {row['detail']}  {row['clause']}".rstrip())
    for name in ("alerts", "consequences", "commendation"):
        if found[name]:
            yield Text(f"\n{words[name]}", style="bold")
        for row in found[name]:
            yield Text(f"  {row[f'title_{lang}']} ({row['reason']})  {row['clause']} {row['source']}")


def tripped(gate: Row, lang: str, shown: int) -> Iterator[Text]:
    """One gate that applied: effect, clauses, and the records behind it."""
    effect = EFFECTS[lang][gate["effect"]].format(number(gate["score_limit"]))
    yield Text(f"  {gate['gate']} {gate[f'title_{lang}']}: {number(gate['value'])} → {effect} ({gate['source']})")
    for clause in gate["clauses"]:
        yield Text(f"    {clause['clause_id']} 《{clause['document_title']}》{clause['quote_zh']}")
    for row in gate["evidence"][:shown]:
        place = f"{row['source_file']}, {WORDS[lang]['row']} {row['source_row']}" if row["source_file"] else ""
        yield Text(f"    {row['occurred_on']}  {feed_words(row['source_feed'], lang)} {row['source_id']}  {place}")
