"""What changed since the period before, for a person to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipelines.explain.find import Row
from pipelines.explain.gather import Explanation
from pipelines.explain.numbers import number
from pipelines.explain.said import Column, Grid, Heading, Line, Said
from pipelines.explain.weight_text import signed
from pipelines.explain.words import WORDS, status_words, unit_words

PARTS = ("value_change", "weight_change", "scheme_change", "counted_change")


def change_said(explanation: Explanation, lang: str) -> Iterator[Said]:
    """Score and grade before and now, then the change by indicator and the rest; the last line is the score's."""
    words, found = WORDS[lang], explanation.change
    if found is None:
        return
    yield Heading(words["change"].format(found["period"]))
    if found["why_not"] in {"not_computed", "not_appraised"}:
        yield Line(words[found["why_not"]].format(found["period"]), 1)
        return
    run = f"{words['run']} {found['run_id']}" + (f", {words['preview']}" if found["provisional"] else "")
    grades = f"{found[f'grade_before_{lang}'] or '-'} → {explanation.appraisal[f'grade_{lang}'] or '-'}"
    yield Line(f"{words['compared_with'].format(found['period'])} ({run}): {words['grade']} {grades}", 1)
    if found["other_scheme"]:
        now = explanation.scheme["scheme_key"]
        yield Line(words["other_scheme"].format(found["scheme_before"], now), 1)
    if found["why_not"]:
        before, after = (found[name] or "-" for name in ("score_before", "score_after"))
        yield Line(f"{words['no_score']}: {before} → {after}", 1)
        return
    yield change_grid(found, lang)


def change_grid(found: Row, lang: str) -> Grid:
    """A line for each indicator that changed, one for those that did not; parts without any change have no column."""
    words, indicators = WORDS[lang], found["indicators"]
    parts = [name for name in PARTS if any(row[name] for row in indicators)]
    columns = [Column(words["indicator"], folds=True), Column(words["value"], folds=True)]
    columns += [Column(words[name], is_number=True) for name in ("before", "now", "delta", *parts)]
    grid = Grid(words["change"].format(found["period"]), columns, depth=1)
    moved = [row for row in indicators if row["delta"] or any(row[name] for name in PARTS)]
    same = [row for row in indicators if row not in moved]
    for row in moved:
        grid.add(f"{row['code']} {row[f'name_{lang}']}", values(row, lang), *cells([row], parts))
    if same:
        grid.add(words["unchanged"].format(len(same)), "", *cells(same, parts))
    grid.add(words["sum"], "", *cells(indicators, parts), strong=True)
    blank = [""] * len(parts)
    for row in found["others"]:
        if row["before"] or row["after"]:
            shown = (number(row["before"]), number(row["after"]), signed(row["delta"]))
            grid.add(words[f"part_{row['part']}"], "", *shown, *blank)
    shown = (number(found["score_before"]), number(found["score_after"]), signed(found["delta"]))
    grid.add(words["score"], "", *shown, *blank, strong=True)
    return grid


def cells(indicators: Sequence[Row], parts: Sequence[str]) -> Iterator[str]:
    """Contribution before and now, the delta and its parts, summed over the indicators."""
    for name in ("contribution_before", "contribution_after"):
        yield number(total(indicators, name))
    for name in ("delta", *parts):
        yield signed(total(indicators, name))


def total(indicators: Sequence[Row], name: str) -> Decimal:
    return sum((row[name] for row in indicators), Decimal(0))


def values(row: Row, lang: str) -> str:
    """`92.3 % → 95 %`; a status where there is no value."""
    shown = []
    for when in ("before", "after"):
        value, status = row[f"value_{when}"], row[f"status_{when}"]
        if value is None:
            shown.append(status_words(status, lang) if status else WORDS[lang]["not_in_scheme"])
        else:
            shown.append(f"{number(value)} {unit_words(row['unit'], lang)}")
    return " → ".join(shown)
