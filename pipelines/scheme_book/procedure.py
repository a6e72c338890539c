"""How a result becomes final, in words."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.scheme_book.said import number, source
from pipelines.scheme_book.words import PROCEDURE, UNITS_OF_TIME, Both
from pipelines.schemes.procedure import Procedure


def procedure_said(procedure: Procedure) -> Iterator[tuple[Both, str]]:
    """The days of publicity, of filing an objection and of answering it, each with its source."""
    for name, one in procedure.numbers().items():
        (zh, en), unit, value = PROCEDURE[name], UNITS_OF_TIME[one.unit], number(one.value)
        yield (zh.format(f"{value} {unit[0]}"), en.format(f"{value} {unit[1]}")), source(one)
