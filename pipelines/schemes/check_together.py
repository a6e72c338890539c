"""What must hold between schemes: one scheme applies at a time, and a metric has one definition."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from pipelines.schemes.exact import plain_text
from pipelines.schemes.scheme_file import SchemeFile


def check_together(loaded: Sequence[SchemeFile]) -> None:
    """All checks between schemes. Raises RuleError, at the later file, for the first that fails."""
    check_overlap(loaded)
    organizations = sorted({one.scheme.organization for one in loaded if one.scheme.organization})
    for organization in (None, *organizations):
        for one, other in combinations(applying_to(loaded, organization), 2):
            if one.scheme.regime == other.scheme.regime and one.scheme.in_force.overlaps(other.scheme.in_force):
                check_parameters_agree(one, other)


def check_overlap(loaded: Sequence[SchemeFile]) -> None:
    """No two schemes for the same subjects are in force on the same day; a version is used once."""
    for one, other in combinations(loaded, 2):
        a, b = one.scheme, other.scheme
        if (a.scheme, a.version, a.organization) == (b.scheme, b.version, b.organization):
            what = f"{b.scheme} {b.version} is already in {one.file}."
            raise other.error(what, "Give this file a version of its own, or take it out.", "version")
        same = (a.regime, a.subject, a.organization) == (b.regime, b.subject, b.organization)
        if same and a.in_force.overlaps(b.in_force):
            what = f"{b.scheme} {b.version} is in force together with {a.scheme} {a.version} ({one.file})."
            do = 'End the earlier one with "until", the day before the later begins.'
            raise other.error(what, do, "in_force")


def check_parameters_agree(one: SchemeFile, other: SchemeFile) -> None:
    """A parameter two schemes share has the same numbers in both."""
    for name, given in other.scheme.parameters.items():
        known = one.scheme.parameters.get(name)
        if known is None:
            continue
        before, after = ({code: value for code, value, _ in each.rows()} for each in (known, given))
        for code in sorted(before.keys() | after.keys()):
            if before.get(code) != after.get(code) or known.unit != given.unit:
                label = f"{name}.{code}" if code else name
                values = [
                    f"{plain_text(row[code])} {unit}" if code in row else "nothing"
                    for row, unit in ((after, given.unit), (before, known.unit))
                ]
                what = f'the parameter "{label}" is {values[0]} here and {values[1]} in {one.file}.'
                do = "Give both the same number: a metric has one definition in an organisation."
                raise other.error(what, do, "parameters", name, "codes", code)


def applying_to(loaded: Sequence[SchemeFile], organization: str | None) -> list[SchemeFile]:
    """The schemes an organisation uses: its own, else the common ones. None: the common ones."""
    own = [one for one in loaded if one.scheme.organization == organization]
    if organization is None:
        return own
    covered = {(one.scheme.regime, one.scheme.subject) for one in own}
    regimes = {regime for regime, _ in covered}
    return own + [
        one
        for one in loaded
        if one.scheme.organization is None
        and one.scheme.regime in regimes
        and (one.scheme.regime, one.scheme.subject) not in covered
    ]
