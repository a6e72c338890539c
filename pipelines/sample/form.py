"""How a source writes a feed: file, headings, words for codes, unit of money, dates, encoding."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field as Default

from pipelines.feeds import Closed, Field


class Form(Closed):
    """Without anything said: CSV in UTF-8 under the feed's Chinese headings, amounts in yuan, dates as 2026-03-05."""

    file: str | None = None
    headings: Mapping[str, str] = Default(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = Default(default_factory=dict)
    chinese: bool = True
    ten_thousand: bool = False
    thousands: str = ""
    delimiter: str = ","
    dates: str = "%Y-%m-%d"
    encoding: str = "utf-8"
    leaves_out: frozenset[str] = frozenset()
    always: frozenset[str] = frozenset()

    def heading(self, column: Field) -> str:
        return self.headings.get(column.name, column.heading.zh if self.chinese else column.name)
