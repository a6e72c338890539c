"""A change taken apart: today's program, the rules, the data, and what only the two together did; exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipelines.simulate.cells import CELLS

PARTS = ("code", "rules", "data", "interaction")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Split:
    """A number in each cell (None: there is none) and what moved it. The parts add up to `total` = after - was, None
    counting as 0."""

    cells: Mapping[str, Decimal | None]

    def __getitem__(self, cell: str) -> Decimal:
        return self.cells[cell] or NOTHING

    @property
    def was(self) -> Decimal | None:
        return self.cells["was"]

    @property
    def after(self) -> Decimal | None:
        return self.cells["both"]

    @property
    def total(self) -> Decimal:
        return self["both"] - self["was"]

    @property
    def parts(self) -> dict[str, Decimal]:
        """By cause: `code`, `rules`, `data`, `interaction`."""
        return {
            "code": self["code"] - self["was"],
            "rules": self["rules"] - self["code"],
            "data": self["data"] - self["code"],
            "interaction": self["both"] - self["rules"] - self["data"] + self["code"],
        }

    @property
    def moved(self) -> bool:
        """Whether any cell differs: two causes may cancel out."""
        return len({self.cells[cell] for cell in CELLS}) > 1

    def as_json(self) -> dict[str, object]:
        return {"was": self.was, "after": self.after, "change": self.total, **self.parts}


def added(splits: list[Split]) -> Split:
    """The sum of several, cell by cell."""
    return Split({cell: sum((one[cell] for one in splits), NOTHING) for cell in CELLS})
