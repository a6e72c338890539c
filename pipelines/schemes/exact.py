"""Exact numbers as text: no exponent, no trailing zeros, so that 15 and 15.0 read alike."""

from __future__ import annotations

from decimal import Decimal


def plain_text(number: Decimal | int) -> str:
    """`15`, `0.7`, `1000000`."""
    exact = Decimal(number)
    return f"{exact.normalize():f}" if exact else "0"
