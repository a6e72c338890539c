"""Rewards for innovations: the pools, what each person receives of them, and in which instalments."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl

from pipelines.documents.edition import Edition
from pipelines.documents.workbook.frames import frame, numbered, worded
from pipelines.documents.workbook.headings import column
from pipelines.documents.workbook.reward_queries import AWARDS, GRADE_NAMES, PAYMENTS, POOLS, TRANCHES
from pipelines.documents.workbook.reward_words import ESTIMATE, LINES, NAMES, NOTHING_PAID, OFFICES, PLANS, STANDINGS
from pipelines.documents.workbook.sheet import Column, Sheet
from pipelines.explain.reward_codes import code_words
from pipelines.explain.reward_gather import CONFIRMED
from pipelines.explain.reward_reasons import reason_words

# What an amount is called that no confirmed settlement stands behind.
WOULD = {
    "released_amount": "would_release", "reclaimed_amount": "would_reclaim", "awarded_amount": "would_award",
}  # fmt: skip
AWARD_CHECK = "ROUND([gross_amount]-[forfeited_amount]-[person_cap_reduction_amount]-[award_amount],2)"
POOL_CHECK = (
    "ROUND([tier_amount]-[innovation_cap_reduction_amount]-[organization_cap_reduction_amount]+[floor_addition_amount]"
    "-[pool_amount],2)"
)
SPLIT_CHECK = (
    "ROUND([pool_amount]-[awarded_amount]-[forfeited_amount]-[person_cap_reduction_amount]-[unallocated_amount],2)"
)
PAYOUT_CHECK = "ROUND([award_amount]-[released_amount]-[lapsed_amount]-[to_come_amount],2)"
TRANCHE_CHECK = "ROUND([planned_amount]-[released_amount]-[lapsed_amount]-[to_come_amount],2)"


def rewards(edition: Edition) -> list[Sheet]:
    """Pools, awards, instalments and what is to be paid; none of what there is nothing of."""
    found = (pools(edition), awards(edition), tranches(edition), payments(edition))
    return [sheet for sheet in found if not sheet.rows.is_empty()]


def pools(edition: Edition) -> Sheet:
    """What each innovation brings in a year, and what became of it."""
    lang, rows = edition.lang, in_words(edition, frame(edition, POOLS), "status", "plan")
    columns = [
        column(lang, "serial", 5, "whole"), column(lang, "innovation_id", 9, "line"),
        column(lang, "innovation_title", 22), column(lang, "benefit_year", 6, "whole"), column(lang, "unit", 13),
        column(lang, "plan", 9), money(lang, "recognised_benefit_amount", rows),
        money(lang, "tier_amount", rows), money(lang, "innovation_cap_reduction_amount", rows),
        money(lang, "organization_cap_reduction_amount", rows), money(lang, "floor_addition_amount", rows),
        money(lang, "pool_amount", rows), column(lang, "pool_difference", 9, "check", POOL_CHECK),
        money(lang, "awarded_amount", rows), money(lang, "forfeited_amount", rows),
        money(lang, "person_cap_reduction_amount", rows), money(lang, "unallocated_amount", rows),
        column(lang, "split_difference", 9, "check", SPLIT_CHECK), column(lang, "currency", 8, "line"),
        column(lang, "status", 8), column(lang, "reason", 18), column(lang, "standing", 14),
        column(lang, "clause", 8),
    ]  # fmt: skip
    name, title, about = NAMES[lang]["pools"]
    return of_amounts(
        edition, rows, Sheet(name, title, about, columns, numbered(rows), lines("pools", lang, rows), frozen=3)
    )


def awards(edition: Edition) -> Sheet:
    """What each person receives of a pool."""
    lang, rows = edition.lang, in_words(edition, frame(edition, AWARDS), "status", "funding_channel")
    rows = worded(rows, "office", OFFICES[lang].__getitem__)
    columns = [
        column(lang, "serial", 5, "whole"), column(lang, "person_name", 9), column(lang, "person_id", 8, "line"),
        column(lang, "unit", 13), column(lang, "office", 11), column(lang, "innovation_id", 9, "line"),
        column(lang, "innovation_title", 22), column(lang, "benefit_year", 6, "whole"), column(lang, "role", 10),
        column(lang, "share_percent", 8, "number"), money(lang, "gross_amount", rows),
        money(lang, "forfeited_amount", rows), money(lang, "person_cap_reduction_amount", rows),
        money(lang, "award_amount", rows), column(lang, "difference", 9, "check", AWARD_CHECK),
        money(lang, "released_amount", rows), money(lang, "lapsed_amount", rows), money(lang, "to_come_amount", rows),
        column(lang, "payout_difference", 9, "check", PAYOUT_CHECK), money(lang, "owed_amount", rows),
        column(lang, "currency", 8, "line"), column(lang, "funding_channel", 11), column(lang, "status", 10),
        column(lang, "reason", 26), column(lang, "standing", 14), column(lang, "clause", 8),
    ]  # fmt: skip
    name, title, about = NAMES[lang]["awards"]
    return of_amounts(
        edition, rows, Sheet(name, title, about, columns, numbered(rows), lines("awards", lang, rows), frozen=2)
    )


def tranches(edition: Edition) -> Sheet:
    """The instalments of each award."""
    lang, rows = edition.lang, in_words(edition, frame(edition, TRANCHES), "status", "funding_channel")
    columns = [
        column(lang, "serial", 5, "whole"), column(lang, "person_name", 9), column(lang, "person_id", 8, "line"),
        column(lang, "unit", 13), column(lang, "innovation_id", 9, "line"), column(lang, "innovation_title", 22),
        column(lang, "benefit_year", 6, "whole"), column(lang, "tranche", 5, "whole"),
        column(lang, "due_year", 7, "whole"),
        column(lang, "instalment_percent", 8, "number"), money(lang, "planned_amount", rows),
        money(lang, "released_amount", rows), money(lang, "lapsed_amount", rows), money(lang, "to_come_amount", rows),
        column(lang, "difference", 9, "check", TRANCHE_CHECK), money(lang, "reclaimed_amount", rows),
        money(lang, "owed_amount", rows),
        column(lang, "currency", 8, "line"), column(lang, "funding_channel", 11), column(lang, "status", 19),
        column(lang, "reason", 18), column(lang, "standing", 14),
    ]  # fmt: skip
    name, title, about = NAMES[lang]["tranches"]
    return of_amounts(
        edition, rows, Sheet(name, title, about, columns, numbered(rows), lines("tranches", lang, rows), frozen=2)
    )


def payments(edition: Edition) -> Sheet:
    """Whom to pay and from whom to reclaim by this settlement; empty until it is confirmed."""
    lang, rows = edition.lang, frame(edition, PAYMENTS)
    rows = worded(rows, "funding_channel", lambda code: code_words(code, lang))
    columns = [
        column(lang, "serial", 6, "whole"), column(lang, "person_name", 16), column(lang, "person_id", 10, "line"),
        *(column(lang, name, 16, "money", total=rows["currency"].n_unique() == 1)
          for name in ("to_pay_amount", "to_reclaim_amount")),
        column(lang, "currency", 8, "line"), column(lang, "funding_channel", 20), column(lang, "posted_on", 12, "date"),
    ]  # fmt: skip
    name, title, about = NAMES[lang]["payments"]
    return Sheet(name, title, about, columns, numbered(rows), [LINES[lang]["payments"]], frozen=2)


def of_amounts(edition: Edition, rows: pl.DataFrame, sheet: Sheet) -> Sheet:
    """The sheet, on large paper; where a confirmed run estimates its rewards, it does not call them confirmed."""
    if edition.run["state"] in CONFIRMED and rows["is_estimate"].any():
        sheet = replace(sheet, state=ESTIMATE[edition.lang], warns=True)
    return replace(sheet, is_large=True)


def money(lang: str, name: str, rows: pl.DataFrame) -> Column:
    """A column of amounts, wide enough for their sum, which it has where all are of one currency."""
    largest = sum((abs(one) for one in rows[name] if one is not None), Decimal(0))
    has_total = rows["currency"].n_unique() == 1
    return column(
        lang, name, max(9, len(f"{largest:,.2f}")), "money", total=has_total, heading=heading(name, lang, rows)
    )


def heading(name: str, lang: str, rows: pl.DataFrame) -> str:
    """The heading of an amount; where something is an estimate or not confirmed, it does not say that it is paid."""
    named = WOULD.get(name, name) if rows["is_open"].any() else name
    return column(lang, named, 0).heading


def lines(name: str, lang: str, rows: pl.DataFrame) -> list[str]:
    """What is said above a table, with the headings of its amounts; first of all that nothing is paid by it."""
    named = {amount: heading(amount, lang, rows) for amount in WOULD}
    return [*([NOTHING_PAID[lang]] if rows["is_open"].any() else []), LINES[lang][name].format(**named)]


def in_words(edition: Edition, rows: pl.DataFrame, *codes: str) -> pl.DataFrame:
    """The rows with codes, reasons and what the amounts are worth in the reader's language."""
    lang = edition.lang
    named = {row["grade"]: edition.in_own(row, "grade_name") for row in edition.rows(GRADE_NAMES)}
    plans = edition.rows("SELECT * FROM reward_plan WHERE run_id = $run_id AND org_id = $org_id")
    is_settled = edition.run["state"] in CONFIRMED
    rows = rows.with_columns((pl.col("is_estimate") | pl.lit(not is_settled)).alias("is_open"))
    would = worded(rows, "status", lambda code: code_words(code, lang, is_open=True))["status"]
    for name in codes:
        rows = worded(rows, name, lambda code: PLANS[lang].get(code) or code_words(code, lang))
    rows = rows.with_columns(pl.when("is_open").then(would).otherwise("status").alias("status"))
    rows = worded(rows, "reason", lambda reason: reason_words(reason, lang, named, plans))
    said, settled = STANDINGS[lang], "posted" if is_settled else "proposed"
    return rows.with_columns(
        pl.when("is_estimate").then(pl.lit(said["estimate"])).otherwise(pl.lit(said[settled])).alias("standing")
    )
