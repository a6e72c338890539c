"""Gathers one subject's score from the result tables: nothing is computed anew, so it is what was published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from pipelines.errors import PeriodError, UnknownSubjectError
from pipelines.period import parse_period
from pipelines.runs import Run, load_run
from pipelines.yaml_file import did_you_mean

Row = dict[str, Any]


@dataclass(frozen=True)
class Explanation:
    """A subject's appraisal; its dimensions with their indicators; each indicator's clauses and evidence rows."""

    run: Run
    appraisal: Row
    scheme: Row
    dimensions: list[Row]

    def as_json(self) -> str:
        """The explanation for a program: numbers as text, days as ISO dates."""
        content = {
            "run_id": self.run.run_id,
            "period": self.run.period,
            "cut_off": self.run.cut_off,
            "as_of_batch": self.run.as_of_batch,
            **self.appraisal,
            "scheme": self.scheme,
            "dimensions": self.dimensions,
        }
        return json.dumps(content, ensure_ascii=False, indent=2, default=as_text)


def as_text(value: object) -> str:
    """Decimals and days as text; anything else has no place in an explanation."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be shown")


def gather(
    con: duckdb.DuckDBPyConnection,
    subject: str,
    period: str,
    subject_type: str | None = None,
    run_id: str | None = None,
) -> Explanation:
    """Explain a subject, given by id or full name, in the newest computed run of a period (or in `run_id`).

    Raises UnknownSubjectError for a subject that was not appraised, PeriodError for a period never computed.
    """
    run = load_run(con, run_id) if run_id else newest_run(con, period, subject)
    appraisal = find_subject(con, run, subject, subject_type)
    who = {
        "run_id": run.run_id,
        "org": appraisal["org_id"],
        "type": appraisal["subject_type"],
        "id": appraisal["subject_id"],
    }
    scheme_key = one_value(
        con,
        "SELECT scheme_key FROM scope.subject "
        "WHERE run_id = $run_id AND org_id = $org AND subject_type = $type AND subject_id = $id",
        who,
    )
    scheme = rows(
        con,
        "SELECT scheme_id, scheme_version, scheme_key, title_zh, title_en, in_force_from, in_force_until, checked_on "
        "FROM compiled.scheme WHERE scheme_key = $key",
        {"key": scheme_key},
    )[0]
    names = rows(
        con,
        "SELECT name_zh, name_en FROM compiled.grade WHERE scheme_key = $key AND grade = $grade",
        {"key": scheme_key, "grade": appraisal["suggested_grade"]},
    )
    appraisal |= {f"grade_{lang}": names[0][f"name_{lang}"] if names else None for lang in ("zh", "en")}
    dimensions = rows(
        con,
        "SELECT dimension, title_zh, title_en, weight, clause, source "
        "FROM compiled.dimension WHERE scheme_key = $key ORDER BY position",
        {"key": scheme_key},
    )
    indicators = rows(con, INDICATORS, who)
    evidence = rows(con, EVIDENCE, who)
    clauses = {row["clause_id"]: row for row in rows(con, "SELECT * FROM compiled.clause", {})}
    for indicator in indicators:
        indicator["knots"] = json.loads(indicator["knots"], parse_float=Decimal, parse_int=Decimal)
        cited = (clauses.get(name) for name in indicator["clause"].split(","))
        indicator["clauses"] = [clause for clause in cited if clause]
        indicator["evidence"] = [row for row in evidence if row["metric_id"] == indicator["metric_id"]]
    for dimension in dimensions:
        own = [row for row in indicators if row["dimension"] == dimension["dimension"]]
        dimension["indicators"] = own
        dimension["contribution"] = sum((row["contribution"] for row in own), Decimal(0))
    return Explanation(run, appraisal, scheme, dimensions)


