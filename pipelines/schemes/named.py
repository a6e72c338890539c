"""Every place where a scheme names a metric, a dimension or a clause, so that one check reaches them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipelines.schemes.conditions import Condition
from pipelines.schemes.model import Scheme
from pipelines.yaml_file import Location

Use = Literal["indicator", "gate", "alert", "condition", "general_part"]


@dataclass(frozen=True)
class NamedMetric:
    """A metric, where it is named and for what; `off`: why it is switched off there."""

    metric: str
    use: Use
    where: Location
    off: str | None = None


def metrics_named(scheme: Scheme) -> Iterator[NamedMetric]:
    """Every metric the scheme counts, in its order; a metric may come more than once."""
    for d, dimension in enumerate(scheme.dimensions):
        for i, one in enumerate(dimension.indicators):
            off = one.disabled.reason if one.disabled else None
            yield NamedMetric(one.metric, "indicator", ("dimensions", d, "indicators", i, "metric"), off)
    for number, gate in enumerate(scheme.gates):
        off = None if gate.enabled else f"the gate {gate.gate} is not enabled"
        yield NamedMetric(gate.metric, "gate", ("gates", number, "metric"), off)
    for number, alert in enumerate(scheme.alerts):
        yield NamedMetric(alert.metric, "alert", ("alerts", number, "metric"))
    for condition, where in conditions(scheme):
        if condition.metric is not None:
            yield NamedMetric(condition.metric, "condition", (*where, "metric"))
    if scheme.general_part:
        yield NamedMetric(scheme.general_part.metric, "general_part", ("general_part", "metric"))


def metrics_counted(scheme: Scheme) -> list[str]:
    """The metrics that must be counted: named somewhere where they are not switched off, each once."""
    return list(dict.fromkeys(one.metric for one in metrics_named(scheme) if one.off is None))


def conditions(scheme: Scheme) -> Iterator[tuple[Condition, Location]]:
    """The conditions of consequences and of commendation."""
    for c, consequence in enumerate(scheme.consequences):
        for number, condition in enumerate(consequence.conditions):
            yield condition, ("consequences", c, "conditions", number)
    for c, criterion in enumerate(scheme.commendation.criteria if scheme.commendation else ()):
        for number, condition in enumerate(criterion.conditions):
            group = ("any_of", number) if criterion.any_of else ()
            yield condition, ("commendation", "criteria", c, *group)


def clauses_cited(scheme: Scheme) -> Iterator[tuple[str, Location]]:
    """Every clause id, with the place of its `clause`."""
    blocks: list[tuple[tuple[str, ...], Location]] = [(scheme.grades.clause, ("grades",))]
    blocks += [(one.clause, ("parameters", name)) for name, one in scheme.parameters.items()]
    for d, dimension in enumerate(scheme.dimensions):
        blocks.append((dimension.clause, ("dimensions", d)))
        blocks += [(one.clause, ("dimensions", d, "indicators", i)) for i, one in enumerate(dimension.indicators)]
    for name in ("quota", "adjustments", "commendation", "general_part"):
        if block := getattr(scheme, name):
            blocks.append((block.clause, (name,)))
    for name in ("gates", "alerts", "consequences"):
        blocks += [(one.clause, (name, number)) for number, one in enumerate(getattr(scheme, name))]
    blocks += [(one.clause, ("procedure", name)) for name, one in scheme.procedure.numbers().items()]
    for clauses, where in blocks:
        for clause in clauses:
            yield clause, (*where, "clause")
