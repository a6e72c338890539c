"""Schemes and sums put into a warehouse by hand, so that scoring is tested without files, compiler or evidence."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from itertools import pairwise

import duckdb

from tests.models.rules_by_hand import (
    Adjustments,
    Gate,
    Given,
    Indicator,
    Kind,
    Quota,
    Record,
    Scheme,
    Sum,
)

__all__ = [
    "Adjustments",
    "Gate",
    "Given",
    "Indicator",
    "Kind",
    "Quota",
    "Record",
    "Scheme",
    "Sum",
    "Warehouse",
    "add",
    "put",
    "put_metric",
]

FAR_BELOW = Decimal(-1_000_000_000)
Warehouse = Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]


def add(con: duckdb.DuckDBPyConnection, table: str, **values: object) -> None:
    """One row, its columns by name."""
    columns = ", ".join(values)
    con.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(values))})", list(values.values()))


def pieces(indicator: Indicator) -> list[tuple[Decimal, Decimal, Decimal, Decimal]]:
    """(value_from, points_from, points_rise, value_run), flat before the first knot and after the last."""
    knots = list(indicator.knots)
    rows = [(FAR_BELOW, knots[0][1], Decimal(0), Decimal(1))]
    for (start, low), (end, high) in pairwise(knots):
        rows.append((start, low, high - low, end - start))
    return [*rows, (knots[-1][0], knots[-1][1], Decimal(0), Decimal(1))]


def put(con: duckdb.DuckDBPyConnection, given: Given, run_id: str = "r") -> None:
    """Fill `compiled.*`, `scope.*`, `run.run` and `result.metric_sum` of an empty warehouse."""
    put_run(con, given, run_id)
    put_scheme(con, given.scheme)
    add(con, "scope.parameter", run_id=run_id, org_id="o", name="small_number_denominator", code="",
        value=given.scheme.small_number)  # fmt: skip
    put_subjects(con, given, run_id)


def put_run(con: duckdb.DuckDBPyConnection, given: Given, run_id: str) -> None:
    """The run's own row."""
    add(
        con, "run.run", run_id=run_id, period="2026", period_start=given.period[0], period_end=given.period[1],
        cut_off=given.cut_off, as_of_batch=1, org_scope="", revision=1, provisional=given.provisional, data_sha256="",
        schemes_sha256="", code_sha256="", state="counted", published=False,
    )  # fmt: skip


def put_metric(con: duckdb.DuckDBPyConnection, metric: str, **values: object) -> None:
    """A metric of the catalogue, unless it is there already, and that the scheme `k` needs it."""
    if con.execute("SELECT 1 FROM compiled.metric WHERE metric_id = ?", [metric]).fetchone() is None:
        row = {
            "code": metric, "name_zh": "zh", "name_en": "en", "definition": "", "unit": "%", "better": "higher",
            "value_rule": "ratio", "scale": 100, "feeds": "", "kinds": "", "evidence": "given",
        } | values  # fmt: skip
        add(con, "compiled.metric", metric_id=metric, **row)
    if con.execute("SELECT 1 FROM compiled.scheme_metric WHERE metric_id = ?", [metric]).fetchone() is None:
        add(con, "compiled.scheme_metric", scheme_key="k", metric_id=metric)


def put_scheme(con: duckdb.DuckDBPyConnection, scheme: Scheme) -> None:
    """Fill `compiled.*` with the scheme under the key `k`."""
    add(
        con, "compiled.scheme", scheme_key="k", scheme_id="SCHEME", scheme_version="1", content_sha256="",
        regime="enterprise", subject_type=scheme.subject_type, title_zh="zh", title_en="en",
        in_force_from=date(2026, 1, 1), checked_on=date(2026, 1, 1),
        minimum_measured_weight=scheme.minimum_measured_weight, minimum_tenure_share=scheme.minimum_tenure_share,
        reports="",
    )  # fmt: skip
    for number, name in enumerate(dict.fromkeys(one.dimension for one in scheme.indicators)):
        add(con, "compiled.dimension", scheme_key="k", dimension=name, position=number, title_zh="zh", title_en="en",
            weight=0, clause="", source="")  # fmt: skip
    for number, one in enumerate(scheme.indicators):
        add(
            con, "compiled.indicator", scheme_key="k", dimension=one.dimension, position=number, metric_id=one.metric,
            weight=one.weight, clause="S0-1", source="DEFAULT", curve="", curve_shape="", curve_source="", knots="",
            absent=one.absent, disabled_reason=one.disabled, cut_up_from=one.cut_up_from,
        )  # fmt: skip
        put_metric(
            con, one.metric, value_rule=one.value_rule, scale=one.scale, feeds=one.feeds, kinds=one.kinds,
            evidence=one.evidence, fixed_size=one.fixed_size,
        )  # fmt: skip
        for value_from, points_from, rise, run in pieces(one):
            add(con, "compiled.piece", scheme_key="k", metric_id=one.metric, value_from=value_from,
                points_from=points_from, points_rise=rise, value_run=run)  # fmt: skip
    for grade, at_least in scheme.grades:
        add(con, "compiled.grade", scheme_key="k", grade=grade, name_zh="zh", name_en="en", at_least=at_least,
            clause="", source="")  # fmt: skip
    put_conditions(con, scheme)


