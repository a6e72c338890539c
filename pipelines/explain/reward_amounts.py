"""Amounts with their currency, percentages, and numbers of a plan with clause and source, as people read them."""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.explain.find import Row
from pipelines.explain.numbers import number
from pipelines.explain.reward_codes import unit_words
from pipelines.explain.words import source_words

# What a reason calls a bare number, while it is an amount.
AMOUNT = re.compile(r"(it was |benefit is below |原为 |效益低于 )(-?\d+(?:\.\d+)?)(?= |[;；]|$)")


def amount(value: Decimal | None, currency: str, lang: str) -> str:
    """`51,428.57 CNY`, in Chinese `51,428.57 元`: to the cent, or as many decimals as there are."""
    if value is None:
        return "-"
    whole, _, decimals = format(value, ",f").partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')} {unit_words(currency, lang)}"


def percent(value: Decimal | None) -> str:
    """`21.43 %`."""
    return "-" if value is None else f"{number(value)} %"


def sourced(row: Row, lang: str) -> str:
    """A plan's number with unit, clause and source: `100,000.00 CNY [S0-32 DEFAULT]`."""
    if row["name"].endswith("_amount"):
        value = amount(row["value"], row["unit"], lang)
    elif row["name"].endswith("_percent"):
        value = percent(row["value"])
    else:
        unit = "" if row["unit"] == "times" else row["unit"]
        value = f"{number(row['value'])} {unit_words(unit, lang)}".rstrip()
    return f"{value} [{cited(row, lang)}]"


def cited(row: Row, lang: str) -> str:
    """Clause and source of a number."""
    return " ".join(part for part in (row["clause"], source_words(row["source"] or "", lang)) if part)


def why(row: Row, lang: str, column: str = "reason") -> str:
    """A row's reason or cause in the reader's language, amounts as amounts; empty where there is none."""
    said = without_stop(row[f"{column}_zh" if lang == "zh" else column] or "")
    return AMOUNT.sub(lambda found: f"{found[1]}{amount(Decimal(found[2]), row['currency'], lang)}", said)


def without_stop(sentence: str) -> str:
    """A sentence that something may follow."""
    return sentence.rstrip("。.")
