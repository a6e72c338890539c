"""Amounts with their currency, percentages, and numbers of a plan with clause and source, as people read them."""

from __future__ import annotations

from decimal import Decimal

from pipelines.explain.find import Row
from pipelines.explain.numbers import number
from pipelines.explain.reward_codes import UNITS_ZH


def amount(value: Decimal | None, currency: str, lang: str) -> str:
    """`51,428.57 CNY`, in Chinese `51,428.57 元`: to the cent, or as many decimals as there are."""
    if value is None:
        return "-"
    whole, _, decimals = format(value, ",f").partition(".")
    unit = UNITS_ZH.get(currency, currency) if lang == "zh" else currency
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')} {unit}"


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
        value = f"{number(row['value'])} {UNITS_ZH.get(unit, unit) if lang == 'zh' else unit}".rstrip()
    return f"{value} [{' '.join(part for part in (row['clause'], row['source']) if part)}]"


def why(row: Row, lang: str, column: str = "reason") -> str:
    """A row's reason or cause in the reader's language; empty where there is none."""
    return row[f"{column}_zh" if lang == "zh" else column] or ""
