"""The part of a reward's explanation that is about paying: instalments, what is owed and to come, and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipelines.explain.find import Row
from pipelines.explain.reward_amounts import amount, percent, sourced, why
from pipelines.explain.reward_codes import code_words, unit_words
from pipelines.explain.reward_gather import RewardExplanation, total
from pipelines.explain.reward_words import WORDS
from pipelines.explain.said import Column, Grid

PAID = {"released", "scaled", "reclaimed"}
WHOLE = Decimal(100)


def how_paid(explanation: RewardExplanation, pool: Row, award: Row, lang: str) -> str:
    """Whether the award is paid at once or in instalments, and why; nothing where there is no award to pay."""
    words, limit = WORDS[lang], explanation.numbers.get(("at_once_limit_amount", ""))
    if not award["award_amount"]:
        return ""
    if pool["plan"] == "RW_STAT":
        return words["at_once_law"]
    if not limit:
        return words["no_deferral"]
    all_of_year, most = award["person_year_amount"], limit["value"]
    # An instalment of 0 % stood once and is planned no more.
    if all(part["instalment_percent"] in (0, WHOLE) for part in award["tranches"]):
        name = "at_once"
    else:
        name = "in_parts" if all_of_year > most else "stays_in_parts"
    return words[name].format(amount(all_of_year, award["currency"], lang), sourced(limit, lang))


def instalments(pool: Row, award: Row, lang: str, *, is_open: bool) -> Grid:
    """One line an instalment with the reason why it is due, held or lost; the last line is the sum. `is_open`: the
    run is an estimate or not confirmed, so that what it releases is not released yet."""
    words, columns = WORDS[lang], ["planned", "released", "lapsed", "to_come"]
    if award["reclaimed_amount"]:
        columns.insert(2, "reclaimed")
    headings = [words[name] for name in ("tranche", "due", "share")]
    said = {"released": words["would_release"]} if is_open else {}
    headings += [f"{said.get(name, words[name])}, {unit_words(award['currency'], lang)}" for name in columns]
    numbers = [Column(heading, is_number=True) for heading in headings]
    table = Grid(words["instalments"], [*numbers, Column(words["status"]), Column(words["why"], folds=True)])
    for row in award["tranches"]:
        table.add(
            str(row["tranche"]), str(row["due_year"]), percent(row["instalment_percent"]),
            *(format(row[f"{name}_amount"], ",f") for name in columns),
            code_words(row["status"], lang, is_open=is_open),
            "; ".join(why_now(pool, award, row, lang, is_open=is_open)),
        )  # fmt: skip
    sums = (format(total(award["tranches"], f"{name}_amount"), ",f") for name in columns)
    table.add(words["sum"], "", "", *sums, "", "", strong=True)
    return table


def why_now(pool: Row, award: Row, tranche: Row, lang: str, *, is_open: bool) -> Iterator[str]:
    """Why an instalment is released now, later or not at all."""
    words = WORDS[lang]
    released = [
        entry for entry in award["ledger"] if (entry["kind"], entry["tranche"]) == ("release", tranche["tranche"])
    ]
    posted = [entry["period"] for entry in released if entry["posted_on"]]
    if posted:
        yield words["paid_on"].format(", ".join(dict.fromkeys(posted)))
    elif tranche["status"] not in PAID or is_open:
        yield words["with_settlement"].format(tranche["due_year"])
    if tranche["tranche"] > 1 and tranche["status"] == "due_later":
        yield words["recheck"]
    if tranche["tranche"] > 1 and released and pool["rechecked_on"]:
        found = (amount(pool[f"{name}_benefit_amount"], pool["currency"], lang) for name in ("rechecked", "recognised"))
        yield words["of_recheck"].format(pool["rechecked_on"], *found)
    if tranche["reason"]:
        yield why(tranche, lang)


def so_far(award: Row, lang: str) -> str:
    """What is owed, to come and to be reclaimed: the ledger's sums, or of an estimate what it would come to."""
    words, currency, name = WORDS[lang], award["currency"], "totals"
    sums = [award["owed_amount"], award["to_come_amount"]]
    if not award["is_estimate"] and any(entry["posted_on"] is None for entry in award["ledger"]):
        name = "once_confirmed"
    if award["is_estimate"]:
        name = "would"
        sums = [total(award["tranches"], f"{column}_amount") for column in ("released", "to_come")]
        sums.append(award["owed_amount"])
    back = award["reclaimed_amount"]
    said = words[name].format(*(amount(one, currency, lang) for one in sums))
    return said + (words["to_reclaim"].format(amount(back, currency, lang)) if back else "")


def ledger(award: Row, lang: str) -> Grid:
    """One line an entry; the last line is the sum of what is owed and to come."""
    words = WORDS[lang]
    amounts = [f"{words[name]}, {unit_words(award['currency'], lang)}" for name in ("amount", "owed", "to_come")]
    columns = [Column(words[name]) for name in ("posted", "kind")]
    columns += [Column(heading, is_number=True) for heading in (words["tranche"], *amounts)]
    columns += [Column(words[name], folds=True) for name in ("cause", "reference")]
    table = Grid(words["ledger"], [*columns, Column(words["run"])])
    for row in award["ledger"]:
        table.add(
            str(row["posted_on"] or words["proposed"]), code_words(row["kind"], lang), str(row["tranche"] or ""),
            *(format(row[column], ",f") for column in ("amount", "owed_amount", "to_come_amount")),
            why(row, lang, "cause"), row["reference"], f"{row['period']} {words['revision'].format(row['revision'])}",
        )  # fmt: skip
    sums = (format(award[column], ",f") for column in ("owed_amount", "to_come_amount"))
    table.add(words["sum"], "", "", "", *sums, "", "", "", strong=True)
    return table
