"""Texts as dates and times, strictly: 30 February is no date, and a time of day is never made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import polars as pl

from pipelines.ingest.faults import Fault

DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日")
TIMES = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M",
    "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f",
)  # fmt: skip
FIRST = pl.Series([date(1900, 1, 1)]).cast(pl.Datetime("us"))  # an earlier day is a year written with two digits


def read_dates(
    text: pl.Series, name: str, declared: Sequence[str], *, timestamp: bool
) -> tuple[pl.Series, list[Fault]]:
    """The days, or the times to the second, and the texts that are none.

    In formats that the source declares, a day stands for its midnight and a time for its day. Undeclared, a
    timestamp needs a time of day, and a date may only carry midnight.
    """
    formats = declared or (TIMES if timestamp else (*DAYS, *TIMES))
    values = pl.Series(name, [None], dtype=pl.Datetime("us")).new_from_index(0, len(text))
    for form in formats:
        left = values.is_null() & text.is_not_null()
        if not left.any():
            break
        values = parsed(text, form, midnight_only=not declared and not timestamp).zip_with(left, values)
    wrong = (values.is_null() & text.is_not_null()) | (values < FIRST).fill_null(value=False)
    faults = []
    if wrong.any():
        why = "is no time of the form " if timestamp else "is no date of the form "
        faults = [Fault(name, "not_a_date", wrong, text, why + ", ".join(formats[:3]))]
        values = values.set(wrong, None)
    return (values if timestamp else values.dt.date()), faults


def parsed(text: pl.Series, form: str, *, midnight_only: bool) -> pl.Series:
    if "%H" not in form:
        return text.str.to_date(form, strict=False).cast(pl.Datetime("us"))
    values = text.str.to_datetime(form, strict=False, time_unit="us")
    if midnight_only:
        values = values.set((values.dt.time() != time(0)).fill_null(value=True), None)
    return values
