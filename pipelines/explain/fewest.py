"""The fewest rows that gain enough: a small dynamic programme over tables of gains, exact in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_ROWS = 100


@dataclass(frozen=True)
class Choice:
    """The most `gain` with exactly so many rows in all, and how many of them each table gives."""

    gain: int
    taken: tuple[int, ...]

    @property
    def row_count(self) -> int:
        return sum(self.taken)


def best_choices(tables: Sequence[Sequence[int]], most: int = MOST_ROWS) -> list[Choice]:
    """The best choice of 0, 1, 2, ... rows in all, up to `most` or as many as there are.

    `tables[i][k]` is what table i gains with its first k rows; table[0] is what it gains without any. Every split of
    the rows over the tables is compared, so a gain that comes only after several rows is not missed. Of equal choices
    the one with fewer rows of later tables stands.
    """
    best = [Choice(0, ())]
    for table in tables:
        longest, before = min(most, len(best) + len(table) - 2), best
        best = []
        for rows in range(longest + 1):
            own = max(
                range(max(0, rows - len(before) + 1), min(rows, len(table) - 1) + 1),
                key=lambda count: before[rows - count].gain + table[count],
            )
            other = before[rows - own]
            best.append(Choice(other.gain + table[own], (*other.taken, own)))
    return best


def fewest_rows(choices: Sequence[Choice], needed: int) -> Choice | None:
    """The first choice that gains what is needed; None where none does."""
    return next((choice for choice in choices if choice.gain >= needed), None)
