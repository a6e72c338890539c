"""What the macros of sql/macros.sql give for single values."""

from __future__ import annotations

import pytest

from tests.models.schemes_by_hand import Warehouse


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("100", "100"),
        ("0", "0"),
        ("0.500000", "0.5"),
        ("10.000000", "10"),
        ("0.000000", "0"),
        ("100.05", "100.05"),
        ("-20.10", "-20.1"),
    ],
)
def test_a_number_is_written_without_the_zeros_at_the_end_of_its_decimals(
    warehouse: Warehouse, number: str, written: str
) -> None:
    with warehouse() as con:
        assert con.execute(f"SELECT plain_number({number})").fetchone() == (written,)
