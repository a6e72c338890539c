"""All rules of an institution: its schemes, checked and compiled, with the catalogue they refer to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipelines.schemes.catalogue import Catalogue, load_catalogue, store_catalogue
from pipelines.schemes.compile import CompiledScheme, compile_scheme, store
from pipelines.schemes.load import load_schemes


@dataclass(frozen=True)
class Rules:
    """The compiled schemes, in the order of their files, and the catalogue."""

    schemes: tuple[CompiledScheme, ...]
    catalogue: Catalogue

    def in_force(self, day: date) -> list[CompiledScheme]:
        """The schemes in force on `day`."""
        return [one for one in self.schemes if one.scheme.in_force.includes(day)]

    def store(self, con: duckdb.DuckDBPyConnection) -> None:
        """Put catalogue and schemes into `compiled.*`; what a key stands for is never changed."""
        store_catalogue(con, self.catalogue)
        store(con, self.schemes)


def load_rules(folder: Path) -> Rules:
    """The schemes below `folder`; metrics and clauses of the project, and of the folder that holds `folder`.

    Raises RuleError, with file, line and remedy, for the first mistake.
    """
    catalogue = load_catalogue(folder.parent)
    loaded = load_schemes(folder, catalogue)
    return Rules(tuple(compile_scheme(one.scheme, catalogue) for one in loaded), catalogue)
