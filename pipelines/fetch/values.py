"""A value of a database as the text a file would hold: exact, or refused."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pipelines.settings import TIME_ZONE


class UnfitValueError(Exception):
    """A value that no text gives exactly; the message says of which kind it is and what to do."""


def as_text(value: object) -> str | None:
    """None stays none; decimals in full, times with a zone as the clock shows in Shanghai.

    Raises UnfitValueError for floating-point numbers, which are not exact, and for lists, documents and bytes.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | UUID):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        local = value.astimezone(TIME_ZONE).replace(tzinfo=None) if value.tzinfo else value
        return local.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        raise UnfitValueError(f"{value!r} is a floating-point number, which is not exact. CAST it AS NUMERIC(18, 6)")
    raise UnfitValueError(f"it holds a value of the type {type(value).__name__}. Take a part of it, CAST it AS TEXT")
