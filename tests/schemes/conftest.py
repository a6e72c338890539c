"""Schemes of the tests' own, whole or with one place changed: `department`, `cio`, and `whole`, which says everything
a scheme may say. They do not move when a shipped scheme does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.schemes import load_catalogue
from pipelines.schemes.catalogue import Catalogue

FILES = Path(__file__).parent / "files"
Edit = Callable[..., Path]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """A copy of a scheme file with each `old` text, which stands there once, replaced by `new`."""

    def edit(*changes: tuple[str, str], source: str = "department.yaml", name: str = "") -> Path:
        text = (FILES / source).read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
            text = text.replace(old, new)
        file = tmp_path / (name or source)
        file.write_text(text, encoding="utf-8")
        return file

    return edit


def line_of(file: Path, text: str) -> int:
    """The line (1-based) on which `text` first stands."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)
