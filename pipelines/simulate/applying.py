"""Which drafts apply in a period, what they take the place of, and why one does not apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import duckdb

from pipelines.parameters import bind
from pipelines.simulate.baseline import Baseline
from pipelines.simulate.drafts import REWARDS, Draft

Reason = Literal["not_in_force", "unknown_organization", "other_regime", "no_organization", "own_copies"]

RULES = """
    SELECT scheme_key, scheme_id, regime, subject_type, org_id FROM compiled.scheme
    UNION ALL
    SELECT plan_key, plan_id, regime, 'rewards', org_id FROM compiled.reward_plan
"""


@dataclass(frozen=True)
class NotApplied:
    """A draft that does nothing in a period, and why. `detail`: days, organisations or a regime; `day`: its last."""

    draft: str
    reason: Reason
    detail: str
    day: str = ""


@dataclass(frozen=True)
class Applying:
    """The rules of a period with the drafts in them. `keys`: those to choose from, sorted; `organizations`: where each
    draft decides."""

    keys: tuple[str, ...]
    organizations: dict[str, tuple[str, ...]]
    not_applied: tuple[NotApplied, ...]


def apply_drafts(con: duckdb.DuckDBPyConnection, base: Baseline, drafts: Sequence[Draft], org: str | None) -> Applying:
    """Put the drafts in force on the period's last day in the place of what applied to the run."""
    day = base.run.period_end
    rules = {key: tuple(row) for key, *row in con.execute(RULES).fetchall()}
    keys = list(base.keys)
    for one in drafts:
        if one.applies_on(day):
            keys = [key for key in keys if not is_displaced(one, *rules[key])] + [one.key]
    bind(con, base.run.parameters)
    found = con.execute("SELECT org_id, regime FROM records.organization ORDER BY ALL").fetchall()
    known = {org_id: regime for org_id, regime in found if org in (None, org_id)}
    # An organisation's own copy wins over the common scheme.
    own = {(rules[key][3], rules[key][2]) for key in keys if rules[key][3]}
    places = {one.name: decides_for(one, known, own) for one in drafts}
    refused = [refusal(one, base, known, places[one.name]) for one in drafts]
    return Applying(
        tuple(sorted(set(keys))),
        {one.name: places[one.name] for one in drafts if one.applies_on(day)},
        tuple(one for one in refused if one),
    )


def is_displaced(draft: Draft, rule_id: str, regime: str, subject: str, organization: str | None) -> bool:
    """Whether a draft takes the place of a compiled scheme or plan."""
    if (subject == REWARDS) != draft.is_plan or organization != draft.organization:
        return False
    return rule_id == draft.rule_id or (regime, subject) == (draft.regime, draft.subject)


def decides_for(draft: Draft, known: dict[str, str], own: set[tuple[str | None, str]]) -> tuple[str, ...]:
    """The organisations for which the draft would be the one that applies."""
    return tuple(
        org_id
        for org_id, regime in known.items()
        if regime == draft.regime
        and draft.organization in (None, org_id)
        and (draft.organization is not None or (org_id, draft.subject) not in own)
    )


def refusal(draft: Draft, base: Baseline, known: dict[str, str], places: tuple[str, ...]) -> NotApplied | None:
    """Why the draft does nothing in the period; None where it decides for somebody."""
    if not draft.applies_on(base.run.period_end):
        span = f"{draft.in_force.start}..{draft.in_force.until or ''}"
        return NotApplied(draft.name, "not_in_force", span, str(base.run.period_end))
    if places:
        return None
    if draft.organization:
        if draft.organization not in known:
            return NotApplied(draft.name, "unknown_organization", draft.organization)
        return NotApplied(draft.name, "other_regime", f"{draft.organization}: {known[draft.organization]}")
    of_regime = sorted(org_id for org_id, regime in known.items() if regime == draft.regime)
    if of_regime:
        return NotApplied(draft.name, "own_copies", ", ".join(of_regime))
    return NotApplied(draft.name, "no_organization", draft.regime)
