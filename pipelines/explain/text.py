"""An explanation for a person to read, in Chinese or English."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.explain.find import Row
from pipelines.explain.gather import Explanation
from pipelines.explain.numbers import number
from pipelines.explain.others import others
from pipelines.explain.sign_off_text import decided_words, state_words
from pipelines.explain.words import WORDS, feed_words, reason_words, status_words, unit_words

COUNTED = {"measured", "missing"}
NUMBERS = ("points", "weight", "contribution", "points_lost")


def show(explanation: Explanation, console: Console, lang: str, shown: int = 5) -> None:
    """Print the explanation: the sum, what was left out of it, then curve, clause and evidence of each indicator."""
    for line in headline(explanation, lang):
        console.print(line)
    console.print(sums(explanation, lang))
    for line in not_counted(explanation, lang):
        console.print(line)
    for line in others(explanation, lang, shown):
        console.print(line)
    for dimension in explanation.dimensions:
        for indicator in dimension["indicators"]:
            if indicator["status"] in COUNTED:
                for line in details(indicator, lang, shown):
                    console.print(line)


def headline(explanation: Explanation, lang: str) -> Iterator[Text]:
    """Who, how much, by which rules."""
    words, appraisal, scheme = WORDS[lang], explanation.appraisal, explanation.scheme
    who = f"{appraisal['subject_name']} ({appraisal['subject_id']}), {appraisal['org_id']}, {explanation.run.period}"
    yield Text(who, style="bold")
    score = "-" if appraisal["score"] is None else appraisal["score"]
    yield Text(
        f"{words['score']} {score} = {' '.join(parts(explanation, lang))}{graded_as(appraisal, lang)}, "
        f"{words['rank']} {appraisal['rank'] or '-'}, {words['grade']} {grade(appraisal, lang)}, "
        f"{words['status']} {status_words(appraisal['status'], lang)}"
        + (f" ({why_no_grade(explanation, lang)})" if appraisal["reason"] else "")
    )
    yield Text(
        f"{words['scheme']} {scheme['scheme_key']} {scheme[f'title_{lang}']}, {words['run']} {explanation.run.run_id} "
        f"({state_words(explanation.run, lang)}), {words['measured']} {number(appraisal['measured_weight'])} %"
    )
    if appraisal["decision"]:
        yield Text(decided_words(appraisal["decision"], lang))


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


def sums(explanation: Explanation, lang: str) -> Table:
    """The table whose last line is the score."""
    words = WORDS[lang]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(words["indicator"], overflow="fold")
    for name in ("value", *NUMBERS):
        table.add_column(words[name], justify="right", no_wrap=True)
    for dimension in explanation.dimensions:
        counted = [row for row in dimension["indicators"] if row["status"] in COUNTED]
        if counted:
            title = Text(dimension[f"title_{lang}"], style="bold")
            table.add_row(title, "", "", "", number(dimension["contribution"]))
        for row in counted:
            name = f"  {row['code']} {row[f'name_{lang}']}"
            table.add_row(name, value(row, lang), *(number(row[column]) for column in NUMBERS))
    total = sum((dimension["contribution"] for dimension in explanation.dimensions), Decimal(0))
    table.add_row(Text(words["sum"], style="bold"), "", "", "", Text(number(total), style="bold"))
    return table


def not_counted(explanation: Explanation, lang: str) -> Iterator[Text]:
    """The indicators without a value, by reason."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for dimension in explanation.dimensions:
        for row in dimension["indicators"]:
            if row["status"] not in COUNTED:
                by_reason[f"{status_words(row['status'], lang)}, {reason_words(row['reason'] or '', lang)}"].append(
                    f"{row['code']} {row[f'name_{lang}']}"
                )
    if by_reason:
        yield Text(f"\n{WORDS[lang]['not_counted']}", style="bold")
    for reason, names in by_reason.items():
        yield Text(f"  {reason}: {'; '.join(names)}", style="dim")


def details(indicator: Row, lang: str, shown: int) -> Iterator[Text]:
    """Curve, clauses and evidence of one indicator."""
    words = WORDS[lang]
    yield Text(f"\n{indicator['code']} {indicator[f'name_{lang}']} ({indicator['metric_id']})", style="bold")
    yield Text(f"  {value(indicator, lang)}: {indicator['definition']}")
    knots = "  ".join(f"{number(x)}→{number(y)}" for x, y in indicator["knots"])
    yield Text(
        f"  {words['curve']} {indicator['curve']} ({indicator['curve_source']}) {knots}; "
        f"{words['weight_source']} {indicator['source']}"
    )
    for clause in indicator["clauses"]:
        yield Text(f"  {words['clause']} {clause['clause_id']} 《{clause['document_title']}》{clause['quote_zh']}")
    things = [
        (source, list(rows))
        for source, rows in groupby(indicator["evidence"], key=lambda row: (row["source_feed"], row["source_id"]))
    ]
    if things:
        yield Text(f"  {words['evidence']}:")
    for (name, source_id), rows in things[:shown]:
        first = rows[0]
        share = f"{number(first['numerator'])}/{number(first['denominator'])}"
        times = f" ×{len(rows)}" if len(rows) > 1 else ""
        place = f"{first['source_file']}, {words['row']} {first['source_row']}" if first["source_file"] else ""
        yield Text(f"    {first['occurred_on']}  {share}{times}  {feed_words(name, lang)} {source_id}  {place}")
    if len(things) > shown:
        yield Text("    " + words["more"].format(len(things) - shown), style="dim")


def value(indicator: Row, lang: str) -> str:
    """`93.5 % = 187/200`; `12 pts` for a total."""
    if indicator["value"] is None:
        return "-"
    shown = f"{number(indicator['value'])} {unit_words(indicator['unit'], lang)}"
    if indicator["value_rule"] == "total":
        return shown
    return f"{shown} = {number(indicator['numerator'])}/{number(indicator['denominator'])}"
