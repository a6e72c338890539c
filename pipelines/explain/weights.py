"""What happened to the weight of what was not counted: from which indicator to which, adding up exactly.

As `sql/scoring/weight.sql` shares it out: inside the dimension; of a dimension without anything counted over all
others. Each part is cut to millionths by largest remainder, so that what an indicator gave is what the others received
of it; what then is left to the effective weight of the run is `weight_rounding`, a few millionths that sum to 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from pipelines.explain.find import Row

COUNTED = frozenset({"measured", "missing"})
MICRO = 10**6


def share_out(indicators: Sequence[Row]) -> None:
    """Put `weight_parts` (received: from which metric, how much), `weight_given` (to which) and `weight_rounding` into
    each indicator of one subject; all weights in points."""
    for row in indicators:
        row["weight_parts"], row["weight_given"] = [], []
    keys = keys_over_scheme(indicators)
    for giver in indicators:
        if giver["status"] in COUNTED or not giver["scheme_weight"]:
            continue
        inside = {row["metric_id"]: keys[row["metric_id"]] for row in indicators
                  if row["dimension"] == giver["dimension"] and row["metric_id"] in keys}  # fmt: skip
        parts = split(int(giver["scheme_weight"] * MICRO), inside or keys)
        for row in indicators:
            if weight := parts.get(row["metric_id"], 0):
                row["weight_parts"].append({"from": giver["metric_id"], "weight": Decimal(weight) / MICRO})
                giver["weight_given"].append({"to": row["metric_id"], "weight": Decimal(weight) / MICRO})
    for row in indicators:
        received = sum((part["weight"] for part in row["weight_parts"]), Decimal(0))
        own = row["scheme_weight"] if row["metric_id"] in keys else Decimal(0)
        row["weight_rounding"] = row["weight"] - own - received


def keys_over_scheme(indicators: Sequence[Row]) -> dict[str, Fraction]:
    """The weight of each indicator that receives, once those of its own dimension have shared what fell out there."""
    keys = {}
    for row in indicators:
        own = [other for other in indicators if other["dimension"] == row["dimension"]]
        counted = sum(Fraction(other["scheme_weight"]) for other in own if other["status"] in COUNTED)
        if row["status"] in COUNTED and counted and row["scheme_weight"]:
            keys[row["metric_id"]] = (
                Fraction(row["scheme_weight"]) * sum(Fraction(other["scheme_weight"]) for other in own) / counted
            )
    return keys


def split(whole: int, keys: dict[str, Fraction]) -> dict[str, int]:
    """Whole numbers in proportion to the keys that add up to `whole`: by largest remainder, ties in the order given."""
    total = sum(keys.values())
    exact = {name: whole * key / total for name, key in keys.items()}
    parts = {name: int(share) for name, share in exact.items()}
    largest = sorted(exact, key=lambda name: parts[name] - exact[name])
    for name in largest[: whole - sum(parts.values())]:
        parts[name] += 1
    return parts
