"""The way of each weight: what falls out goes where the run sent it, adding up exactly by giver and by receiver."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, given, settings

from pipelines.explain.find import rows
from pipelines.explain.weights import COUNTED, share_out
from pipelines.models.scoring import SCORE_TABLES
from pipelines.models.tables import refill
from pipelines.parameters import Parameters
from tests.models.schemes_by_hand import Given, Indicator, Scheme, Warehouse, put
from tests.models.strategies import cases

PERCENT = ((Decimal(0), Decimal(0)), (Decimal(100), Decimal(100)))
SCORES = """
    SELECT * FROM result.indicator_score WHERE subject_id = $subject ORDER BY dimension_position, position
"""


def shared(warehouse: Warehouse, case: Given) -> list[list[dict[str, object]]]:
    """The indicators of each subject with the way of their weights."""
    with warehouse() as con:
        put(con, case)
        refill(con, Parameters("r", *case.period, case.cut_off), SCORE_TABLES, source="scoring")
        found = [rows(con, SCORES, {"subject": subject}) for subject in case.sums]
    for indicators in found:
        share_out(indicators)
    return found


def test_weight_goes_within_the_dimension_and_a_whole_dimension_to_all_others(warehouse: Warehouse) -> None:
    scheme = Scheme([
        Indicator("a", "x", Decimal(30), PERCENT), Indicator("b", "x", Decimal(10), PERCENT),
        Indicator("c", "x", Decimal(20), PERCENT), Indicator("d", "y", Decimal(20), PERCENT),
        Indicator("e", "z", Decimal(20), PERCENT),
    ])  # fmt: skip
    one = (Decimal(1), Decimal(1))
    (found,) = shared(warehouse, Given(scheme, {"s": {"a": one, "b": one, "d": one}}))
    ways = {row["metric_id"]: row["weight_parts"] for row in found}
    # c: 15 to a and 5 to b. e: over 45, 15 and 20, so 11.25, 3.75 and 5.
    assert ways["a"] == [{"from": "c", "weight": Decimal(15)}, {"from": "e", "weight": Decimal("11.25")}]
    assert ways["b"] == [{"from": "c", "weight": Decimal(5)}, {"from": "e", "weight": Decimal("3.75")}]
    assert ways["d"] == [{"from": "e", "weight": Decimal(5)}]
    assert ways["c"] == ways["e"] == []
    assert [row["weight"] for row in found] == [Decimal("56.25"), Decimal("18.75"), 0, 25, 0]
    assert {row["weight_rounding"] for row in found} == {0}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=cases())
def test_parts_add_up_to_the_effective_weight_and_what_was_given_is_what_was_received(
    case: Given, warehouse: Warehouse
) -> None:
    whole = sum((one.weight for one in case.scheme.indicators), Decimal(0))
    for found in shared(warehouse, case):
        received = any(row["weight"] for row in found)
        for row in found:
            given_on = sum((part["weight"] for part in row["weight_given"]), Decimal(0))
            fell_out = row["status"] not in COUNTED and received
            assert given_on == (row["scheme_weight"] if fell_out else 0), row["metric_id"]
            own = row["scheme_weight"] if row["status"] in COUNTED and row["weight"] else 0
            parts = sum((part["weight"] for part in row["weight_parts"]), Decimal(0))
            assert own + parts + row["weight_rounding"] == row["weight"]
            if whole == 100:
                assert abs(row["weight_rounding"]) <= len(found) * Decimal("0.000001")
