"""Consequences and commendation refer to grades, gates and dimensions of the scheme, and do not apply to everybody."""

from __future__ import annotations

from pipelines.schemes.check_gates import check_ids
from pipelines.schemes.check_quota import check_band, check_dimension
from pipelines.schemes.named import conditions
from pipelines.schemes.scheme_file import SchemeFile
from pipelines.yaml_file import did_you_mean


def check_consequences(loaded: SchemeFile) -> None:
    """All checks of consequences. Raises RuleError for the first that fails."""
    check_ids(loaded, "consequences", "consequence", [one.consequence for one in loaded.scheme.consequences])
    for number, one in enumerate(loaded.scheme.consequences):
        for n, grade in enumerate(one.grades):
            check_band(loaded, grade, ("consequences", number, "grades", n))
        if not one.grades and not one.conditions:
            what = f'the consequence "{one.consequence}" would be recommended to everybody.'
            raise loaded.error(what, 'Name its "grades", its "conditions", or both.', "consequences", number)
        if one.years_in_a_row > 1 and not one.grades:
            what = f'the consequence "{one.consequence}" counts years in a row, but of no grade.'
            raise loaded.error(what, 'Name the "grades" of those years.', "consequences", number, "years_in_a_row")
        if one.years_in_a_row > 1 and one.period == "any":
            what = f'the consequence "{one.consequence}" counts years in a row, so it cannot follow a quarter.'
            raise loaded.error(what, 'Set its period to "year".', "consequences", number, "period")
    for condition, where in conditions(loaded.scheme):
        if condition.dimension is not None:
            check_dimension(loaded, condition.dimension, where)


def check_commendation(loaded: SchemeFile) -> None:
    """Grades, gates and quota that a candidate is measured by are in the scheme."""
    if not (one := loaded.scheme.commendation):
        return
    for n, grade in enumerate(one.grades or ()):
        check_band(loaded, grade, ("commendation", "grades", n))
    gates = [gate.gate for gate in loaded.scheme.gates]
    for n, name in enumerate(one.without_gates):
        if name not in gates:
            do = did_you_mean(name, gates) if gates else "This scheme has no gates."
            raise loaded.error(f'the gate "{name}" is not in this scheme.', do, "commendation", "without_gates", n)
    if one.within_quota and not loaded.scheme.quota:
        do = 'Add a "quota", or set within_quota to false.'
        raise loaded.error("this scheme has no quota to be within.", do, "commendation", "within_quota")
    chosen = one.grades or one.criteria or one.within_quota
    if one.score_at_least is None and one.top_percent is None and not chosen:
        do = 'Name "score_at_least", "grades", "top_percent", "within_quota" or "criteria".'
        raise loaded.error("everybody would be a candidate for commendation.", do, "commendation")
