"""What keeps the next grade back besides points: gates, small numbers, measured weight, tenure, quota."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from pipelines.explain.find import Row, rows
from pipelines.parameters import bind
from pipelines.runs import Run

# The places of the quota and how many of them are taken by others now.
QUOTA = """
    SELECT
        quotas.percent, quotas.clause, quotas.source, due.due_count,
        quota_places(quotas.percent, due.due_count, quotas.minimum_one_from) AS place_count,
        (
            SELECT count(*) FROM result.appraisal AS others
            INNER JOIN scope.subject AS subjects
                ON
                    others.run_id = subjects.run_id AND others.org_id = subjects.org_id
                    AND others.subject_type = subjects.subject_type AND others.subject_id = subjects.subject_id
            WHERE
                others.run_id = $run_id AND others.org_id = $org AND subjects.scheme_key = $key
                AND others.within_quota AND others.subject_id <> $id
        ) AS taken_count
    FROM compiled.quota AS quotas
    CROSS JOIN (
        SELECT count(*) AS due_count FROM scoring.verdict
        WHERE org_id = $org AND scheme_key = $key AND NOT short_tenure
    ) AS due
    WHERE quotas.scheme_key = $key AND quotas.grade = $grade
"""
MINIMUM = "SELECT minimum_measured_weight, minimum_tenure_share FROM compiled.scheme WHERE scheme_key = $key"


def obstacles(
    con: duckdb.DuckDBPyConnection,
    run: Run,
    who: Mapping[str, object],
    appraisal: Row,
    scheme: Row,
    target: Row,
    gates: Sequence[Row],
    after: Row | None,
) -> list[Row]:
    """Each by its `kind`: gate, small_numbers, measured_weight, tenure, quota; a quota whose places are
    not all taken `is_open`. `after`: the outcome with the rows fulfilled, where such were found."""
    key = {"key": scheme["scheme_key"]}
    # Fulfilling a row may clear a gate that looks at the same metric.
    tripped = (after["gates"] if after else appraisal["gates"]).split(",")
    found: list[Row] = [
        {"kind": "gate", "gate": gate["gate"], "effect": gate["effect"], "score_limit": gate["score_limit"]}
        for gate in gates
        if gate["state"] == "tripped"
        and gate["gate"] in tripped
        and (gate["effect"] != "graded_as_at_most" or gate["score_limit"] < (target["at_least"] or 0))
    ]
    held = after["held_by_small_numbers"] if after else "SMALL_N" in tripped
    if held:
        found.append({"kind": "small_numbers"})
    (minimum,) = rows(con, MINIMUM, key)
    if appraisal["measured_weight"] < minimum["minimum_measured_weight"]:
        found.append({"kind": "measured_weight", "minimum_percent": minimum["minimum_measured_weight"]})
    if appraisal["status"] == "comment_only":
        found.append({"kind": "tenure", "minimum_percent": minimum["minimum_tenure_share"]})
    bind(con, run.parameters)
    given = {name: who[name] for name in ("run_id", "org", "id")}
    for quota in rows(con, QUOTA, given | key | {"grade": target["grade"]}):
        is_open = quota["taken_count"] < quota["place_count"]
        found.append({"kind": "quota"} | quota | {"is_open": is_open})
    return found
