"""A scheme or a reward plan together with the file it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import RuleError
from pipelines.schemes.model import Scheme
from pipelines.schemes.reward_model import RewardPlan
from pipelines.yaml_file import Location, line_at


class Placed:
    """Something read from a file, with the line of each of its keys and items."""

    file: Path
    lines: Mapping[Location, int]

    def error(self, what: str, do: str, *where: str | int) -> RuleError:
        """A mistake at the place `where`, such as `("dimensions", 0, "weight")`."""
        return RuleError(what, do=do, file=self.file, line=line_at(self.lines, where))


@dataclass(frozen=True)
class SchemeFile(Placed):
    """A scheme, its file, and the line of each of its keys and items."""

    file: Path
    scheme: Scheme
    lines: Mapping[Location, int]


@dataclass(frozen=True)
class PlanFile(Placed):
    """A reward plan, its file, and the line of each of its keys and items."""

    file: Path
    plan: RewardPlan
    lines: Mapping[Location, int]
