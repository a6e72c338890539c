"""The part of a reward's explanation that is about one person's award: share, reductions, instalments, ledger."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rich.table import Table
from rich.text import Text

from pipelines.explain.find import Row
from pipelines.explain.numbers import number
from pipelines.explain.reward_amounts import amount, percent, sourced, why
from pipelines.explain.reward_codes import code_words
from pipelines.explain.reward_gather import RewardExplanation, total
from pipelines.explain.reward_words import WORDS

COLUMNS = ("planned", "released", "lapsed", "to_come")
PAID = {"released", "scaled", "reclaimed"}
FLAGS = {"cio": "is_cio", "head": "is_unit_head", "main": "is_main_contributor"}


def award_lines(explanation: RewardExplanation, pool: Row, award: Row, lang: str) -> Iterator[Text | Table]:
    """An award from the person's share to what is still to come."""
    words = WORDS[lang]
    posts = [words[name] for name in ("cio", "head", "main") if award[FLAGS[name]]]
    who = f"{award['person_name'] or ''} ({award['person_id']}), {award['department_id']}".strip()
    also = "".join(f", {part}" for part in dict.fromkeys((award["role"], *posts)) if part)
    yield Text(f"\n{award['award_id']}: {who}{also}", style="bold")
    yield from share(explanation, pool, award, lang)
    if award["tranches"]:
        yield Text(f"  {words['instalments']}", style="bold")
        yield Text(f"    {how_paid(explanation, pool, award, lang)}")
        yield instalments(pool, award, lang)
        yield Text(f"  {so_far(award, lang)}")
    yield Text(f"  {words['ledger']}", style="bold")
    if award["ledger"]:
        yield ledger(award, lang)
    else:
        yield Text(f"    {words['nothing_posted']}")
    for run in award["later"]:
        yield Text(
            f"    {words['later'].format(run['period'], run['revision'], run['entry_count'], run['period'])}",
            style="dim",
        )


def share(explanation: RewardExplanation, pool: Row, award: Row, lang: str) -> Iterator[Text]:
    """Share, gross amount, what eligibility and the yearly limit took, and the award."""
    words, currency = WORDS[lang], award["currency"]
    limited = award["share_percent"] is not None and award["filed_share_percent"] != award["share_percent"]
    limit, leaders = explanation.numbers.get(("leader_limit_percent", "")), ""
    if limit and limited and (award["is_cio"] or award["is_unit_head"]):
        leaders = words["leaders"].format(sourced(limit, lang))
    yield Text(
        f"  {words['filed']} {percent(award['filed_share_percent'])} → {words['as_split']} "
        f"{percent(award['share_percent'])}{leaders}"
    )
    exact = award["gross_amount"] - award["rounding_amount"]
    yield Text(
        f"  {words['exact']} {amount(exact, currency, lang)} + {words['remainder']} "
        f"{amount(award['rounding_amount'], currency, lang)} = {words['gross']} "
        f"{amount(award['gross_amount'], currency, lang)}"
    )
    reason = why(award, lang) or words["in_full"]
    yield Text(
        f"  {words['eligibility']}: {words['kept']} {percent(award['kept_percent'])}; {reason}; "
        f"{words['status']} {code_words(award['status'], lang)}  [{award['clause']}]"
    )
    if award["protected_amount"]:
        yield Text(f"  {words['protected']} {amount(award['protected_amount'], currency, lang)}")
    yield Text(f"  - {words['forfeited']} {amount(award['forfeited_amount'], currency, lang)}")
    taken = amount(award["person_cap_reduction_amount"], currency, lang)
    yield Text(f"  - {words['person_limit'].format(limit_of(explanation, award, lang))}: {taken}")
    funding = f"; {words['funding']} {code_words(award['funding_channel'], lang)}" if award["funding_channel"] else ""
    yield Text(f"  = {words['award']} {amount(award['award_amount'], currency, lang)}{funding}", style="bold")


def limit_of(explanation: RewardExplanation, award: Row, lang: str) -> str:
    """The person's limit; with its source where it is the plan's number and not a share of pay."""
    numbers = explanation.numbers
    limit, shown = (
        numbers.get(("person_limit_amount", "")),
        amount(award["person_limit_amount"], award["currency"], lang),
    )
    if limit and award["person_limit_amount"] == limit["value"]:
        return sourced(limit, lang)
    rise, run = numbers.get(("person_pay_rise", "")), numbers.get(("person_pay_run", ""))
    if award["person_limit_amount"] is None or not rise or not run:
        return shown
    cited = f"{rise['clause']} {rise['source']}"
    return WORDS[lang]["of_pay"].format(shown, number(rise["value"]), number(run["value"]), cited)


