"""The five organisations: their records, and the files they deliver."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.sample import institutions, make_sample, sample_tables
from pipelines.sample.rows import Row, Tables

ORGS = tuple(institutions())


@pytest.fixture(scope="session")
def tables() -> dict[str, Tables]:
    """All records by organisation and feed."""
    return {org_id: sample_tables(org_id) for org_id in ORGS}


@pytest.fixture(scope="session")
def every(tables: dict[str, Tables]) -> Callable[[str], list[Row]]:
    """The records of a feed, of all organisations."""
    return lambda feed: [row for one in tables.values() for row in one.get(feed, [])]


@pytest.fixture(scope="session")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("delivery")
    make_sample(folder)
    return folder
