"""What the calculator of rewards answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipelines.schemes.tried import as_text

Fields = Mapping[str, object]


@dataclass(frozen=True)
class TriedReward:
    """The pool of an innovation with its tiers, and what each share brings in which instalments.

    The keys of `pool`, `tiers` and `awards` are columns of `result.reward_*`; an award carries its `instalments`.
    """

    plan: str
    pool: Fields
    tiers: tuple[Fields, ...]
    awards: tuple[Fields, ...]

    def amount(self, name: str) -> Decimal:
        """An amount of the pool that is always there."""
        found = self.pool[name]
        assert isinstance(found, Decimal), name
        return found

    def as_json(self) -> dict[str, object]:
        """The answer for a program; numbers as text, so that nothing is lost."""
        return {
            "plan": self.plan,
            "pool": as_text(dict(self.pool)),
            "tiers": [as_text(dict(one)) for one in self.tiers],
            "awards": [told(one) for one in self.awards],
        }


def told(award: Fields) -> dict[str, object]:
    """An award with its instalments, numbers as text."""
    instalments = award["instalments"]
    assert isinstance(instalments, tuple)
    plain = {name: as_text(value) for name, value in award.items() if name != "instalments"}
    return plain | {"instalments": [as_text(dict(one)) for one in instalments]}
