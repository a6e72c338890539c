"""What the calculator answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal


@dataclass(frozen=True)
class TriedIndicator:
    """A given value, its points, and what they bring to the score; `weight` after sharing out the others."""

    metric_id: str
    dimension: str
    value: Decimal
    points: Decimal
    weight: Decimal
    contribution: Decimal


@dataclass(frozen=True)
class TrippedGate:
    """A gate that holds for the given value, and what it does; `score_limit` with effect graded_as_at_most."""

    gate: str
    title_zh: str
    title_en: str
    metric_id: str
    value: Decimal
    effect: str
    score_limit: Decimal | None
    withholds_commendation: bool
    withholds_reward: bool


@dataclass(frozen=True)
class TryResult:
    """Score and grade. No score when nothing is given; no grade when too little weight is, or a gate forbids it.

    `base_score` is the sum of the contributions; `score` has the general part in it, where that is given. The grade is
    read off `graded_score`, the score within the limits of the gates.
    """

    scheme: str
    score: Decimal | None
    base_score: Decimal | None
    general_score: Decimal | None
    graded_score: Decimal | None
    grade: str | None
    status: str
    measured_weight: Decimal
    gates: tuple[TrippedGate, ...]
    indicators: tuple[TriedIndicator, ...]

    def as_json(self) -> dict[str, object]:
        """The answer for a program, in the shape of the contract: numbers as text, so that nothing is lost."""
        return {
            "scheme": self.scheme,
            "score": as_text(self.score),
            "base_score": as_text(self.base_score),
            "grade": self.grade,
            "measured_weight": as_text(self.measured_weight),
            "gates": [gate.gate for gate in self.gates],
            "indicators": [as_text(asdict(one)) for one in self.indicators],
        }


def as_text(value: object) -> object:
    """Numbers as text, also inside mappings."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        return {name: as_text(inner) for name, inner in value.items()}
    return value
