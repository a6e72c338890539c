"""Scheme and plan files read and checked: one, all of a folder, or a list of them with all that is wrong."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipelines.errors import RuleError
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.check import check_scheme
from pipelines.schemes.check_reward import check_plan
from pipelines.schemes.check_reward_together import check_plans_together
from pipelines.schemes.check_together import check_together
from pipelines.schemes.model import Scheme
from pipelines.schemes.reward_model import RewardPlan
from pipelines.schemes.scheme_file import PlanFile, SchemeFile
from pipelines.yaml_file import read_model

PLAN_KEY = b"reward_plan:"


def load_scheme(file: Path, catalogue: Catalogue) -> SchemeFile:
    """The scheme in `file`, checked by itself. Raises RuleError with file, line and remedy."""
    scheme, lines = read_model(file, Scheme)
    loaded = SchemeFile(file, scheme, lines)
    check_scheme(loaded, catalogue)
    return loaded


def load_plan(file: Path, catalogue: Catalogue) -> PlanFile:
    """The reward plan in `file`, checked by itself. Raises RuleError with file, line and remedy."""
    plan, lines = read_model(file, RewardPlan)
    loaded = PlanFile(file, plan, lines)
    check_plan(loaded, catalogue)
    return loaded


def load_schemes(folder: Path, catalogue: Catalogue) -> list[SchemeFile]:
    """Every scheme below `folder`, in the order of their paths, checked one by one and together.

    Raises RuleError for the first mistake.
    """
    loaded = [load_scheme(file, catalogue) for file in scheme_paths(folder)]
    check_together(loaded)
    return loaded


def load_plans(folder: Path, catalogue: Catalogue, schemes: Sequence[SchemeFile]) -> list[PlanFile]:
    """Every reward plan below `folder`, in the order of their paths, checked one by one, together and with `schemes`.

    Raises RuleError for the first mistake.
    """
    loaded = [load_plan(file, catalogue) for file in plan_paths(folder)]
    check_plans_together(loaded, schemes)
    return loaded


def check_files(files: Iterable[Path], catalogue: Catalogue) -> list[RuleError]:
    """What is wrong in these scheme and plan files: the first mistake of each, and of the good ones together."""
    schemes: list[SchemeFile] = []
    plans: list[PlanFile] = []
    wrong: list[RuleError] = []
    for file in files:
        try:
            if is_plan(file):
                plans.append(load_plan(file, catalogue))
            else:
                schemes.append(load_scheme(file, catalogue))
        except RuleError as error:
            wrong.append(error)
    try:
        check_together(schemes)
    except RuleError as error:
        wrong.append(error)
    try:
        check_plans_together(plans, schemes)
    except RuleError as error:
        wrong.append(error)
    return wrong


def scheme_paths(folder: Path) -> list[Path]:
    """The scheme files below `folder`, sorted."""
    return [file for file in sorted(folder.rglob("*.yaml")) if not is_plan(file)]


def plan_paths(folder: Path) -> list[Path]:
    """The files of reward plans below `folder`, sorted."""
    return [file for file in sorted(folder.rglob("*.yaml")) if is_plan(file)]


def is_plan(file: Path) -> bool:
    """Whether a file holds a reward plan, told by its key; reading YAML twice would take too long."""
    text = file.read_bytes().removeprefix(codecs.BOM_UTF8) if file.is_file() else b""
    return any(line.startswith(PLAN_KEY) for line in text.splitlines())
