"""All rules of an institution: its schemes and reward plans, checked and compiled, with the catalogue they refer to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipelines.schemes.catalogue import Catalogue, load_catalogue, store_catalogue
from pipelines.schemes.compile import CompiledScheme, compile_scheme, store
from pipelines.schemes.compile_reward import CompiledPlan, compile_plan, store_plans
from pipelines.schemes.load import load_plans, load_schemes


@dataclass(frozen=True)
class Rules:
    """The compiled schemes and reward plans, in the order of their files, and the catalogue."""

    schemes: tuple[CompiledScheme, ...]
    catalogue: Catalogue
    plans: tuple[CompiledPlan, ...] = ()

    def in_force(self, day: date) -> list[CompiledScheme]:
        """The schemes in force on `day`."""
        return [one for one in self.schemes if one.scheme.in_force.includes(day)]

    def plans_in_force(self, day: date) -> list[CompiledPlan]:
        """The reward plans in force on `day`."""
        return [one for one in self.plans if one.plan.in_force.includes(day)]

    def keys_in_force(self, day: date) -> list[str]:
        """The keys of schemes and reward plans in force on `day`, sorted: what a run may apply."""
        schemes = [one.scheme_key for one in self.in_force(day)]
        return sorted([*schemes, *(one.plan_key for one in self.plans_in_force(day))])

    def store(self, con: duckdb.DuckDBPyConnection) -> None:
        """Put catalogue, schemes and plans into `compiled.*`; what a key stands for is never changed."""
        store_catalogue(con, self.catalogue)
        store(con, self.schemes)
        store_plans(con, self.plans)


def load_rules(folder: Path) -> Rules:
    """The schemes and reward plans below `folder`; metrics and clauses of the project, and of the folder that holds
    `folder`.

    Raises RuleError, with file, line and remedy, for the first mistake.
    """
    catalogue = load_catalogue(folder.parent)
    schemes = load_schemes(folder, catalogue)
    plans = load_plans(folder, catalogue, schemes)
    return Rules(
        tuple(compile_scheme(one.scheme, catalogue) for one in schemes),
        catalogue,
        tuple(compile_plan(one.plan) for one in plans),
    )
