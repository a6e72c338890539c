"""The part of a reward's explanation that its contributors share: benefit, tiers and the split."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipelines.explain.find import Row
from pipelines.explain.numbers import number
from pipelines.explain.reward_amounts import amount, percent, sourced, why
from pipelines.explain.reward_codes import INCOME, benefit_words, code_words, unit_words
from pipelines.explain.reward_gather import SPLIT, RewardExplanation, total
from pipelines.explain.reward_words import WORDS
from pipelines.explain.said import Column, Grid, Heading, Line, Said
from pipelines.explain.words import source_words


def benefit(explanation: RewardExplanation, pool: Row, lang: str) -> Iterator[Said]:
    """The benefit lines with file and row, and what of them is recognised."""
    words, currency, numbers = WORDS[lang], pool["currency"], explanation.numbers
    yield Heading(words["benefit"])
    for line in pool["lines"]:
        worth = words["unknown"] if line["benefit_amount"] is None else amount(line["benefit_amount"], currency, lang)
        what = f"{line['line']} ({line['benefit_id']}, {benefit_words(line['kind'], lang)})"
        yield Line(f"{what}: {growth(line, lang)} = {worth} → {code_words(line['status'], lang)}", 1)
        notes = [why(line, lang)]
        notes.append(words["confirmed"].format(line["confirmed_on"]) if line["confirmed_on"] else words["unconfirmed"])
        if line["rechecked_on"] and line["rechecked_benefit_amount"] is not None:
            worth = amount(line["rechecked_benefit_amount"], currency, lang)
            notes.append(f"{words['rechecked'].format(line['rechecked_on'])} {worth}")
        if line["floor_base_amount"]:
            notes.append(f"{words['floor_base']} {amount(line['floor_base_amount'], currency, lang)}")
        if line["source_file"]:
            notes.append(f"{line['source_file']}, {words['row'].format(line['source_row'])}")
        yield Line("; ".join(note for note in notes if note), 2, "faint")
    counted = [line for line in pool["lines"] if line["status"] == "counted"]
    gained = total([line for line in counted if not line["is_retained"]], "benefit_amount")
    retained = [line for line in counted if line["is_retained"]]
    recognised = pool["recognised_benefit_amount"]
    said = f"{words['gained']} {amount(gained, currency, lang)}"
    counting = gained
    if retained:
        counting = recognised if gained + total(retained, "benefit_amount") > 0 else gained
        limit = numbers.get(("retained_percent", ""))
        share = sourced(limit, lang) if limit else "-"
        counts = words["counts"].format(amount(counting - gained, currency, lang), share)
        said += f" + {words['retained']} {amount(total(retained, 'benefit_amount'), currency, lang)} ({counts})"
    floored = f" ({words['not_negative']})" if counting < 0 else ""
    yield Line(f"{said} = {words['recognised']} {amount(recognised, currency, lang)}{floored}", 1)


def growth(line: Row, lang: str) -> str:
    """`(1,350,000.00 − 0.00) × 90 %`, with the margin where the amounts are revenue."""
    words = WORDS[lang]
    if line["kind"] in INCOME:
        worth = f"{plain(line['actual_amount'], lang)}"
    else:
        worth = f"({plain(line['actual_amount'], lang)} − {plain(line['baseline_amount'], lang)})"
    worth += f" × {percent(line['attributable_percent'])}"
    if line["basis"] == "revenue":
        worth += f" × {words['margin']} {percent(line['margin_percent'])}"
    return worth


def plain(value: Decimal | None, lang: str) -> str:
    return WORDS[lang]["unknown"] if value is None else format(value, ",f")


def tiers(explanation: RewardExplanation, pool: Row, lang: str) -> Iterator[Said]:
    """What lies in each tier and what it brings; the last line is the sum."""
    words, currency = WORDS[lang], pool["currency"]
    yield Heading(words["tiers"])
    gate = explanation.numbers.get(("gate_amount", ""))
    if gate and pool["recognised_benefit_amount"] < gate["value"]:
        yield Line(words["below_gate"].format(sourced(gate, lang)), 1)
    elif not pool["tiers"]:
        yield Line(words["no_tiers"], 1)
    for tier in pool["tiers"]:
        until = (
            words["upwards"] if tier["until_amount"] is None else f"– {amount(tier['until_amount'], currency, lang)}"
        )
        rate = percent(tier["rise"]) if tier["run"] == 100 else f"{number(tier['rise'])}/{number(tier['run'])}"
        yield Line(
            f"{amount(tier['from_amount'], currency, lang)} {until}: "
            f"{amount(tier['benefit_in_tier_amount'], currency, lang)} × {rate} = "
            f"{amount(tier['tier_amount'], currency, lang)}  [{tier['clause']} {source_words(tier['source'], lang)}]",
            1,
        )
    yield Line(f"{words['tiers_sum']} {amount(pool['tier_amount'], currency, lang)}", 1)


def split(pool: Row, lang: str, *, is_open: bool) -> Iterator[Said]:
    """What became of the pool, and the awards: those asked for one by one, the others as a sum."""
    words, currency = WORDS[lang], pool["currency"]
    yield Heading(words["split"])
    parts = " + ".join(
        f"{words[name]} {amount(pool[f'{column}_amount'], currency, lang)}"
        for name, column in (
            ("awarded", "awarded"), ("forfeited", "forfeited"),
            ("person_cap", "person_cap_reduction"), ("unallocated", "unallocated"),
        )
    )  # fmt: skip
    yield Line(f"{words['pool']} {amount(pool['pool_amount'], currency, lang)} = {parts}", 1)
    if pool["awards"] or pool["others"]["award_count"]:
        yield awards_table(pool, lang, is_open=is_open)
    if any(award["rounding_amount"] for award in pool["awards"]):
        yield Line(words["whole_cents"], 1, "faint")


def awards_table(pool: Row, lang: str, *, is_open: bool) -> Grid:
    """One line an award; the last line is the sum of all."""
    words, currency, others = WORDS[lang], pool["currency"], pool["others"]
    columns = [Column(words[name], folds=True) for name in ("award", "person")]
    for name in ("filed", "as_split", "gross", "forfeited", "person_cap", "award"):
        unit = "" if name in {"filed", "as_split"} else f", {unit_words(currency, lang)}"
        columns.append(Column(f"{words[name]}{unit}", is_number=True))
    table = Grid(words["split"], [*columns, Column(words["status"])])
    for award in pool["awards"]:
        shares = [percent(award["filed_share_percent"]), percent(award["share_percent"])]
        who = f"{award['person_name'] or ''} {award['person_id']}".strip()
        sums = [format(award[column], ",f") for column in SPLIT]
        table.add(award["award_id"], who, *shares, *sums, code_words(award["status"], lang, is_open=is_open))
    if others["award_count"]:
        sums = [format(others[column], ",f") for column in SPLIT]
        count = words["other" if others["award_count"] == 1 else "others"].format(others["award_count"])
        table.add(count, "", "", "", *sums, "")
    whole = [format(total(pool["awards"], column) + others[column], ",f") for column in SPLIT]
    table.add(words["sum"], "", "", "", *whole, "", strong=True)
    return table
