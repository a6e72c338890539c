"""Rows of a scheme's quota, adjustments, gates, alerts, consequences, commendation and procedure, without the key."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.schemes.conditions import Condition
from pipelines.schemes.insert import Row
from pipelines.schemes.model import Scheme
from pipelines.schemes.named import metrics_counted
from pipelines.schemes.procedure import Procedure
from pipelines.schemes.sourced import Sourced

COMMENDATION = "commendation"


def condition_tables(scheme: Scheme) -> dict[str, list[Row]]:
    """Rows by table; positions count from 1."""
    return {
        "scheme_metric": [(metric,) for metric in metrics_counted(scheme)],
        **quota_tables(scheme),
        **adjustment_tables(scheme),
        **gate_tables(scheme),
        "consequence": [
            (
                *(one.consequence, position, one.title.zh, one.title.en, ",".join(one.grades), one.years_in_a_row),
                *(one.period == "any", *cited(one.clause, one)),
            )
            for position, one in enumerate(scheme.consequences, start=1)
        ],
        COMMENDATION: list(commendation_rows(scheme)),
        "condition": list(condition_rows(scheme)),
        "procedure": list(procedure_rows(scheme.procedure)),
    }


def quota_tables(scheme: Scheme) -> dict[str, list[Row]]:
    """The quota and what decides between equal scores."""
    if not (quota := scheme.quota):
        return {}
    row = quota.grade, quota.percent.value, quota.minimum_one_from, *cited(quota.clause, quota.percent)
    order: list[Row] = [(place, one.metric, one.dimension) for place, one in enumerate(quota.then_by, start=1)]
    return {"quota": [row], "quota_order": order}


def adjustment_tables(scheme: Scheme) -> dict[str, list[Row]]:
    """Bonus and deduction points, and the general part."""
    tables: dict[str, list[Row]] = {}
    if given := scheme.adjustments:
        row = given.bonus_limit.value, given.deduction_limit.value, *cited(given.clause, given)
        tables["adjustment"] = [row]
        tables["adjustment_kind"] = [
            (one.kind, one.effect, one.each, one.least, one.most, one.limit) for one in given.kinds
        ]
    if part := scheme.general_part:
        tables["general_part"] = [(part.metric, part.share.value, *cited(part.clause, part.share))]
    return tables


def gate_tables(scheme: Scheme) -> dict[str, list[Row]]:
    """Gates, enabled or not, with their steps, and alerts."""
    return {
        "gate": [
            (
                *(one.gate, position, one.title.zh, one.title.en, one.enabled, one.metric),
                *("commendation" in one.withholds, "reward" in one.withholds, *cited(one.clause, one)),
            )
            for position, one in enumerate(scheme.gates, start=1)
        ],
        "gate_step": [
            (one.gate, number, step.comparison, step.threshold, step.effect, step.score)
            for one in scheme.gates
            for number, step in enumerate(one.steps, start=1)
        ],
        "alert": [
            (
                *(one.alert, position, one.title.zh, one.title.en, one.metric),
                *(one.comparison, one.threshold, *cited(one.clause, one)),
            )
            for position, one in enumerate(scheme.alerts, start=1)
        ],
    }


def commendation_rows(scheme: Scheme) -> Iterator[Row]:
    """Who is a candidate, where the scheme says so."""
    if one := scheme.commendation:
        yield (
            *(one.title.zh, one.title.en, one.score_at_least, ",".join(one.grades or ()), one.top_percent),
            *(one.within_quota, ",".join(one.without_gates), *cited(one.clause, one)),
        )


def condition_rows(scheme: Scheme) -> Iterator[Row]:
    """Conditions by group: all groups must hold, one of a group is enough."""
    for one in scheme.consequences:
        for group, condition in enumerate(one.conditions, start=1):
            yield condition_row("consequence", one.consequence, group, condition)
    for group, criterion in enumerate(scheme.commendation.criteria if scheme.commendation else (), start=1):
        for condition in criterion.conditions:
            yield condition_row(COMMENDATION, COMMENDATION, group, condition)


def condition_row(kind: str, owner: str, group: int, one: Condition) -> Row:
    return kind, owner, group, one.metric, one.dimension, one.comparison, one.threshold


def procedure_rows(procedure: Procedure) -> Iterator[Row]:
    """Days of publicity, and those to file and to answer an objection; of a reward plan too."""
    for name, number in procedure.numbers().items():
        yield name, int(number.value), number.unit, *cited(number.clause, number)


def cited(clauses: tuple[str, ...], who: Sourced) -> tuple[str, str]:
    """(clauses, and the law where one says so, joined by a comma; source with its mark)."""
    return ",".join((*clauses, who.law) if who.law else clauses), who.source_mark
