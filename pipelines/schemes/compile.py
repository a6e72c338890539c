"""A scheme as rows of the `compiled.*` tables, under a key that stands for its id, version and content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

import duckdb

from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.compile_conditions import condition_tables
from pipelines.schemes.exact import plain_text
from pipelines.schemes.insert import Row, insert
from pipelines.schemes.model import Scheme
from pipelines.schemes.named import metrics_named
from pipelines.schemes.sourced import Curve, Parameter, Sourced

FAR_BELOW = Decimal(-1_000_000_000_000)
# What decides the value of a metric; its names and its definition in words do not.
MEASURED = {"better", "value", "scale", "feeds", "kinds", "counting", "list_size", "fixed_size", "evidence"}


@dataclass(frozen=True)
class CompiledScheme:
    """A scheme, its key, and its rows for each table of the schema `compiled`."""

    scheme_key: str
    scheme: Scheme
    rows: Mapping[str, list[Row]]


def compile_scheme(scheme: Scheme, catalogue: Catalogue) -> CompiledScheme:
    """The rows of a checked scheme."""
    sha256 = content_sha256(scheme, catalogue)
    key = f"{scheme.scheme}@{scheme.version}#{sha256[:8]}"
    rows: dict[str, list[Row]] = {
        "scheme": [scheme_row(scheme, sha256)],
        "dimension": [
            (d.id, position, d.title.zh, d.title.en, d.weight.value, ",".join(d.clause), d.weight.source_mark)
            for position, d in enumerate(scheme.dimensions, start=1)
        ],
        "indicator": list(indicator_rows(scheme, catalogue)),
        "piece": [
            (indicator.metric, *piece)
            for indicator in scheme.indicators()
            for piece in pieces(scheme.curves[indicator.curve])
        ],
        "parameter": [
            (name, code, value, given.unit, cited(given, who), who.source_mark)
            for name, given in scheme.parameters.items()
            for code, value, who in given.rows()
        ],
        "grade": [
            (band.grade, band.title.zh, band.title.en, band.at_least, ",".join(scheme.grades.clause),
             scheme.grades.source_mark)
            for band in scheme.grades.bands
        ],
        **condition_tables(scheme),
    }  # fmt: skip
    return CompiledScheme(key, scheme, {table: [(key, *row) for row in found] for table, found in rows.items()})


def store(con: duckdb.DuckDBPyConnection, schemes: Iterable[CompiledScheme]) -> None:
    """Put schemes into `compiled.*`; rows of a key that is there already stay as they are."""
    for compiled in schemes:
        known = "SELECT scheme_key FROM compiled.scheme WHERE scheme_key = ?"
        if con.execute(known, [compiled.scheme_key]).fetchall():
            continue
        for table, rows in compiled.rows.items():
            insert(con, f"compiled.{table}", rows)


def content_sha256(scheme: Scheme, catalogue: Catalogue) -> str:
    """The hash of what a scheme says and how its metrics are measured, without comments and order of keys."""
    measured = {
        name: catalogue.metrics[name].model_dump(include=MEASURED)
        for name in sorted({one.metric for one in metrics_named(scheme)})
    }
    content = {"scheme": scheme.model_dump(), "metrics": measured}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=as_text)
    return hashlib.sha256(text.encode()).hexdigest()


def as_text(value: object) -> str:
    """A number or a day as it goes into the hash."""
    if isinstance(value, Decimal):
        return plain_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a scheme")


def scheme_row(scheme: Scheme, sha256: str) -> Row:
    """The row of `compiled.scheme`, without its key."""
    tenure = scheme.minimum_tenure_share
    return (
        *(scheme.scheme, scheme.version, sha256, scheme.regime, scheme.organization, scheme.subject),
        *(scheme.title.zh, scheme.title.en, scheme.in_force.start, scheme.in_force.until, scheme.checked_on),
        *(scheme.minimum_measured_weight.value, tenure.value if tenure else None, ",".join(scheme.reports)),
    )


def indicator_rows(scheme: Scheme, catalogue: Catalogue) -> Iterator[Row]:
    """The rows of `compiled.indicator`, without the key; positions count through the whole scheme from 1."""
    position = 0
    for dimension in scheme.dimensions:
        for one in dimension.indicators:
            position += 1
            curve = scheme.curves[one.curve]
            yield (
                *(dimension.id, position, one.metric, one.weight.value),
                *(",".join(one.clause), one.weight.source_mark),
                *(one.curve, curve.shape, curve.source_mark, knots_text(curve), one.absent),
                one.disabled.reason if one.disabled else None,
                cut_up_from(catalogue.metrics[one.metric].better, curve),
            )


def pieces(curve: Curve) -> list[tuple[Decimal, Decimal, Decimal, Decimal]]:
    """(value_from, points_from, points_rise, value_run): flat before the first knot and after the last."""
    flat = (Decimal(0), Decimal(1))
    found = [(FAR_BELOW, curve.knots[0][1], *flat)]
    for (value, points), (next_value, next_points) in pairwise(curve.knots):
        level = curve.shape == "steps" or points == next_points
        found.append((value, points, *(flat if level else (next_points - points, next_value - value))))
    return [*found, (*curve.knots[-1], *flat)]


def cut_up_from(better: str, curve: Curve) -> Decimal | None:
    """From which value on more is worse: never for `higher`, always for `lower`, past the top for `band`."""
    if better == "lower":
        return FAR_BELOW
    if better == "band":
        top = max(points for _, points in curve.knots)
        return max(value for value, points in curve.knots if points == top)
    return None


def knots_text(curve: Curve) -> str:
    """`[[60,0],[80,60]]`: JSON with exact numbers."""
    knots = (f"[{plain_text(value)},{plain_text(points)}]" for value, points in curve.knots)
    return f"[{','.join(knots)}]"


def cited(parameter: Parameter, who: Sourced) -> str:
    """The clauses of a parameter, or the law where a law gives the number."""
    return who.law or ",".join(parameter.clause)
