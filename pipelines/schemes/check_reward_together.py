"""What must hold between reward plans, and between a plan and the schemes it is used with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from pipelines.schemes.exact import plain_text
from pipelines.schemes.scheme_file import PlanFile, SchemeFile
from pipelines.yaml_file import did_you_mean

RETAINED = "retained_benefit_percent"


def check_plans_together(plans: Sequence[PlanFile], schemes: Sequence[SchemeFile]) -> None:
    """All checks between plans, and with schemes. Raises RuleError, at the later plan, for the first that fails."""
    check_overlap(plans)
    for plan in plans:
        met = list(schemes_met(plan, plans, schemes))
        check_retained(plan, met)
        check_grades(plan, [one for one in met if one.scheme.subject == "cio"])


def check_overlap(plans: Sequence[PlanFile]) -> None:
    """No two plans for the same organisations are in force on the same day; a version is used once."""
    for one, other in combinations(plans, 2):
        a, b = one.plan, other.plan
        if (a.reward_plan, a.version, a.organization) == (b.reward_plan, b.version, b.organization):
            what = f"{b.reward_plan} {b.version} is already in {one.file}."
            raise other.error(what, "Give this file a version of its own, or take it out.", "version")
        if (a.regime, a.organization) == (b.regime, b.organization) and a.in_force.overlaps(b.in_force):
            what = f"{b.reward_plan} {b.version} is in force together with {a.reward_plan} {a.version} ({one.file})."
            do = 'End the earlier one with "until", the day before the later begins.'
            raise other.error(what, do, "in_force")


def schemes_met(plan: PlanFile, plans: Sequence[PlanFile], schemes: Sequence[SchemeFile]) -> Iterator[SchemeFile]:
    """The schemes some organisation uses together with the plan, on some day.

    An organisation uses its own plan and schemes, and the common ones of its regime where it has none of its own.
    """
    of_regime = [one for one in schemes if one.scheme.regime == plan.plan.regime]
    with_own_plan = {one.plan.organization for one in plans if one.plan.organization}
    own_subjects = {(one.scheme.organization, one.scheme.subject) for one in of_regime if one.scheme.organization}
    for one in of_regime:
        own, organization = one.scheme.organization, plan.plan.organization
        if own is None:
            used = organization is None or (organization, one.scheme.subject) not in own_subjects
        else:
            used = own == organization or (organization is None and own not in with_own_plan)
        if used and plan.plan.in_force.overlaps(one.scheme.in_force):
            yield one


def check_retained(plan: PlanFile, schemes: Sequence[SchemeFile]) -> None:
    """What is retained counts for the reward as it counts for the score: the benefit of an innovation is one number."""
    if not plan.plan.market:
        return
    given = plan.plan.market.retained_percent.value
    for one in schemes:
        parameter = one.scheme.parameters.get(RETAINED)
        if parameter and parameter.value is not None and parameter.value != given:
            number = plain_text(parameter.value)
            what = (
                f'retained benefit counts up to {plain_text(given)} % here, and "{RETAINED}" is {number} in {one.file}.'
            )
            do = "Give both the same number: the benefit of an innovation has one definition."
            raise plan.error(what, do, "market", "retained_percent", "value")


def check_grades(plan: PlanFile, cio_schemes: Sequence[SchemeFile]) -> None:
    """Every grade a CIO can get has its percentage, and no other grade has one."""
    at = ("eligibility", "grade_percent", "codes")
    given = plan.plan.eligibility.grade_percent.codes
    known = {band.grade: one for one in cio_schemes for band in one.scheme.grades.bands}
    for grade in given if known else ():
        if grade not in known:
            what = f'no scheme for CIOs in force with this plan knows the grade "{grade}".'
            raise plan.error(what, did_you_mean(grade, known), *at, grade)
    for grade, one in known.items():
        if grade not in given:
            what = f'the grade "{grade}" of {one.scheme.scheme} is missing.'
            raise plan.error(what, f'Add "{grade}: ...".', *at)
