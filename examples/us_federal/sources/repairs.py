"""Repairs of the public US federal files: each says what it does and how many rows it touches.

A repair takes the text of a file as it was read, with `source_row`, and returns it with the number of rows it
changed or filled in; the source file states that number, so that a file with other faults stops the intake.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import polars as pl

Repair = Callable[[pl.LazyFrame], tuple[pl.LazyFrame, int]]

ASSESSED_ON: Final = date(2012, 8, 31)

# Hosts of workshops that belong to an agency, as us_agency_crosswalk.csv maps them (13 of its 127 rows).
AGENCY_OF_HOST: Final = {
    "Centers for Disease Control": "009",
    "Lawrence Berkeley National Laboratory": "019",
    "Los Alamos National Laboratory": "019",
    "NASA (National Aeronautics and Space Administration)": "026",
    "National Institute of Standards and Technology": "006",
    "National Institutes of Health": "009",
    "National Oceanic and Atmospheric Administration": "006",
    "New England Tribes - USGS": "010",
    "Oak Ridge National Laboratory": "019",
    "Sandia National Laboratory": "019",
    "US Army Engineer Research and Development Center": "202",
    "United States Deparment of Agriculture": "005",
    "United States Geological Survey": "010",
}


def three_digits(column: str) -> pl.Expr:
    """An agency code in the three-digit form: `5`, `005` and TAB + `005` are all `005`."""
    return pl.col(column).str.strip_chars().str.zfill(3)


def day(column: str) -> pl.Expr:
    """The day in a DD/MM/YYYY text; null where there is none."""
    return pl.col(column).str.to_date("%d/%m/%Y", strict=False)


def filled(column: str) -> pl.Expr:
    """Whether a cell holds anything but blanks."""
    return pl.col(column).str.strip_chars().fill_null("") != ""


def only_when(condition: pl.Expr, column: str, name: str) -> pl.Expr:
    """The cell where the condition holds, else nothing."""
    return pl.when(condition).then(pl.col(column)).otherwise(None).alias(name)


def counted(frame: pl.LazyFrame, condition: pl.Expr) -> int:
    """The number of rows for which the condition holds."""
    return int(frame.select(condition.fill_null(value=False).sum()).collect().item())


def in_turn(raw: pl.LazyFrame, *repairs: Repair) -> tuple[pl.LazyFrame, int]:
    """Several repairs one after the other; the rows each of them touched, added up."""
    frame, touched = raw, 0
    for repair in repairs:
        frame, rows = repair(frame)
        touched += rows
    return frame, touched


def agency_code_in_three_digits(raw: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
    """`Agency Code` in the form all other files use. Touches the codes written shorter."""
    touched = counted(raw, pl.col("Agency Code") != three_digits("Agency Code"))
    return raw.with_columns(three_digits("Agency Code")), touched


def day_and_month_in_order(raw: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
    """`Completion Date (B1)` written YYYY-DD-MM, which can be no other order, becomes DD/MM/YYYY."""
    pattern = r"^(\d{4})-(1[3-9]|2\d|3[01])-(\d{2})$"
    column = "Completion Date (B1)"
    touched = counted(raw, pl.col(column).str.contains(pattern))
    return raw.with_columns(pl.col(column).str.replace(pattern, "${2}/${3}/${1}")), touched


def states_of_completion(raw: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
    """One column "Projected/Actual" for the date and one for the cost become two each.

    A day is taken as the actual one when it lies no later than both the day of assessment and the day the
    record was last updated: nobody reports an end before it came. The rows counted here are the exceptions:
    their published schedule variance is measured up to the day of assessment, so the end was still awaited, and
    the day is the projected one. The cost is the actual one when the actual day is known, else the projected one.
    """
    given, cost = "Projected/Actual Project Completion Date (B2)", "Projected/Actual Cost ($ M)"
    planned, assessed = day("Planned Project Completion Date (B2)"), pl.lit(ASSESSED_ON)
    published = pl.col("Schedule Variance (in days)").cast(pl.Int64, strict=False)
    may_be_actual = ((day(given) <= assessed) & (day(given) <= day("Updated Date"))).fill_null(value=False)
    to_assessment = (planned - assessed).dt.total_days()
    to_given = (planned - day(given)).dt.total_days()
    still_open = may_be_actual & (published == to_assessment) & (published != to_given)
    actual = may_be_actual & ~still_open.fill_null(value=False)
    frame = raw.with_columns(
        only_when(actual, given, "Actual Completion"),
        only_when(~actual, given, "Projected Completion"),
        only_when(actual, cost, "Actual Cost"),
        only_when(~actual, cost, "Projected Cost"),
    )
    return frame, counted(raw, still_open)


def starts_after_the_actual_end(raw: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
    """A project that ended before the start it states: the start is left empty, since it cannot be right."""
    impossible = (day("Start Date") > day("Actual Completion")).fill_null(value=False)
    return raw.with_columns(only_when(~impossible, "Start Date", "Start Date")), counted(raw, impossible)


def government_in_the_first_row(raw: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
    """The name of the organisation beside the first agency, so that one row delivers it."""
    first = pl.col("source_row") == pl.col("source_row").min()
    name = pl.when(first).then(pl.lit("Federal Government of the United States"))
    return raw.with_columns(name.alias("government")), counted(raw, first)


def chief_officers(raw: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
    """A CIO for each agency: the office, no name, since the files name no one."""
    code, name = pl.col("agency_code_businesscase"), pl.col("agency_name")
    frame = raw.with_columns(
        pl.concat_str(pl.lit("CIO-"), code).alias("person"),
        pl.concat_str(pl.lit("CIO, "), name).alias("person_name"),
    )
    return frame, counted(raw, filled("agency_name"))


def last_moment_known(raw: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
    """The time of an incident: the last moment of the day, month or year that is known.

    Touches the rows whose month or day is blank. Nothing is invented for a row without a year: its time stays
    empty, which the feed rejects.
    """
    year, month, of_month = (
        pl.col(f"incident_{part}").str.strip_chars().cast(pl.Int32, strict=False) for part in ("year", "month", "day")
    )
    last_day = pl.date(year, pl.coalesce(month, pl.lit(12)), 1).dt.month_end().dt.day().cast(pl.Int32)
    known_day = pl.when(month.is_not_null()).then(of_month)
    moment = pl.concat_str(
        year.cast(pl.String),
        pl.coalesce(month, pl.lit(12)).cast(pl.String).str.zfill(2),
        pl.coalesce(known_day, last_day).cast(pl.String).str.zfill(2),
        separator="-",
    )
    precision = (
        pl.when(known_day.is_not_null())
        .then(pl.lit("day"))
        .when(month.is_not_null())
        .then(pl.lit("month"))
        .when(year.is_not_null())
        .then(pl.lit("year"))
    )
    frame = raw.with_columns((moment + pl.lit(" 23:59:59")).alias("occurred_at"), precision.alias("occurred_precision"))
    return frame, counted(raw, ~filled("incident_month") | ~filled("incident_day"))


def agencies_of_hosts(raw: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
    """The agency a host belongs to; empty for all others, which the source then leaves out."""
    host = pl.col("host_name").str.strip_chars()
    agency = host.replace_strict(AGENCY_OF_HOST, default=None, return_dtype=pl.String)
    return raw.with_columns(agency.alias("agency")), counted(raw, agency.is_not_null())


def unanswered_head_counts(raw: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
    """A head count of 0 from a host marked "unresponsive" is not known: it becomes empty, not zero."""
    unanswered = (pl.col("attendance") == "0") & pl.col("tag_name").str.contains("unresponsive", literal=True)
    frame = raw.with_columns(pl.when(unanswered).then(None).otherwise(pl.col("attendance")).alias("attendance"))
    return frame, counted(raw, unanswered)


def projects(raw: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
    """All repairs of projects.csv, one after the other."""
    return in_turn(
        raw,
        agency_code_in_three_digits,
        day_and_month_in_order,
        states_of_completion,
        starts_after_the_actual_end,
    )


def workshops(raw: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
    """All repairs of all_workshops_2018.csv, one after the other."""
    return in_turn(raw, agencies_of_hosts, unanswered_head_counts)
