"""An explanation for a person to read, in Chinese or English: what is said, for the terminal and for the page."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipelines.explain.change_text import change_said
from pipelines.explain.decided_text import decided_line, restated_said, sign_off_line
from pipelines.explain.distance_text import distance_said
from pipelines.explain.find import Row
from pipelines.explain.gather import Explanation
from pipelines.explain.indicator_text import indicator_said, value
from pipelines.explain.numbers import number
from pipelines.explain.others import others
from pipelines.explain.said import Column, Grid, Heading, Line, Said
from pipelines.explain.sign_off_text import state_words
from pipelines.explain.weight_text import not_counted
from pipelines.explain.weights import COUNTED
from pipelines.explain.words import WORDS, reason_words, status_words

NUMBERS = ("points", "weight", "contribution", "points_lost")


def said_of(explanation: Explanation, lang: str, shown: int = 5) -> Iterator[Said]:
    """The sum, what was left out of it, what changed, what lacks to the next grade, what else decided; then curve,
    clause and evidence (at most `shown` records of each) of each indicator."""
    yield from headline(explanation, lang)
    yield from sums(explanation, lang)
    yield from not_counted(explanation, lang)
    yield from change_said(explanation, lang)
    yield from distance_said(explanation, lang, shown)
    yield from restated_said(explanation.decided, lang)
    yield from others(explanation, lang, shown)
    for indicator in explanation.indicators:
        if indicator["status"] in COUNTED:
            yield from indicator_said(explanation, indicator, lang, shown)


def headline(explanation: Explanation, lang: str) -> Iterator[Said]:
    """Who, how much, by which rules, and who signed."""
    words, appraisal, scheme = WORDS[lang], explanation.appraisal, explanation.scheme
    run = explanation.run
    yield Heading(f"{appraisal['subject_name']} ({appraisal['subject_id']}), {appraisal['org_id']}, {run.period}", 1)
    score = "-" if appraisal["score"] is None else appraisal["score"]
    yield Line(
        f"{words['score']} {score} = {' '.join(parts(explanation, lang))}{graded_as(appraisal, lang)}, "
        f"{words['rank']} {appraisal['rank'] or '-'}, {words['grade']} {grade(appraisal, lang)}, "
        f"{words['status']} {status_words(appraisal['status'], lang)}"
        + (f" ({why_no_grade(explanation, lang)})" if appraisal["reason"] else "")
    )
    yield from decided_line(explanation.decided, lang)
    until = scheme["in_force_until"] or words["open_end"]
    yield Line(
        f"{words['scheme']} {scheme['scheme_key']} {scheme[f'title_{lang}']} "
        f"({words['in_force']} {scheme['in_force_from']} – {until}), "
        f"{words['run']} {run.run_id} ({state_words(run, lang)}, {words['revision'].format(run.revision)}, "
        f"{words['batch'].format(run.as_of_batch)}, {words['cut_off'].format(run.cut_off)}), "
        f"{words['measured']} {number(appraisal['measured_weight'])} %"
    )
    yield sign_off_line(explanation.decided["sign_off"], lang)


def parts(explanation: Explanation, lang: str) -> Iterator[str]:
    """What the score is made of: contributions, general part, bonus and deduction, as far as there are any."""
    words, appraisal, share = WORDS[lang], explanation.appraisal, explanation.scheme["general_share_percent"]
    base = f"{number(appraisal['base_score'])} ({words['sum_of']})"
    if appraisal["general_score"] is None or share is None:
        yield base
    else:
        yield f"{number(100 - share)} % × {base} + {number(share)} % × {number(appraisal['general_score'])}"
        yield f"({words['general']})"
    for sign, column, name in (("+", "bonus_points", "bonus"), ("-", "deducted_points", "deducted")):
        if appraisal[column]:
            yield f"{sign} {number(appraisal[column])} ({words[name]})"
    if appraisal["score"] in (0, 100) and (appraisal["bonus_points"] or appraisal["deducted_points"]):
        yield f"({words['within']})"


def why_no_grade(explanation: Explanation, lang: str) -> str:
    """The reason in the reader's language: a gate's own title, or the words for the other reasons."""
    gates = [gate[f"title_{lang}"] for gate in explanation.others["gates"] if gate["effect"] == "no_grade"]
    if explanation.appraisal["status"] == "no_grade" and gates:
        return "; ".join(gates)
    return reason_words(explanation.appraisal["reason"], lang)


def graded_as(appraisal: Row, lang: str) -> str:
    """`, graded as 79.99 (V2)` where a gate limits the score; `, gates V3` where it decides otherwise."""
    words = WORDS[lang]
    if not appraisal["gates"]:
        return ""
    if appraisal["graded_score"] != appraisal["score"]:
        return f", {words['graded_as']} {number(appraisal['graded_score'])} ({appraisal['gates']})"
    return f", {words['decided_by']} {appraisal['gates']}"


def grade(appraisal: Row, lang: str) -> str:
    """The suggested grade; where the quota changed it, the one before too."""
    shown, before = appraisal[f"grade_{lang}"], appraisal[f"score_grade_{lang}"]
    changed = before and before != shown
    return f"{shown or '-'}" + (f" ({WORDS[lang]['before_quota']}: {before})" if changed else "")


def sums(explanation: Explanation, lang: str) -> Iterator[Said]:
    """The table whose last line is the sum of the contributions."""
    words = WORDS[lang]
    yield Heading(words["adds_up"])
    numbers = [Column(words[name], is_number=True) for name in ("value", *NUMBERS)]
    grid = Grid(words["adds_up"], [Column(words["indicator"], folds=True), *numbers])
    counted = [row for row in explanation.indicators if row["status"] in COUNTED]
    for dimension in explanation.dimensions:
        own = [row for row in dimension["indicators"] if row["status"] in COUNTED]
        if own:
            grid.add(dimension[f"title_{lang}"], "", "", *sums_of(own), strong=True)
        for row in own:
            name = f"  {row['code']} {row[f'name_{lang}']}"
            grid.add(name, value(row, lang), *(number(row[column]) for column in NUMBERS))
    grid.add(words["sum"], "", "", *sums_of(counted), strong=True)
    yield grid


def sums_of(indicators: list[Row]) -> Iterator[str]:
    """Weight, contribution and points lost of several indicators."""
    for column in NUMBERS[1:]:
        yield number(sum((row[column] for row in indicators), Decimal(0)))