INDICATORS = """
    SELECT
        scores.dimension, scores.metric_id, scores.name_zh, scores.name_en, scores.status, scores.reason,
        scores.numerator, scores.denominator, scores.value, scores.unit, scores.points, scores.scheme_weight,
        scores.weight, scores.contribution, scores.points_lost, scores.evidence_count, scores.small_number,
        scores.clause, scores.source, rules.curve, rules.curve_shape, rules.curve_source, rules.knots,
        metrics.code, metrics.definition, metrics.better, metrics.value_rule
    FROM result.indicator_score AS scores
    INNER JOIN compiled.indicator AS rules
        ON scores.scheme_key = rules.scheme_key AND scores.metric_id = rules.metric_id
    INNER JOIN compiled.metric AS metrics ON scores.metric_id = metrics.metric_id
    WHERE
        scores.run_id = $run_id AND scores.org_id = $org
        AND scores.subject_type = $type AND scores.subject_id = $id
    ORDER BY scores.dimension_position, scores.position
"""
EVIDENCE = """
    SELECT
        metric_id, position, department_id, source_feed, source_id, source_file, source_row, occurred_on,
        numerator, denominator
    FROM result.evidence
    WHERE run_id = $run_id AND org_id = $org AND subject_type = $type AND subject_id = $id
    ORDER BY metric_id, position
"""


# How a person names a subject: id, full name, or organisation/id.
NAMED = "subject_id = $subject OR subject_name = $subject OR org_id || '/' || subject_id = $subject"


def newest_run(con: duckdb.DuckDBPyConnection, period: str, subject: str) -> Run:
    """The last computed run of a period, of those that appraise the subject if any does.

    Raises PeriodError when there is none.
    """
    parse_period(period)
    found = con.execute(
        "SELECT run_id FROM run.run WHERE period = $period AND state = 'computed' ORDER BY run_id NOT IN "
        f"(SELECT run_id FROM result.appraisal WHERE {NAMED}), "
        "provisional, revision DESC, cut_off DESC, as_of_batch DESC, run_id LIMIT 1",
        {"period": period, "subject": subject},
    ).fetchone()
    if not found:
        known = [row[0] for row in con.execute("SELECT DISTINCT period FROM run.run ORDER BY ALL").fetchall()]
        raise PeriodError(
            f"The period {period} has not been computed.",
            do=f"Run `appraise run {period}`." + (f" Computed: {', '.join(known)}." if known else ""),
        )
    return load_run(con, str(found[0]))


def find_subject(con: duckdb.DuckDBPyConnection, run: Run, subject: str, subject_type: str | None) -> Row:
    """The subject's row of `result.appraisal`, by id or name."""
    found = rows(
        con,
        f"SELECT * FROM result.appraisal WHERE run_id = $run_id AND ({NAMED}) "
        "AND subject_type = coalesce($type, subject_type) ORDER BY subject_type, org_id, subject_id",
        {"run_id": run.run_id, "subject": subject, "type": subject_type},
    )
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{row['subject_type']} {row['subject_id']} of {row['org_id']}" for row in found)
        do = f"Give --type, or the organisation too: {found[0]['org_id']}/{found[0]['subject_id']}."
        raise UnknownSubjectError(f'"{subject}" is not one subject but several: {several}.', do=do)
    known = con.execute(
        "SELECT subject_id FROM result.appraisal WHERE run_id = $id "
        "UNION SELECT subject_name FROM result.appraisal WHERE run_id = $id",
        {"id": run.run_id},
    ).fetchall()
    raise UnknownSubjectError(
        f'"{subject}" was not appraised in {run.period}.',
        do=did_you_mean(subject, [str(row[0]) for row in known]),
    )


def rows(con: duckdb.DuckDBPyConnection, query: str, values: Row) -> list[Row]:
    """The query's rows as dicts."""
    cursor = con.execute(query, values)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def one_value(con: duckdb.DuckDBPyConnection, query: str, values: Row) -> object:
    """The single value a query must find."""
    found = con.execute(query, values).fetchone()
    if not found:
        raise LookupError(query)
    return found[0]
