"""What came of fetching from one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.errors import UserError

Outcome = Literal["fetched", "unchanged", "nothing_new", "failed"]


@dataclass(frozen=True)
class Fetched:
    """What came of one source or object. `file`: within the inbox. `since`, `until`: values of the incremental column.

    `unchanged`: the same bytes as the file that is there. `again`: why it begins earlier than where the last ended.
    """

    source: str
    outcome: Outcome
    file: str = ""
    row_count: int | None = None
    since: str | None = None
    until: str | None = None
    again: str = ""
    error: UserError | None = None
