"""The shipped schemes, whole or with one place changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.schemes import load_catalogue
from pipelines.schemes.catalogue import Catalogue
from pipelines.settings import PROJECT_DIR

SHIPPED = PROJECT_DIR / "schemes" / "enterprise" / "2026"
Edit = Callable[..., Path]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """A copy of a shipped scheme file with each `old` text, which stands there once, replaced by `new`."""

    def edit(*changes: tuple[str, str], source: str = "department.yaml", name: str = "") -> Path:
        text = (SHIPPED / source).read_text(encoding="utf-8")
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
