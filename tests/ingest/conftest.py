"""An institution in a folder of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.settings import Settings
from tests.ingest.institution import Institution


@pytest.fixture
def institution(tmp_path: Path) -> Institution:
    settings = Settings(home=tmp_path / "home", project=tmp_path / "project", today=date(2026, 10, 1))
    settings.incoming.mkdir(parents=True)
    return Institution(settings)
