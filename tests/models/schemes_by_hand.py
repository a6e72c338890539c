"""Schemes and sums put into a warehouse by hand, so that scoring is tested without files, compiler or evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

import duckdb

FAR_BELOW = Decimal(-1_000_000_000)
Sum = tuple[Decimal, Decimal]
Warehouse = Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]


@dataclass(frozen=True)
class Indicator:
    """A metric in a dimension; `knots`: (value, points), straight lines between them."""

    metric: str
    dimension: str
    weight: Decimal
    knots: Sequence[tuple[Decimal, Decimal]]
    cut_up_from: Decimal | None = None
    absent: str = "not_applicable"
    disabled: str | None = None
    value_rule: str = "ratio"
    scale: int = 100
    feeds: str = ""
    evidence: str | None = "given"


@dataclass(frozen=True)
class Scheme:
    """Indicators in order; grades best first, the last without a limit."""

    indicators: Sequence[Indicator]
    grades: Sequence[tuple[str, Decimal | None]] = (("good", Decimal(90)), ("poor", None))
    minimum_measured_weight: Decimal = Decimal(0)
    minimum_tenure_share: Decimal | None = None
    subject_type: str = "department"
    small_number: int = 3


@dataclass(frozen=True)
class Given:
    """A scheme, its subjects' sums and what is known of the run."""

    scheme: Scheme
    sums: Mapping[str, Mapping[str, Sum]]
    tenure_days: Mapping[str, int] = field(default_factory=dict)
    feeds: Sequence[str] = ()
    provisional: bool = False
    period: tuple[date, date] = (date(2026, 1, 1), date(2026, 12, 31))
    cut_off: date = date(2026, 12, 31)


def pieces(indicator: Indicator) -> list[tuple[Decimal, Decimal, Decimal, Decimal]]:
    """(value_from, points_from, points_rise, value_run), flat before the first knot and after the last."""
    knots = list(indicator.knots)
    rows = [(FAR_BELOW, knots[0][1], Decimal(0), Decimal(1))]
    for (start, low), (end, high) in pairwise(knots):
        rows.append((start, low, high - low, end - start))
    return [*rows, (knots[-1][0], knots[-1][1], Decimal(0), Decimal(1))]


def put(con: duckdb.DuckDBPyConnection, given: Given, run_id: str = "r") -> None:
    """Fill `compiled.*`, `scope.*`, `run.run` and `result.metric_sum` of an empty warehouse."""
    scheme, start_end = given.scheme, given.period
    con.execute(
        "INSERT INTO run.run VALUES ($id, '2026', $start, $end, $cut_off, 1, '', 1, $provisional, "
        "'', '', '', 'counted', false)",
        {"id": run_id, "start": start_end[0], "end": start_end[1], "cut_off": given.cut_off,
         "provisional": given.provisional},
    )  # fmt: skip
    con.execute(
        "INSERT INTO compiled.scheme VALUES ('k', 'SCHEME', '1', '', 'enterprise', NULL, ?, 'zh', 'en', "
        "'2026-01-01', NULL, '2026-01-01', ?, ?, '')",
        [scheme.subject_type, scheme.minimum_measured_weight, scheme.minimum_tenure_share],
    )
    dimensions = list(dict.fromkeys(one.dimension for one in scheme.indicators))
    for number, name in enumerate(dimensions):
        con.execute("INSERT INTO compiled.dimension VALUES ('k', ?, ?, 'zh', 'en', 0, '', '')", [name, number])
    for number, one in enumerate(scheme.indicators):
        con.execute(
            "INSERT INTO compiled.indicator VALUES ('k', ?, ?, ?, ?, 'S0-1', 'DEFAULT', '', '', '', '', ?, ?, ?)",
            [one.dimension, number, one.metric, one.weight, one.absent, one.disabled, one.cut_up_from],
        )
        con.execute(
            "INSERT INTO compiled.metric VALUES (?, ?, 'zh', 'en', '', '%', 'higher', ?, ?, ?, ?)",
            [one.metric, one.metric, one.value_rule, one.scale, one.feeds, one.evidence],
        )
        for piece in pieces(one):
            con.execute("INSERT INTO compiled.piece VALUES ('k', ?, ?, ?, ?, ?)", [one.metric, *piece])
    for grade, at_least in scheme.grades:
        con.execute("INSERT INTO compiled.grade VALUES ('k', ?, 'zh', 'en', ?, '', '')", [grade, at_least])
    con.execute(
        "INSERT INTO scope.parameter VALUES (?, 'o', 'small_number_denominator', '', ?)",
        [run_id, scheme.small_number],
    )
    put_subjects(con, given, run_id)


def put_subjects(con: duckdb.DuckDBPyConnection, given: Given, run_id: str) -> None:
    """Fill `scope.feed`, `scope.subject` and `result.metric_sum`."""
    scheme = given.scheme
    for feed in given.feeds:
        con.execute("INSERT INTO scope.feed VALUES (?, 'o', ?)", [run_id, feed])
    for subject, sums in given.sums.items():
        days = given.tenure_days.get(subject)
        con.execute(
            "INSERT INTO scope.subject VALUES (?, 'o', ?, ?, ?, 'k', ?)",
            [run_id, scheme.subject_type, subject, subject, days],
        )
        for metric, (numerator, denominator) in sums.items():
            con.execute(
                "INSERT INTO result.metric_sum VALUES (?, 'o', ?, ?, ?, ?, ?, ?)",
                [run_id, scheme.subject_type, subject, metric, numerator, denominator, 5],
            )
