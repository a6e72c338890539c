"""Numbers as people read them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def number(amount: Any) -> str:
    """A decimal without trailing zeros."""
    if amount is None:
        return "-"
    text = format(Decimal(amount), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
