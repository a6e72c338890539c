"""Gathers one subject's score from the result tables: nothing is computed anew, so it is what was published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from pipelines.explain.change import change
from pipelines.explain.decided import decided
from pipelines.explain.distance import distance
from pipelines.explain.find import Row, find_subject, newest_run, one_value, rows
from pipelines.explain.follow_reasons import in_chinese
from pipelines.explain.queries import EVIDENCE, GRADES, INDICATORS, NAMES, OTHERS, OTHERS_SCORE
from pipelines.explain.unknown import unknown
from pipelines.explain.weights import share_out
from pipelines.explain.whole_evidence import add_whole_evidence
from pipelines.runs import Run, load_run


@dataclass(frozen=True)
class Explanation:
    """A subject's appraisal; its dimensions with their indicators; each indicator's clauses and evidence rows; what
    else decided: gates, adjustments; and what follows: recommendations, candidacy, alerts. `decided`: signatures,
    grades set by a person, restatement. `change`: since the period before (None: there is none). `distance`: to the
    next grade."""

    run: Run
    appraisal: Row
    scheme: Row
    dimensions: list[Row]
    others: Mapping[str, list[Row]]
    decided: Mapping[str, list[Row]]
    change: Row | None
    distance: Row

    @property
    def indicators(self) -> list[Row]:
        """All indicators in the scheme's order."""
        return [row for dimension in self.dimensions for row in dimension["indicators"]]

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
            **self.others,
            **self.decided,
            "change": self.change,
            "distance": self.distance,
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
    *,
    all_evidence: bool = False,
) -> Explanation:
    """Explain a subject, given by id or full name, in the newest computed run of a period (or in `run_id`);
    `all_evidence`: with every row that was counted, not only those that cost points.

    Raises UnknownSubjectError for a subject that was not appraised, PeriodError for a period never computed.
    """
    run = load_run(con, run_id) if run_id else newest_run(con, period, subject)
    appraisal = find_subject(con, run, subject, subject_type)
    if appraisal is None:
        raise unknown(con, run, subject)
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
        "SELECT scheme_id, scheme_version, scheme_key, title_zh, title_en, in_force_from, in_force_until, checked_on, "
        "(SELECT share_percent FROM compiled.general_part WHERE scheme_key = $key) AS general_share_percent "
        "FROM compiled.scheme WHERE scheme_key = $key",
        {"key": scheme_key},
    )[0]
    for column, grade in (("grade", appraisal["suggested_grade"]), ("score_grade", appraisal["score_grade"])):
        names = rows(
            con,
            "SELECT name_zh, name_en FROM compiled.grade WHERE scheme_key = $key AND grade = $grade",
            {"key": scheme_key, "grade": grade},
        )
        appraisal |= {f"{column}_{lang}": names[0][f"name_{lang}"] if names else None for lang in ("zh", "en")}
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
    if "SMALL_N" in appraisal["gates"].split(","):
        appraisal["others_score"] = one_value(con, OTHERS_SCORE, who | {"percent": scheme["general_share_percent"]})
    appraisal["state"] = run.sign_off or run.state
    share_out(indicators)
    if all_evidence:
        add_whole_evidence(con, run, who, indicators)
    others = {name: rows(con, query, who) for name, query in OTHERS.items()}
    others["grades"] = rows(con, GRADES, {"key": scheme_key})
    called = {row["id"]: row["name_zh"] for row in rows(con, NAMES, {"key": scheme_key})}
    for name in ("alerts", "consequences", "commendation"):
        for row in others[name]:
            row["reason_zh"] = in_chinese(row["reason"], called)
    for gate in others["gates"]:
        cited = (clauses.get(name) for name in gate["clause"].split(","))
        gate["clauses"] = [clause for clause in cited if clause]
        gate["evidence"] = [row for row in evidence if row["metric_id"] == gate["metric_id"]]
    return Explanation(
        run, appraisal, scheme, dimensions, others, decided(con, who), change(con, run, who),
        distance(con, run, who, appraisal, scheme, indicators, others["gates"], others["grades"]),
    )  # fmt: skip
