"""One organisation's results of one run, in one language: what a document is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import duckdb

from pipelines.explain.find import Row, rows

LANGUAGES = ("zh", "en")
ALONE = "_alone"
LONGEST_NAME_BYTES = 180  # a disk takes 255, and kind and ending are added
Made = TypeVar("Made")


@dataclass(frozen=True)
class Edition:
    """`con` reads the published database for HR; nothing else is asked, so that a document shows what was published.

    `shared` keeps what is the same in every language (see `once` and `rows`); `languages`: those the documents are
    written in."""

    con: duckdb.DuckDBPyConnection
    run_id: str
    org_id: str
    lang: str
    shared: dict[object, Any] = field(default_factory=dict, compare=False)
    languages: Sequence[str] = LANGUAGES

    @cached_property
    def run(self) -> Row:
        """The row of `run`."""
        return self.rows("SELECT * FROM run WHERE run_id = $run_id")[0]

    @cached_property
    def organization(self) -> Row:
        """The row of `organization`."""
        return self.rows("SELECT * FROM organization WHERE run_id = $run_id AND org_id = $org_id")[0]

    def rows(self, query: str, **values: object) -> list[Row]:
        """The rows of a query about this organisation and run, which name themselves `$org_id` and `$run_id`.

        Asked once for all languages: rows are not to be changed.
        """
        asked = (query, repr(values))
        if asked not in self.shared:
            given: Mapping[str, Any] = {"run_id": self.run_id, "org_id": self.org_id, **values}
            self.shared[asked] = rows(self.con, query, named_in(query, given))
        found: list[Row] = self.shared[asked]
        return found

    def once(self, make: Callable[[Edition], Made]) -> Made:
        """What `make` finds, which must not depend on the language: worked out once for all of them."""
        if make not in self.shared:
            self.shared[make] = make(self)
        found: Made = self.shared[make]
        return found

    def in_own(self, row: Row, name: str) -> Any:
        """A column that stands in Chinese as `name` and in English as `name_en`, in the edition's language."""
        return row[name if self.lang == "zh" else f"{name}_en"]


def named_in(query: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a query names: DuckDB takes no others."""
    return {name: value for name, value in values.items() if f"${name}" in query}


def file_name(identifier: str) -> str:
    """An id as the name of a file or folder: letters of any script stay, what a disk may refuse becomes %2F.

    A name too long for a disk is cut and ends in the id's hash.
    """
    kept = "".join(one if one.isalnum() else quote(one, safe="-_. ") for one in identifier)
    name = f"%2E{kept[1:]}" if kept.startswith(".") else kept
    if len(name.encode()) <= LONGEST_NAME_BYTES:
        return name
    digest = sha256(identifier.encode()).hexdigest()[:16]
    return f"{name.encode()[: LONGEST_NAME_BYTES - 17].decode(errors='ignore')}~{digest}"


def edition_name(kind: str, revision: int, run_id: str, *, is_alone: bool) -> str:
    """What a folder of documents is called: `revision_2`, `preview`, or `look_back_` with the run.

    A run of one organisation alone has revisions of its own: `revision_2_alone`.
    """
    name = {"final": f"revision_{revision}", "preview": "preview"}.get(kind, f"look_back_{run_id}")
    return f"{name}{ALONE}" if is_alone else name


def preview_of(folder: Path) -> Path:
    """The folder of the preview that a folder of final documents takes the place of."""
    return folder.with_name(f"preview{ALONE}" if folder.name.endswith(ALONE) else "preview")
