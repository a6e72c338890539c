"""What must hold inside one scheme beyond its shape. Each check raises a RuleError at the line to mend."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.check_consequences import check_commendation, check_consequences
from pipelines.schemes.check_gates import check_gates
from pipelines.schemes.check_metrics import check_metrics
from pipelines.schemes.check_quota import check_adjustments, check_general_part, check_quota
from pipelines.schemes.check_references import (
    check_clauses,
    check_curves,
    check_curves_used,
    check_dates,
    check_indicators,
    check_regime,
)
from pipelines.schemes.exact import plain_text
from pipelines.schemes.named import metrics_named
from pipelines.schemes.scheme_file import SchemeFile
from pipelines.yaml_file import did_you_mean

WHOLE = Decimal(100)
RUN_PARAMETERS = ("small_number_denominator",)


def check_scheme(loaded: SchemeFile, catalogue: Catalogue) -> None:
    """All checks of one scheme. Raises RuleError for the first that fails."""
    check_regime(loaded, loaded.scheme.regime)
    check_clauses(loaded, catalogue)
    check_curves(loaded)
    check_metrics(loaded, catalogue)
    check_indicators(loaded, catalogue)
    check_curves_used(loaded)
    check_weights(loaded)
    check_parameters(loaded, catalogue)
    check_grades(loaded)
    check_dates(loaded, loaded.scheme.in_force)
    check_tenure(loaded)
    check_gates(loaded, catalogue)
    check_quota(loaded)
    check_adjustments(loaded)
    check_general_part(loaded)
    check_consequences(loaded)
    check_commendation(loaded)


def check_weights(loaded: SchemeFile) -> None:
    """Indicators add up to their dimension, dimensions to 100, exactly."""
    dimensions = loaded.scheme.dimensions
    for d, dimension in enumerate(dimensions):
        total, weight = sum(one.weight.value for one in dimension.indicators), dimension.weight.value
        if total != weight:
            change, by = ("Raise", weight - total) if total < weight else ("Lower", total - weight)
            others = sum(one.weight.value for one in dimensions) - weight
            rest = "" if others + total == WHOLE else " and another so that all make 100"
            raise loaded.error(
                f'weights of dimension "{dimension.id}" add up to {plain_text(total)}, its weight is '
                f"{plain_text(weight)}.",
                f"{change} one indicator by {plain_text(by)}, or set the dimension to {plain_text(total)}{rest}.",
                *("dimensions", d, "weight"),
            )
    total = sum(dimension.weight.value for dimension in dimensions)
    if total != WHOLE:
        change, by = ("Raise", WHOLE - total) if total < WHOLE else ("Lower", total - WHOLE)
        raise loaded.error(
            f"weights of the dimensions add up to {plain_text(total)}, they must make 100.",
            f"{change} one dimension, and its indicators, by {plain_text(by)}.",
            "dimensions",
        )


def check_parameters(loaded: SchemeFile, catalogue: Catalogue) -> None:
    """The numbers the scheme's metrics count with are all given, and no others.

    Those of what is switched off too, so that switching it on takes one word.
    """
    scheme = loaded.scheme
    needed = dict.fromkeys(RUN_PARAMETERS, "every run")
    for named in metrics_named(scheme):
        for name in catalogue.metrics[named.metric].parameters:
            needed.setdefault(name, f'"{named.metric}"')
    for name in scheme.parameters:
        if name not in needed:
            what = f'no metric of this scheme uses the parameter "{name}".'
            raise loaded.error(what, did_you_mean(name, needed), "parameters", name)
    for name, user in needed.items():
        if name not in scheme.parameters:
            do = f'Add "{name}: {{value: ..., unit: ..., source: ...}}" to the parameters.'
            raise loaded.error(f'the parameter "{name}", which {user} needs, is missing.', do, "parameters")


def check_grades(loaded: SchemeFile) -> None:
    """Bands go down strictly; the last, and only the last, has no lower limit."""
    bands = loaded.scheme.grades.bands
    for number, (better, worse) in enumerate(pairwise(bands), start=1):
        if better.at_least is None or (worse.at_least is not None and worse.at_least >= better.at_least):
            do = "Write the best grade first; only the last has at_least: null."
            what = f'the grade "{worse.grade}" does not begin below "{better.grade}".'
            raise loaded.error(what, do, "grades", "bands", number)
    if bands[-1].at_least is not None:
        do = "Set its at_least to null, or add a lower grade."
        what = f'the lowest grade "{bands[-1].grade}" has a lower limit, so a lower score has no grade.'
        raise loaded.error(what, do, "grades", "bands", len(bands) - 1)
    if len({band.grade for band in bands}) < len(bands):
        raise loaded.error("a grade stands twice.", "Give each grade an id of its own.", "grades", "bands")


def check_tenure(loaded: SchemeFile) -> None:
    """CIO schemes, and only they, say how long one must be in office."""
    scheme = loaded.scheme
    if (scheme.subject == "cio") != (scheme.minimum_tenure_share is not None):
        what = 'schemes for CIOs, and only they, have a "minimum_tenure_share".'
        do = 'Add "minimum_tenure_share: {value: ..., unit: percent_of_period, ...}", or take it out.'
        raise loaded.error(what, do, "minimum_tenure_share" if scheme.minimum_tenure_share else "subject")
