"""A policy author's calculator: points, score and grade for values given by hand, by the same SQL as a run.

The values stand in a warehouse in memory as the sums a run would have counted, one subject for each case;
the files of `sql/scoring` do the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import duckdb

from pipelines.models.scoring import score_sums
from pipelines.parameters import Parameters
from pipelines.schemes.catalogue import Catalogue, store_catalogue
from pipelines.schemes.compile import CompiledScheme, compile_scheme, store
from pipelines.schemes.given import Sums
from pipelines.schemes.insert import insert
from pipelines.schemes.model import Scheme
from pipelines.schemes.tried import TriedIndicator, TryResult
from pipelines.warehouse import prepare

ORG, FEED = "given", "given"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
RUN = Parameters("given", FIRST, LAST, LAST, as_of_batch=0, org_id=ORG)
DAYS = (LAST - FIRST).days + 1


def try_values(scheme: Scheme, values: Mapping[str, Sums], catalogue: Catalogue) -> TryResult:
    """The appraisal `values` (by metric id) would give; indicators without a value are not applicable."""
    return try_cases(scheme, [values], catalogue)[0]


def try_cases(scheme: Scheme, cases: Sequence[Mapping[str, Sums]], catalogue: Catalogue) -> list[TryResult]:
    """The appraisal of each case, in the order given, scored in one go."""
    con = duckdb.connect()
    try:
        prepare(con)
        compiled = compile_scheme(without_absence(scheme), catalogue)
        store_catalogue(con, all_connected(catalogue))
        store(con, [compiled])
        fill(con, compiled, cases)
        score_sums(con, RUN)
        return results(con, scheme)
    finally:
        con.close()


def without_absence(scheme: Scheme) -> Scheme:
    """The scheme with every indicator not applicable where nothing is given."""
    dimensions = tuple(
        dimension.model_copy(
            update={
                "indicators": tuple(one.model_copy(update={"absent": "not_applicable"}) for one in dimension.indicators)
            }
        )
        for dimension in scheme.dimensions
    )
    return scheme.model_copy(update={"dimensions": dimensions})


def all_connected(catalogue: Catalogue) -> Catalogue:
    """The catalogue as if every metric had its records and its query."""
    connected = {"feeds": (FEED,), "evidence": FEED}
    metrics = {name: metric.model_copy(update=connected) for name, metric in catalogue.metrics.items()}
    return Catalogue(metrics, catalogue.clauses)


def fill(con: duckdb.DuckDBPyConnection, compiled: CompiledScheme, cases: Sequence[Mapping[str, Sums]]) -> None:
    """Put the run, its scope and the given sums where the scoring files read them."""
    scheme, key = compiled.scheme, compiled.scheme_key
    kind, run = scheme.subject, RUN.run_id
    span = RUN.period_start, RUN.period_end, RUN.cut_off
    revision, provisional, published, hashes = 1, False, False, ("", "", "")
    held = RUN.as_of_batch, ORG, revision, provisional, *hashes, "counted", published
    insert(con, "run.run", [(run, str(RUN.period_end.year), *span, *held)])
    insert(con, "scope.candidate", [(run, key)])
    insert(con, "scope.scheme", [(run, ORG, kind, key)])
    insert(con, "scope.feed", [(run, ORG, FEED)])
    numbers = [
        (name, code, value) for name, parameter in scheme.parameters.items() for code, value, _ in parameter.rows()
    ]
    insert(con, "scope.parameter", [(run, ORG, *row) for row in numbers])
    subjects = [str(number) for number in range(len(cases))]
    insert(con, "scope.subject", [(run, ORG, kind, subject, subject, key, DAYS) for subject in subjects])
    sums = [
        (run, ORG, kind, subject, metric, given.numerator, given.denominator, 1)
        for subject, case in zip(subjects, cases, strict=True)
        for metric, given in case.items()
    ]
    insert(con, "result.metric_sum", sums)


def results(con: duckdb.DuckDBPyConnection, scheme: Scheme) -> list[TryResult]:
    """The result of each case, read from the results of the run."""
    measured: dict[str, list[TriedIndicator]] = defaultdict(list)
    for subject, *row in con.execute(
        "SELECT subject_id, metric_id, dimension, value, points, weight, contribution "
        "FROM result.indicator_score WHERE run_id = ? AND status = 'measured' ORDER BY position",
        [RUN.run_id],
    ).fetchall():
        measured[subject].append(TriedIndicator(*row))
    appraisals = con.execute(
        "SELECT subject_id, score, base_score, suggested_grade, measured_weight, gates "
        "FROM result.appraisal WHERE run_id = ? ORDER BY cast(subject_id AS INTEGER)",
        [RUN.run_id],
    ).fetchall()
    return [
        TryResult(
            scheme=scheme.scheme,
            score=score,
            base_score=base_score,
            grade=grade,
            measured_weight=measured_weight,
            gates=tuple(gates.split(",")) if gates else (),
            indicators=tuple(measured[subject]),
        )
        for subject, score, base_score, grade, measured_weight, gates in appraisals
    ]
