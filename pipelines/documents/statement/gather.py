"""Gathers what statements of appraisals say from the published tables, by a handful of queries about all subjects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.documents.edition import Edition
from pipelines.documents.statement import subject_queries as queries
from pipelines.explain.find import Row
from pipelines.period import parse_period

Key = tuple[str, str]
PER_SUBJECT = {
    "indicators": queries.INDICATORS,
    "losses": queries.LOSSES,
    "adjustments": queries.ADJUSTMENTS,
    "gates": queries.GATES,
    "follows": queries.FOLLOWS,
    "decided": queries.DECIDED,
    "restated": queries.RESTATED,
    "restated_records": queries.RESTATED_RECORDS,
    "offices": queries.OFFICES,
    "appeals": queries.APPEALS,
}
NOBODY: Mapping[Key, Sequence[Row]] = {}


@dataclass(frozen=True)
class Found:
    """The subjects of an organisation; by kind of row what there is of each; rows that name metrics, dimensions, grades
    and clauses. The same in every language.

    `before`: the run of the period before (None: nothing is published of it), with `period_before` (None: a span of
    free days has none)."""

    subjects: Sequence[Row]
    of: Mapping[str, Mapping[Key, Sequence[Row]]]
    sums: Mapping[tuple[str, str, str | None], Row]
    records: Mapping[tuple[str, str, str], Sequence[Row]]
    objections: Mapping[str, Row]
    metrics: Sequence[Row]
    dimensions: Sequence[Row]
    grades: Sequence[Row]
    clauses: Sequence[Row]
    period_before: str | None
    before: Row | None


def gather(edition: Edition) -> Found:
    """Everything statements of one organisation and run are made of."""
    of = {name: by_subject(edition.rows(query)) for name, query in PER_SUBJECT.items()}
    period = parse_period(edition.run["period"]).before
    before = run_before(edition, period) if period else None
    for name, query in (("scores_before", queries.SCORES_BEFORE), ("moves", queries.MOVES)):
        of[name] = by_subject(edition.rows(query, before=before["run_id"])) if before else NOBODY
    records = defaultdict(list)
    for row in edition.rows(queries.RECORDS):
        records[row["subject_type"], row["subject_id"], row["metric_id"]].append(row)
    return Found(
        subjects=edition.rows(queries.SUBJECTS),
        of=of,
        sums={(row["subject_type"], row["subject_id"], row["dimension"]): row for row in edition.rows(queries.SUMS)},
        records=records,
        objections={row["subject_type"]: row for row in edition.rows(queries.OBJECTIONS)},
        metrics=edition.rows(queries.METRICS),
        dimensions=edition.rows(queries.DIMENSIONS),
        grades=edition.rows(queries.GRADES),
        clauses=edition.rows(queries.CLAUSES),
        period_before=period,
        before=before,
    )


def run_before(edition: Edition, period: str) -> Row | None:
    """The published run of the period before that the results are compared with."""
    found = edition.rows(queries.BEFORE, period=period, scope=edition.run["org_id"])
    return found[0] if found else None


def by_subject(found: Sequence[Row]) -> Mapping[Key, Sequence[Row]]:
    """The rows of each subject, in their order."""
    grouped: dict[Key, list[Row]] = defaultdict(list)
    for row in found:
        grouped[row["subject_type"], row["subject_id"]].append(row)
    return grouped
