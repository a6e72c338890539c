"""A policy author's calculator: points, score and grade for values given by hand, by the same SQL as a run.

The values stand in a warehouse in memory as the sums a run would have counted, one subject for each case;
the files of `sql/scoring` do the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import duckdb

from pipelines.models.scoring import SCORE_TABLES
from pipelines.models.tables import refill
from pipelines.schemes.catalogue import Catalogue, store_catalogue
from pipelines.schemes.compile import compile_scheme, store
from pipelines.schemes.given import Sums
from pipelines.schemes.given_run import FEED, RUN, empty_warehouse, fill
from pipelines.schemes.model import Scheme
from pipelines.schemes.tried import TriedIndicator, TrippedGate, TryResult


def try_values(scheme: Scheme, values: Mapping[str, Sums], catalogue: Catalogue) -> TryResult:
    """The appraisal `values` (by metric id) would give; indicators without a value are not applicable."""
    return try_cases(scheme, [values], catalogue)[0]


def try_cases(scheme: Scheme, cases: Sequence[Mapping[str, Sums]], catalogue: Catalogue) -> list[TryResult]:
    """The appraisal of each case, in the order given, scored in one go."""
    con, compiled = empty_warehouse(), compile_scheme(alone(scheme), catalogue)
    con.execute("BEGIN")
    try:
        store_catalogue(con, all_connected(catalogue))
        store(con, [compiled])
        fill(con, compiled, cases)
        refill(con, RUN, SCORE_TABLES, source="scoring")
        return results(con, scheme)
    finally:
        con.execute("ROLLBACK")


def alone(scheme: Scheme) -> Scheme:
    """The scheme for one subject by itself: no quota, and every indicator not applicable where nothing is given."""
    dimensions = tuple(
        dimension.model_copy(
            update={
                "indicators": tuple(one.model_copy(update={"absent": "not_applicable"}) for one in dimension.indicators)
            }
        )
        for dimension in scheme.dimensions
    )
    return scheme.model_copy(update={"dimensions": dimensions, "quota": None})


def all_connected(catalogue: Catalogue) -> Catalogue:
    """The catalogue as if every metric had its records and its query."""
    connected = {"feeds": (FEED,), "evidence": FEED}
    metrics = {name: metric.model_copy(update=connected) for name, metric in catalogue.metrics.items()}
    return Catalogue(metrics, catalogue.clauses)


def results(con: duckdb.DuckDBPyConnection, scheme: Scheme) -> list[TryResult]:
    """The result of each case, read from the results of the run."""
    measured: dict[str, list[TriedIndicator]] = defaultdict(list)
    for subject, *row in con.execute(
        "SELECT subject_id, metric_id, dimension, value, points, weight, contribution "
        "FROM result.indicator_score WHERE run_id = ? AND status = 'measured' ORDER BY position",
        [RUN.run_id],
    ).fetchall():
        measured[subject].append(TriedIndicator(*row))
    tripped: dict[str, list[TrippedGate]] = defaultdict(list)
    for subject, *row in con.execute(
        "SELECT subject_id, gate, title_zh, title_en, metric_id, value, effect, score_limit, withholds_commendation, "
        "withholds_reward FROM result.gate WHERE run_id = ? AND state = 'tripped'",
        [RUN.run_id],
    ).fetchall():
        tripped[subject].append(TrippedGate(*row))
    order = {gate.gate: place for place, gate in enumerate(scheme.gates)}
    appraisals = con.execute(
        "SELECT subject_id, score, base_score, general_score, graded_score, suggested_grade, status, measured_weight "
        "FROM result.appraisal WHERE run_id = ? ORDER BY cast(subject_id AS INTEGER)",
        [RUN.run_id],
    ).fetchall()
    return [
        TryResult(
            scheme=scheme.scheme,
            score=score,
            base_score=base_score,
            general_score=general_score,
            graded_score=graded_score,
            grade=grade,
            status=status,
            measured_weight=measured_weight,
            gates=tuple(sorted(tripped[subject], key=lambda one: order[one.gate])),
            indicators=tuple(measured[subject]),
        )
        for subject, score, base_score, general_score, graded_score, grade, status, measured_weight in appraisals
    ]
