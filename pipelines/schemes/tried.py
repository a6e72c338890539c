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
class TryResult:
    """Score and grade. No score when nothing is given; no grade when too little weight is."""

    scheme: str
    score: Decimal | None
    base_score: Decimal | None
    grade: str | None
    measured_weight: Decimal
    gates: tuple[str, ...]
    indicators: tuple[TriedIndicator, ...]

    def as_json(self) -> dict[str, object]:
        """The answer for a program: numbers as text, so that nothing is lost."""
        return {name: as_text(value) for name, value in asdict(self).items()}


def as_text(value: object) -> object:
    """Numbers as text, also inside lists and mappings."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        return {name: as_text(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_text(inner) for inner in value]
    return value
