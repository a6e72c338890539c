"""A simulation for a program: everything, numbers as text."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pipelines.simulate.effects import DraftEffect
from pipelines.simulate.simulate import SimulatedPeriod, Simulation
from pipelines.simulate.words import reason_words


def content(found: Simulation) -> dict[str, Any]:
    """The simulation as JSON; who does not move is counted."""
    return {
        "drafts": [
            {
                "draft": one.name, "file": str(one.file), "regime": one.regime, "subject": one.subject,
                "organization": one.organization, "in_force_from": one.in_force.start,
                "in_force_until": one.in_force.until, "tried_from": one.tried_in_force.start,
                "tried_until": one.tried_in_force.until,
            }
            for one in found.drafts
        ],
        "periods": [period_content(one) for one in found.periods],
    }  # fmt: skip


def period_content(one: SimulatedPeriod) -> dict[str, Any]:
    """What was, what of the rules was applied to whom, and what moved."""
    base, scores, rewards = one.baseline, one.scores, one.rewards
    return {
        "period": base.run.period,
        "what_was": {
            "run_id": base.run.run_id if base.is_stored else None, "revision": base.run.revision,
            "provisional": base.run.provisional, "cut_off": base.run.cut_off, "as_of_batch": base.run.as_of_batch,
            "computed_by_other_code": base.other_code, "newer_data_as_of_batch": base.batch_now,
        },
        "not_applied": [asdict(refused) for refused in one.not_applied],
        "effects": [effect_content(effect) for effect in one.effects],
        "moved": [subject.as_json() for subject in scores.moved],
        "unmoved_counts": [
            {"org_id": org_id, "subject_type": kind, "count": count} for (org_id, kind), count in scores.unmoved.items()
        ],
        "grades": scores.grades,
        "quota_effects": scores.quota,
        "recommendations": scores.follows,
        "rewards": {
            "totals": [
                {"org_id": org_id, "currency": currency, **{name: split.as_json() for name, split in amounts.items()}}
                for (org_id, currency), amounts in rewards.totals.items()
            ],
            "moved_pools": [pool.as_json() for pool in rewards.pools],
            "moved_awards": [award.as_json() for award in rewards.awards],
            "unmoved_pool_count": rewards.unmoved_pools,
            "unmoved_award_count": rewards.unmoved_awards,
        },
    }  # fmt: skip


def effect_content(effect: DraftEffect) -> dict[str, Any]:
    """The changed items of a draft and to how many each was applied."""
    return {
        "draft": effect.draft.name, "instead_of": effect.instead_of, "organizations": effect.organizations,
        "as_if_in_force": effect.as_if_in_force, "subject_count": effect.subject_count,
        "is_identical": effect.is_identical,
        "only_wording": effect.difference.wording and not effect.difference.changes,
        "changes": [
            asdict(change)
            | {
                "applied_count": applied.applied_count, "moved_count": applied.moved_count, "counted": applied.unit,
                "not_applied_reason": applied.reason, "not_applied_because": reason_words(applied, "en") or None,
            }
            for change, applied in effect.applications
        ],
    }  # fmt: skip