def how_paid(explanation: RewardExplanation, pool: Row, award: Row, lang: str) -> str:
    """Whether the award is paid at once or in instalments, and why."""
    words, limit = WORDS[lang], explanation.numbers.get(("at_once_limit_amount", ""))
    if pool["plan"] == "RW_STAT":
        return words["at_once_law"]
    name = "in_parts" if len(award["tranches"]) > 1 else "at_once"
    return words[name].format(sourced(limit, lang) if limit else "-")


def instalments(pool: Row, award: Row, lang: str) -> Table:
    """One line an instalment with the reason why it is due, held or lost; the last line is the sum."""
    words = WORDS[lang]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("tranche", "due", "share"):
        table.add_column(words[name], justify="right", no_wrap=True)
    for name in COLUMNS:
        table.add_column(f"{words[name]}, {award['currency']}", justify="right", no_wrap=True)
    table.add_column(words["status"])
    table.add_column(words["why"], overflow="fold")
    for row in award["tranches"]:
        table.add_row(
            str(row["tranche"]), str(row["due_year"]), percent(row["instalment_percent"]),
            *(format(row[f"{name}_amount"], ",f") for name in COLUMNS), code_words(row["status"], lang),
            "; ".join(why_now(pool, award, row, lang)),
        )  # fmt: skip
    sums = (format(total(award["tranches"], f"{name}_amount"), ",f") for name in COLUMNS)
    table.add_row(*(Text(cell, style="bold") for cell in (words["sum"], "", "", *sums, "", "")))
    return table


def why_now(pool: Row, award: Row, tranche: Row, lang: str) -> Iterator[str]:
    """Why an instalment is released now, later or not at all."""
    words = WORDS[lang]
    released = [
        entry["period"]
        for entry in award["ledger"]
        if (entry["kind"], entry["tranche"]) == ("release", tranche["tranche"])
    ]
    if released:
        yield words["paid_on"].format(", ".join(dict.fromkeys(released)))
    elif tranche["status"] not in PAID or tranche["is_estimate"]:
        yield words["with_settlement"].format(tranche["due_year"])
    if tranche["tranche"] > 1 and tranche["status"] == "due_later":
        yield words["recheck"]
    if tranche["tranche"] > 1 and released and pool["rechecked_on"]:
        found = (amount(pool[f"{name}_benefit_amount"], pool["currency"], lang) for name in ("rechecked", "recognised"))
        yield words["of_recheck"].format(pool["rechecked_on"], *found)
    if tranche["reason"]:
        yield why(tranche, lang)


def so_far(award: Row, lang: str) -> str:
    """What is owed and what is to come: the ledger's sums, or of an estimate what it would come to."""
    words, currency = WORDS[lang], award["currency"]
    if award["is_estimate"]:
        sums: list[Decimal] = [total(award["tranches"], f"{name}_amount") for name in ("released", "to_come")]
        return words["would"].format(*(amount(one, currency, lang) for one in sums))
    return words["totals"].format(
        amount(award["owed_amount"], currency, lang), amount(award["to_come_amount"], currency, lang)
    )


def ledger(award: Row, lang: str) -> Table:
    """One line an entry; the last line is the sum of what is owed and to come."""
    words = WORDS[lang]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("posted", "kind"):
        table.add_column(words[name], no_wrap=True)
    table.add_column(words["tranche"], justify="right")
    for name in ("amount", "owed", "to_come"):
        table.add_column(f"{words[name]}, {award['currency']}", justify="right", no_wrap=True)
    for name in ("cause", "reference"):
        table.add_column(words[name], overflow="fold")
    table.add_column(words["run"], no_wrap=True)
    for row in award["ledger"]:
        table.add_row(
            str(row["posted_on"]), code_words(row["kind"], lang), str(row["tranche"] or ""),
            *(format(row[column], ",f") for column in ("amount", "owed_amount", "to_come_amount")),
            why(row, lang, "cause"), row["reference"], f"{row['period']} {words['revision'].format(row['revision'])}",
        )  # fmt: skip
    sums = (format(award[column], ",f") for column in ("owed_amount", "to_come_amount"))
    table.add_row(*(Text(cell, style="bold") for cell in (words["sum"], "", "", "", *sums, "", "", "")))
    return table
