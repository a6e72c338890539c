"""The scheme or reward plan a person means: by id, by id and version, or by file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from pipelines.errors import UserError
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.load import load_plan, load_plans, load_scheme, load_schemes
from pipelines.schemes.model import Scheme
from pipelines.schemes.reward_model import RewardPlan
from pipelines.yaml_file import did_you_mean

Found = TypeVar("Found", Scheme, RewardPlan)
FILE_ENDINGS = (".yaml", ".yml")


def find_scheme(name: str, folder: Path, day: date, catalogue: Catalogue) -> Scheme:
    """The scheme `name`: a YAML file; `MIIT_DEPT`, the common one in force on `day`; or `MIIT_DEPT@2026.1`.

    Raises UserError when the schemes below `folder` hold none, or several, of that name; RuleError for a file
    that does not fit.
    """
    if name.endswith(FILE_ENDINGS):
        return load_scheme(Path(name), catalogue).scheme
    schemes = [one.scheme for one in load_schemes(folder, catalogue)]
    return the_one(name, schemes, lambda one: one.scheme, day, ("scheme", "MIIT_DEPT@2026.1"))


def find_plan(name: str, folder: Path, day: date, catalogue: Catalogue) -> RewardPlan:
    """The reward plan `name`: a YAML file; `MIIT_REWARD`, the common one in force on `day`; or `MIIT_REWARD@2026.1`.

    Raises UserError and RuleError as `find_scheme` does.
    """
    if name.endswith(FILE_ENDINGS):
        return load_plan(Path(name), catalogue).plan
    plans = [one.plan for one in load_plans(folder, catalogue, load_schemes(folder, catalogue))]
    return the_one(name, plans, lambda one: one.reward_plan, day, ("reward plan", "MIIT_REWARD@2026.1"))


def the_one(
    name: str, every: Sequence[Found], id_of: Callable[[Found], str], day: date, words: tuple[str, str]
) -> Found:
    """The one of that name; `words`: what it is, and an example of a name with a version."""
    kind, example = words
    named = [one for one in every if name in {id_of(one), f"{id_of(one)}@{one.version}"}]
    if not named:
        known = {id_of(one) for one in every} | {f"{id_of(one)}@{one.version}" for one in every}
        raise UserError(f'There is no {kind} "{name}".', do=did_you_mean(name, known))
    if "@" not in name:
        in_force = [one for one in named if one.in_force.includes(day)]
        common = [one for one in in_force if one.organization is None]
        named = common or in_force
    if len(named) != 1:
        found = ", ".join(f"{id_of(one)}@{one.version}" for one in named) or "none in force today"
        do = f"Give the file, or the {kind} with its version, such as {example}."
        raise UserError(f'"{name}" does not name one {kind}: {found}.', do=do)
    return named[0]
