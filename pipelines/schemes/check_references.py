"""What a scheme refers to: clauses, regime and curves are there, stand once, and fit."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from itertools import pairwise

from pipelines.feeds import feed_named
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.exact import plain_text
from pipelines.schemes.model import Indicator, InForce
from pipelines.schemes.named import clauses_cited
from pipelines.schemes.scheme_file import Placed, SchemeFile
from pipelines.yaml_file import Location, did_you_mean

# Whom each of the project's documents binds; a document an institution brings itself may be cited in any of its rules.
REGIME_OF_DOCUMENT = {
    "S0": "enterprise", "S1": "central_enterprise", "S2": "district", "S3": "university", "S4": "province",
}  # fmt: skip


def check_clauses(loaded: SchemeFile, catalogue: Catalogue) -> None:
    """Every clause cited is in `clauses.csv` and binds the regime; an indicator cites one where its dimension does."""
    for clause, where in clauses_cited(loaded.scheme):
        check_clause(loaded, clause, loaded.scheme.regime, catalogue, where)
    for d, dimension in enumerate(loaded.scheme.dimensions):
        for i, one in enumerate(dimension.indicators):
            if dimension.clause and not one.clause:
                what = f'the indicator "{one.metric}" cites no clause, and its dimension does.'
                do = f"Cite the rule it rests on, at least that of its dimension: {', '.join(dimension.clause)}."
                raise loaded.error(what, do, "dimensions", d, "indicators", i, "clause")


def check_clause(
    loaded: Placed,
    clause: str,
    regime: str,
    catalogue: Catalogue,
    where: Location,
    by_analogy: Collection[str] | None = None,
) -> None:
    """The clause is in `clauses.csv` and of a document for the regime, or followed by analogy.

    `by_analogy` None: that is not possible here.
    """
    if clause not in catalogue.clauses:
        do = did_you_mean(clause, catalogue.clauses)
        raise loaded.error(f'the clause "{clause}" is not in clauses.csv.', do, *where)
    document = catalogue.clauses[clause].document_id
    binds = REGIME_OF_DOCUMENT.get(document, regime)
    if binds != regime and clause not in (by_analogy or ()):
        own = [name for name, bound in REGIME_OF_DOCUMENT.items() if bound == regime]
        ways = [f"Cite a clause of {own[0]}" if own else "Cite a clause of your own", "leave it out"]
        if by_analogy is not None:
            ways.insert(1, 'name it in "by_analogy"')
        what = f'the clause "{clause}" is of the document for {binds}, and this is for {regime}.'
        raise loaded.error(what, f"{', or '.join(ways)}.", *where)


def check_dates(loaded: Placed, in_force: InForce) -> None:
    """The last day in force is not before the first."""
    start, until = in_force.start, in_force.until
    if until is not None and until < start:
        what = f"in force from {start} until {until}: the end is before the beginning."
        raise loaded.error(what, "Exchange the days, or set until to null.", "in_force")


def check_regime(loaded: Placed, regime: str) -> None:
    """The regime is one an organisation can have; else the rules would apply to nobody, unseen."""
    known = feed_named("organization").field("regime").codes
    if regime not in known:
        what = f'no organisation can have the regime "{regime}".'
        raise loaded.error(what, did_you_mean(regime, known), "regime")


def check_curves(loaded: SchemeFile) -> None:
    """Knots go up strictly."""
    for name, curve in loaded.scheme.curves.items():
        for number, (before, after) in enumerate(pairwise(curve.knots)):
            if after[0] <= before[0]:
                raise loaded.error(
                    f'knots of curve "{name}" are out of order: {plain_text(after[0])} comes after '
                    f"{plain_text(before[0])}.",
                    "Write each value once, the smallest first.",
                    *("curves", name, "knots", number + 1),
                )


def check_curves_used(loaded: SchemeFile) -> None:
    """Every curve has its indicator."""
    used = {indicator.curve for indicator in loaded.scheme.indicators()}
    for name in loaded.scheme.curves:
        if name not in used:
            do = "Take it out, or name it in an indicator."
            raise loaded.error(f'no indicator uses the curve "{name}".', do, "curves", name)


def check_indicators(loaded: SchemeFile, catalogue: Catalogue) -> None:
    """Dimensions and metrics stand once, and each metric has a curve that fits."""
    dimensions, metrics = set[str](), set[str]()
    for d, dimension in enumerate(loaded.scheme.dimensions):
        if dimension.id in dimensions:
            do = "Give each dimension an id of its own."
            raise loaded.error(f'the dimension "{dimension.id}" stands twice.', do, "dimensions", d, "id")
        dimensions.add(dimension.id)
        for i, indicator in enumerate(dimension.indicators):
            where, name = ("dimensions", d, "indicators", i), indicator.metric
            if name in metrics:
                do = "Keep one of them; a metric counts once in a scheme."
                raise loaded.error(f'the metric "{name}" stands twice.', do, *where, "metric")
            metrics.add(name)
            check_curve_of(loaded, indicator, catalogue.metrics[name].better, (*where, "curve"))


def check_curve_of(loaded: SchemeFile, indicator: Indicator, better: str, where: Location) -> None:
    """The indicator's curve is defined and gives points the way the metric is `better`."""
    curves = loaded.scheme.curves
    if indicator.curve not in curves:
        do = did_you_mean(indicator.curve, curves)
        raise loaded.error(f'the curve "{indicator.curve}" is not among the curves.', do, *where)
    if not fits(better, [points for _, points in curves[indicator.curve].knots]):
        what = f'the curve "{indicator.curve}" runs the wrong way: "{indicator.metric}" is better {better}.'
        raise loaded.error(what, "Use a curve whose points go that way.", *where)


def fits(better: str, points: list[Decimal]) -> bool:
    """Whether points rise for `higher`, fall for `lower`, rise and then fall for `band`."""
    top = points.index(max(points))
    rises, falls = points == sorted(points), points == sorted(points, reverse=True)
    band = points[:top] == sorted(points[:top]) and points[top:] == sorted(points[top:], reverse=True)
    return {"higher": rises, "lower": falls, "band": band}[better]
