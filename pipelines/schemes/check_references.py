"""What a scheme refers to: clauses and curves are there, stand once, and fit their metrics."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.exact import plain_text
from pipelines.schemes.model import Indicator
from pipelines.schemes.named import clauses_cited
from pipelines.schemes.scheme_file import SchemeFile
from pipelines.yaml_file import Location, did_you_mean


def check_clauses(loaded: SchemeFile, catalogue: Catalogue) -> None:
    """Every clause cited is in `clauses.csv`."""
    for clause, where in clauses_cited(loaded.scheme):
        if clause not in catalogue.clauses:
            do = did_you_mean(clause, catalogue.clauses)
            raise loaded.error(f'the clause "{clause}" is not in clauses.csv.', do, *where)


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
