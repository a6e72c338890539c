"""Values given by hand, `METRIC=93.5` or `METRIC=187/200`, as the exact sums a run would have counted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pipelines.errors import UserError
from pipelines.schemes.catalogue import Catalogue, Metric
from pipelines.schemes.model import Scheme
from pipelines.schemes.named import metrics_counted, metrics_named
from pipelines.yaml_file import did_you_mean

NUMBER = r"-?\d{1,12}(?:\.\d{1,9})?"
GIVEN = re.compile(rf"(?P<metric>[^=\s]+)=(?P<first>{NUMBER})(?:/(?P<second>{NUMBER}))?")
TOTAL_DECIMALS = 6


@dataclass(frozen=True)
class Sums:
    """What a metric counted: its value is numerator / denominator x scale, or, for a total, the numerator."""

    numerator: Decimal
    denominator: Decimal


def parse_given(texts: Iterable[str], scheme: Scheme, catalogue: Catalogue) -> dict[str, Sums]:
    """The sums of each metric named in `texts`.

    Metrics of gates, alerts, conditions and the general part may be given like those of indicators. Raises UserError
    for a text that cannot be read, and for a metric that the scheme does not use, has switched off, or that is given
    twice.
    """
    given: dict[str, Sums] = {}
    switched_off = {one.metric: one.off for one in metrics_named(scheme)} | dict.fromkeys(metrics_counted(scheme))
    for text in texts:
        match = GIVEN.fullmatch(text.strip())
        if not match:
            do = "Write METRIC=93.5 or METRIC=187/200, at most 12 digits before the point and 9 after it."
            raise UserError(f'the value "{text}" cannot be read.', do=do)
        name = match["metric"]
        if name not in switched_off:
            raise UserError(f'{scheme.scheme} has no metric "{name}".', do=did_you_mean(name, switched_off))
        if name in given:
            raise UserError(f'the metric "{name}" is given twice.', do="Give it once.")
        if why := switched_off[name]:
            raise UserError(f'"{name}" is switched off: {why}.', do="Leave it out, or switch it on in the scheme.")
        second = Decimal(match["second"]) if match["second"] else None
        given[name] = sums_of(catalogue.metrics[name], Decimal(match["first"]), second)
    return given


def sums_of(metric: Metric, first: Decimal, second: Decimal | None) -> Sums:
    """The sums that make the value `first`, in the metric's unit, or the ratio `first` / `second`.

    Both are multiplied by one power of ten until they are whole numbers, so that nothing is cut here.
    """
    if second is not None and (metric.value == "total" or second <= 0):
        do = f"{metric.id} is a total: give one number." if metric.value == "total" else "Give one above zero."
        raise UserError(f'"{first}/{second}" cannot be the value of "{metric.id}".', do=do)
    if metric.value == "total":
        if decimals(first) > TOTAL_DECIMALS:
            raise UserError(f'"{first}" has too many decimals.', do=f"Give at most {TOTAL_DECIMALS}.")
        return Sums(first, Decimal(1))
    denominator = Decimal(metric.scale) if second is None else second
    whole = Decimal(10) ** max(decimals(first), decimals(denominator))
    return Sums(first * whole, denominator * whole)


def decimals(number: Decimal) -> int:
    """How many digits stand behind the point."""
    return max(0, -int(number.as_tuple().exponent))
