"""The public US federal example as tests find it: its modules, and the public files where they are there."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

PROJECT_DIR = Path(__file__).parents[2]
EXAMPLE = PROJECT_DIR / "examples" / "us_federal"
DATA = Path(os.environ.get("US_FEDERAL_DATA", PROJECT_DIR.parent / "shared" / "data" / "us_federal"))


def module_at(file: Path) -> ModuleType:
    """A Python file of the example, which is no package, as a module."""
    spec = importlib.util.spec_from_file_location(f"us_federal_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def example() -> Path:
    """The folder of the example."""
    return EXAMPLE


@pytest.fixture(scope="session")
def repairs() -> ModuleType:
    """The example's repairs."""
    return module_at(EXAMPLE / "sources" / "repairs.py")


@pytest.fixture(scope="session")
def runner() -> ModuleType:
    """The example's run.py."""
    return module_at(EXAMPLE / "run.py")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the public files; tests that need them are skipped without them."""
    if not (DATA / "projects.csv").is_file():
        pytest.skip(f"the public files are not in {DATA}; name their folder in US_FEDERAL_DATA")
    return DATA
