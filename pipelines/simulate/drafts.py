"""The schemes and reward plans to be tried, read from their files and checked as if they were adopted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipelines.errors import RuleError
from pipelines.rule_files import kind_of
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.check_reward_together import check_plans_together
from pipelines.schemes.check_together import check_together
from pipelines.schemes.compile import CompiledScheme, compile_scheme
from pipelines.schemes.compile_reward import CompiledPlan, compile_plan
from pipelines.schemes.load import is_plan, load_plan, load_scheme, plan_paths, scheme_paths
from pipelines.schemes.model import InForce, Scheme
from pipelines.schemes.reward_model import RewardPlan
from pipelines.schemes.scheme_file import PlanFile, SchemeFile

REWARDS = "rewards"
RuleFile = SchemeFile | PlanFile


@dataclass(frozen=True)
class Draft:
    """A rule file to be tried. `subject`: department, cio or organization, or rewards for a plan; `organization`: whose
    own copy it is (None: common). `in_force`: as the file says; `tried_in_force`: as it is tried."""

    file: Path
    rule_id: str
    version: str
    regime: str
    subject: str
    organization: str | None
    in_force: InForce
    tried_in_force: InForce
    compiled: CompiledScheme | CompiledPlan

    @property
    def name(self) -> str:
        """`MIIT_DEPT@2026.2`, or `MIIT_DEPT@2026.2 of E001`: no two drafts have the same."""
        return f"{self.rule_id}@{self.version}" + (f" of {self.organization}" if self.organization else "")

    @property
    def key(self) -> str:
        """Its key in `compiled.*`."""
        return self.compiled.scheme_key if isinstance(self.compiled, CompiledScheme) else self.compiled.plan_key

    @property
    def is_plan(self) -> bool:
        return self.subject == REWARDS

    def applies_on(self, day: date) -> bool:
        """Whether it is tried in a period that ends on `day`."""
        return self.tried_in_force.includes(day)


def load_drafts(
    files: Sequence[Path], folder: Path, catalogue: Catalogue, days: Sequence[date], *, as_if_in_force: bool
) -> list[Draft]:
    """The files in the order given, checked by themselves, with each other and with those of `folder` they leave.

    `days`: the last days of the periods; `as_if_in_force`: each is tried on all of them. Raises RuleError for a file
    that is no scheme or plan, that does not fit, or that is for the same subjects as another.
    """
    loaded = [load(file, catalogue) for file in files]
    for number, one in enumerate(loaded):
        for other in loaded[:number]:
            if displaces(one, other):
                name, before = (rules_of(each) for each in (one, other))
                raise RuleError(
                    f"{id_of(one)} {name.version} and {id_of(other)} {before.version} ({other.file}) are for the same "
                    "subjects.",
                    do="Give one of them, and try the other by itself.",
                    file=one.file,
                )
    tried = [stretched(one, days) for one in loaded] if as_if_in_force else loaded
    check_adopted(tried, folder, catalogue)
    return [drafted(one, rules_of(before).in_force, catalogue) for one, before in zip(tried, loaded, strict=True)]


def load(file: Path, catalogue: Catalogue) -> RuleFile:
    """A file as scheme or plan. Raises RuleError for any other."""
    if kind_of(file) is not None:
        do = "Give a file with `scheme:` or `reward_plan:`."
        raise RuleError("this is no scheme or reward plan.", do=do, file=file)
    return load_plan(file, catalogue) if is_plan(file) else load_scheme(file, catalogue)


def stretched(one: RuleFile, days: Sequence[date]) -> RuleFile:
    """The file with its days in force stretched to hold all `days`."""
    given = rules_of(one).in_force
    until = None if given.until is None else max(given.until, *days)
    update = {"in_force": given.model_copy(update={"start": min(given.start, *days), "until": until})}
    if isinstance(one, SchemeFile):
        return replace(one, scheme=one.scheme.model_copy(update=update))
    return replace(one, plan=one.plan.model_copy(update=update))


def check_adopted(tried: Sequence[RuleFile], folder: Path, catalogue: Catalogue) -> None:
    """The checks between files that adopting them would meet. Raises RuleError for the first that fails."""
    standing: list[RuleFile] = [load_scheme(file, catalogue) for file in scheme_paths(folder)]
    standing += [load_plan(file, catalogue) for file in plan_paths(folder)]
    adopted = [*(one for one in standing if not any(displaces(new, one) for new in tried)), *tried]
    schemes = [one for one in adopted if isinstance(one, SchemeFile)]
    check_together(schemes)
    check_plans_together([one for one in adopted if isinstance(one, PlanFile)], schemes)


def displaces(new: RuleFile, old: RuleFile) -> bool:
    """Whether a file takes the place of another: by its id and organisation, or since it is for the same subjects."""
    if isinstance(new, SchemeFile) != isinstance(old, SchemeFile):
        return False
    a, b = rules_of(new), rules_of(old)
    return a.organization == b.organization and (
        id_of(new) == id_of(old) or (a.regime, subject_of(new)) == (b.regime, subject_of(old))
    )


def rules_of(one: RuleFile) -> Scheme | RewardPlan:
    """What stands in the file."""
    return one.scheme if isinstance(one, SchemeFile) else one.plan


def id_of(one: RuleFile) -> str:
    return one.scheme.scheme if isinstance(one, SchemeFile) else one.plan.reward_plan


def subject_of(one: RuleFile) -> str:
    return one.scheme.subject if isinstance(one, SchemeFile) else REWARDS


def drafted(one: RuleFile, in_force: InForce, catalogue: Catalogue) -> Draft:
    """The file compiled; `in_force`: the days it gives itself."""
    rules = rules_of(one)
    compiled = compile_scheme(one.scheme, catalogue) if isinstance(one, SchemeFile) else compile_plan(one.plan)
    return Draft(
        one.file, id_of(one), rules.version, rules.regime, subject_of(one), rules.organization, in_force,
        rules.in_force, compiled,
    )  # fmt: skip
