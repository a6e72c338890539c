"""Which items of the schemes and reward plans cite a clause, and the metrics and records they rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.schemes.check_reward import clauses_cited as clauses_of_plan
from pipelines.schemes.model import Scheme
from pipelines.schemes.named import clauses_cited, metrics_named
from pipelines.schemes.reward_model import RewardPlan
from pipelines.yaml_file import Location

OFF = " (off)"
REWARD_FEEDS = ("innovation", "innovation_benefit", "contribution")
# What an item of a plan reads, where it is not the innovations themselves.
FEEDS_OF_ITEM = {"findings": ("finding",), "grade_percent": (), "ungraded": ()}


@dataclass(frozen=True)
class Citation:
    """An item of a scheme or plan that cites a clause: `kind` (gate), `name` (V1; empty where one is enough), and what
    it rests on: metrics, or of a plan the feeds."""

    scheme: str
    kind: str
    name: str
    metrics: tuple[str, ...]
    feeds: tuple[str, ...] = ()


def citations(schemes: Iterable[Scheme], plans: Iterable[RewardPlan] = ()) -> dict[str, list[Citation]]:
    """The citations of each clause, schemes first, in their order; several versions of a scheme count as one."""
    found: dict[str, list[Citation]] = defaultdict(list)
    for scheme in schemes:
        named = list(metrics_named(scheme))
        for clause, (*at, _) in clauses_cited(scheme):
            where = tuple(at)
            metrics = tuple(dict.fromkeys(one.metric for one in named if one.where[: len(where)] == where))
            citation = Citation(scheme.scheme, *item_at(scheme, where), metrics)
            if citation not in found[clause]:
                found[clause].append(citation)
    for plan in plans:
        for clause, (*at, _) in clauses_of_plan(plan):
            item = str(at[-1]) if at else "plan"
            feeds = FEEDS_OF_ITEM.get(item, REWARD_FEEDS)
            citation = Citation(plan.reward_plan, "reward", item, (), feeds)
            if citation not in found[clause]:
                found[clause].append(citation)
    return dict(found)


def item_at(scheme: Scheme, where: Location) -> tuple[str, str]:
    """Kind and name of the item of the scheme that stands at `where`."""
    match where:
        case ("dimensions", int(d), "indicators", int(i)):
            indicator = scheme.dimensions[d].indicators[i]
            return "indicator", indicator.metric + (OFF if indicator.disabled else "")
        case ("dimensions", int(d)):
            return "dimension", scheme.dimensions[d].id
        case ("gates", int(number)):
            gate = scheme.gates[number]
            return "gate", gate.gate + ("" if gate.enabled else OFF)
        case ("alerts", int(number)):
            return "alert", scheme.alerts[number].alert
        case ("consequences", int(number)):
            return "consequence", scheme.consequences[number].consequence
    block, *names = (str(part) for part in where)
    return "parameter" if block == "parameters" else block.replace("_", " "), names[0] if names else ""
