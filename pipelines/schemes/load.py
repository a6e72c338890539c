"""Scheme files read and checked: one, all of a folder, or a list of them with all that is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipelines.errors import RuleError
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.check import check_scheme
from pipelines.schemes.check_together import check_together
from pipelines.schemes.model import Scheme
from pipelines.schemes.scheme_file import SchemeFile
from pipelines.yaml_file import read_model


def load_scheme(file: Path, catalogue: Catalogue) -> SchemeFile:
    """The scheme in `file`, checked by itself. Raises RuleError with file, line and remedy."""
    scheme, lines = read_model(file, Scheme)
    loaded = SchemeFile(file, scheme, lines)
    check_scheme(loaded, catalogue)
    return loaded


def load_schemes(folder: Path, catalogue: Catalogue) -> list[SchemeFile]:
    """Every scheme below `folder`, in the order of their paths, checked one by one and together.

    Raises RuleError for the first mistake.
    """
    loaded = [load_scheme(file, catalogue) for file in scheme_paths(folder)]
    check_together(loaded)
    return loaded


def check_files(files: Iterable[Path], catalogue: Catalogue) -> list[RuleError]:
    """What is wrong in these scheme files: the first mistake of each, and of the good ones together."""
    loaded: list[SchemeFile] = []
    wrong: list[RuleError] = []
    for file in files:
        try:
            loaded.append(load_scheme(file, catalogue))
        except RuleError as error:
            wrong.append(error)
    try:
        check_together(loaded)
    except RuleError as error:
        wrong.append(error)
    return wrong


def scheme_paths(folder: Path) -> list[Path]:
    """The scheme files below `folder`, sorted."""
    return sorted(folder.rglob("*.yaml"))