def put_conditions(con: duckdb.DuckDBPyConnection, scheme: Scheme) -> None:
    """Gates, quota, adjustments and general part of the scheme."""
    for number, gate in enumerate(scheme.gates):
        add(
            con, "compiled.gate", scheme_key="k", gate=gate.gate, position=number, title_zh="zh",
            title_en=f"Title of {gate.gate}", enabled=gate.enabled, metric_id=gate.metric,
            withholds_commendation="commendation" in gate.withholds, withholds_reward="reward" in gate.withholds,
            clause="S0-1", source="DEFAULT",
        )  # fmt: skip
        put_metric(con, gate.metric, value_rule=gate.value_rule, scale=gate.scale, feeds=gate.feeds, kinds=gate.kinds)
        for step, (comparison, threshold, effect, limit) in enumerate(gate.steps):
            add(con, "compiled.gate_step", scheme_key="k", gate=gate.gate, step=step, comparison=comparison,
                threshold=threshold, effect=effect, score_limit=limit)  # fmt: skip
    if quota := scheme.quota:
        add(con, "compiled.quota", scheme_key="k", grade=quota.grade, percent=quota.percent,
            minimum_one_from=quota.minimum_one_from, clause="", source="")  # fmt: skip
        for place, name in enumerate(quota.then_by):
            what = "dimension" if name.startswith("dimension ") else "metric_id"
            add(con, "compiled.quota_order", scheme_key="k", place=place, **{what: name.removeprefix("dimension ")})
    if limits := scheme.adjustments:
        add(con, "compiled.adjustment", scheme_key="k", bonus_limit=limits.bonus_limit,
            deduction_limit=limits.deduction_limit, clause="S0-2", source="")  # fmt: skip
        for kind in limits.kinds:
            add(con, "compiled.adjustment_kind", scheme_key="k", kind=kind.kind, effect=kind.effect,
                each_points=kind.each, least_points=kind.least, most_points=kind.most,
                limit_points=kind.limit)  # fmt: skip
    if scheme.general:
        metric, share = scheme.general
        add(con, "compiled.general_part", scheme_key="k", metric_id=metric, share_percent=share, clause="", source="")
        put_metric(con, metric)


def put_subjects(con: duckdb.DuckDBPyConnection, given: Given, run_id: str) -> None:
    """Fill `scope.feed`, `scope.subject`, `scope.reach`, `result.metric_sum` and `records.adjustment`."""
    kind = given.scheme.subject_type
    owner = {"department": "department_id", "cio": "person_id"}.get(kind)
    for feed in given.feeds:
        add(con, "scope.feed", run_id=run_id, org_id="o", feed=feed)
    for subject, sums in given.sums.items():
        who = {"run_id": run_id, "org_id": "o", "subject_type": kind, "subject_id": subject}
        add(con, "scope.subject", **who, subject_name=subject, scheme_key="k",
            tenure_days=given.tenure_days.get(subject))  # fmt: skip
        add(con, "scope.reach", **who, counts_from=given.period[0], counts_until=given.period[1],
            **({owner: subject} if owner else {}))  # fmt: skip
        for metric, (numerator, denominator) in sums.items():
            add(con, "result.metric_sum", **who, metric_id=metric, numerator=numerator, denominator=denominator,
                evidence_count=given.counts.get((subject, metric), 5))  # fmt: skip
    for one in given.records:
        add(
            con, "history.adjustment", org_id="o", adjustment_id=one.adjustment_id, kind=one.kind, points=one.points,
            occurred_on=one.occurred_on, approved_on=one.approved_on, batch_id=1, source_row=2,
            **({owner: one.subject} if owner else {}),
        )  # fmt: skip
