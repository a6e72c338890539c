"""The tiers of a reward plan make one line from 0 on, and no share is more than the whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipelines.schemes.exact import plain_text
from pipelines.schemes.reward_numbers import Share, Tier
from pipelines.schemes.scheme_file import PlanFile
from pipelines.yaml_file import Location


def check_tiers(loaded: PlanFile, tiers: Sequence[Tier]) -> None:
    """From 0, each where the one before ends, the last without end; no more than all of the benefit is rewarded."""
    at = ("market", "tiers", "tiers")
    if tiers[0].start:
        what = f"the tiers begin at {plain_text(tiers[0].start)}, so what lies below is in none."
        raise loaded.error(what, "Begin the first tier at 0; the gate says from which benefit on.", *at, 0, "from")
    for number, tier in enumerate(tiers):
        if tier.until is not None and tier.until <= tier.start:
            what = f"the tier from {plain_text(tier.start)} ends at {plain_text(tier.until)}: nothing lies in it."
            raise loaded.error(what, "Let it end above where it begins.", *at, number, "until")
        check_share(loaded, tier.rate, (*at, number, "share" if tier.share else "percent"))
    for number, (lower, higher) in enumerate(pairwise(tiers), start=1):
        if lower.until is None:
            what = f"the tier from {plain_text(lower.start)} has no end, so the next one is never reached."
            raise loaded.error(what, f"Let it end at {plain_text(higher.start)}.", *at, number - 1, "until")
        if lower.until != higher.start:
            low, high = (plain_text(end) for end in sorted((lower.until, higher.start)))
            lies = "no tier" if lower.until < higher.start else "two"
            what = f"the benefit from {low} to {high} lies in {lies}."
            raise loaded.error(what, f"Begin this tier at {plain_text(lower.until)}.", *at, number, "from")
    if (end := tiers[-1].until) is not None:
        what = f"the last tier ends at {plain_text(end)}, so what lies above is in none."
        raise loaded.error(what, "Set its until to null; a limit has a key of its own.", *at, len(tiers) - 1, "until")
    if not any(tier.rate[0] for tier in tiers):
        raise loaded.error("no tier rewards anything.", "Give a rate above 0, or take out the market.", *at)


def check_share(loaded: PlanFile, share: Share, where: Location) -> None:
    """A share has a denominator and is not more than the whole."""
    rise, run = share
    said = f"[{plain_text(rise)}, {plain_text(run)}]"
    if not run:
        raise loaded.error(f"the share {said} divides by zero.", "Write [2, 3] for two thirds.", *where)
    if rise > run:
        raise loaded.error(f"the share {said} is more than the whole.", "Write [2, 3] for two thirds.", *where)
