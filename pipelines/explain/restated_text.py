"""What a revision moved, for a person to read, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Console
from rich.text import Text

from pipelines.explain.find import Row
from pipelines.explain.numbers import number
from pipelines.explain.restated import Restated, key_of
from pipelines.explain.restated_words import (
    CHANGES_ZH,
    KINDS_ZH,
    WORDS,
    cause_words,
    gate_words,
    quantity_words,
)
from pipelines.explain.reward_codes import CODES_ZH
from pipelines.explain.weight_text import signed
from pipelines.explain.words import feed_words, place, status_words, unit_words

ARROW = "→"


def show_restated(restated: Restated, console: Console, lang: str, shown: int, subject: str | None = None) -> None:
    """Print each subject with what moved, why, and at most `shown` records a metric; then who moved by others alone."""
    words = WORDS[lang]
    if restated.sides["prior_run_id"] is None:
        console.print(words["first"].format(**restated.sides), highlight=False, soft_wrap=True)
        return
    console.print(Text(words["head"].format(**restated.sides), style="bold"), soft_wrap=True)
    if not restated.moved:
        said = words["unmoved"].format(subject=subject) if subject else words["nothing"]
        console.print(said, highlight=False, soft_wrap=True)
    own = [row for row in restated.moved if row["cause"] != "others"]
    others = [row for row in restated.moved if row["cause"] == "others"]
    for key, found in groupby(own, key=lambda row: (*key_of(row), row["person_id"])):
        records = [row for row in restated.records if key_of(row) == key[:3]]
        for line in block(list(found), records, lang, shown):
            console.print(line, soft_wrap=True)
    if others:
        console.print(Text(f"\n{words['others']}", style="bold"))
    for _, found in groupby(others, key=lambda row: (*key_of(row), row["person_id"])):
        rows = list(found)
        said = "; ".join(moved(row, lang) for row in rows)
        console.print(Text(f"  {who(rows[0], lang)}: {said}"), soft_wrap=True)


def block(found: Sequence[Row], records: Sequence[Row], lang: str, shown: int) -> Iterator[Text]:
    """One subject: its name and causes, every quantity before and after, the records by metric."""
    words, first = WORDS[lang], found[0]
    yield Text(f"\n{who(first, lang)}, {first['org_id']}", style="bold")
    yield Text(f"  {words['caused']}: {why(first, lang)}")
    for row in found:
        yield Text(f"  {moved(row, lang)}")
    if records:
        yield Text(f"  {words['records']}:")
    for metric, rows in groupby(records, key=lambda row: row["metric_id"]):
        several = list(rows)
        if metric:
            yield Text(f"    {several[0][f'metric_name_{lang}']} ({metric})")
        for row in several[:shown]:
            yield Text(f"      {record(row, lang)}")
        if len(several) > shown:
            yield Text("      " + words["more"].format(len(several) - shown), style="dim")


def who(row: Row, lang: str) -> str:
    """`department D09 Equipment`, in the reader's language."""
    kind = KINDS_ZH[row["subject_type"]] if lang == "zh" else row["subject_type"]
    person = f" ({row['person_id']})" if row["person_id"] else ""
    return f"{kind} {row['subject_id']} {row['subject_name'] or ''}".rstrip() + person


def why(row: Row, lang: str) -> str:
    """The causes, with the schemes and appeals where they are such."""
    said = [cause_words(row["cause"], lang)]
    if row["rules_before"] or row["rules_after"]:
        said.append(f"{row['rules_before'] or '-'} {ARROW} {row['rules_after'] or '-'}")
    if row["decision"]:
        said.append(f"{WORDS[lang]['appeals']} {row['decision']}")
    return "; ".join(said)


def moved(row: Row, lang: str) -> str:
    """What moved: numbers with their difference, or words; of a contribution also how it came about."""
    name = quantity_words(row["quantity"], lang)
    item = row[f"item_name_{lang}"] or row["item"]
    what = f"{name} {item}".rstrip()
    if row["unit"] == "":
        return f"{what}: {text(row, 'before', lang)} {ARROW} {text(row, 'after', lang)}"
    unit = "" if row["unit"] in ("points", "place") else f" {row['unit']}"
    numbers = f"{number(row['before_value'])} {ARROW} {number(row['after_value'])}{unit} ({signed(row['delta'])})"
    if row["before_text"] == row["after_text"]:
        return f"{what}: {numbers}"
    return f"{what}: {numbers}  [{text(row, 'before', lang)} {ARROW} {text(row, 'after', lang)}]"


def text(row: Row, side: str, lang: str) -> str:
    """The words of one side in the reader's language."""
    said = row[f"{side}_text"]
    if said is None:
        return WORDS[lang]["none"]
    if row["quantity"] == "gate":
        return gate_words(said, lang)
    if row["quantity"] == "contribution":
        return " ".join(unit_words(part, lang) for part in status_words(said, lang).split(" "))
    grade = row[f"{side}_grade_{lang}"]
    words = CODES_ZH.get(said, status_words(said, lang)) if lang == "zh" else said.replace("_", " ")
    return str(grade or words)


def record(row: Row, lang: str) -> str:
    """`changed project PRJ-1, 2026-09-19: 0/1 → 1/1; project.csv, row 5 → late.csv, row 2`."""
    change = CHANGES_ZH[row["change"]] if lang == "zh" else row["change"]
    head = f"{change} {feed_words(row['source_feed'], lang)} {row['source_id']}"
    parts = [head + (f", {row['occurred_on']}" if row["occurred_on"] else "")]
    if row["metric_id"]:
        parts.append(f"{share(row, 'before', lang)} {ARROW} {share(row, 'after', lang)}")
    places = [place(row[f"{side}_file"], row[f"{side}_row"], lang) for side in ("before", "after")]
    if any(places):
        same = places[0] == places[1]
        parts.append(places[0] if same else f"{places[0] or '-'} {ARROW} {places[1] or '-'}")
    return "; ".join(parts)


def share(row: Row, side: str, lang: str) -> str:
    """Numerator and denominator, and for how much they count unless it is all."""
    if row[f"{side}_numerator"] is None:
        return "-"
    shown = f"{number(row[f'{side}_numerator'])}/{number(row[f'{side}_denominator'])}"
    percent = row[f"{side}_share_percent"]
    return shown if percent == 100 else f"{shown} ({WORDS[lang]['counts_for'].format(number(percent))})"
