"""A real PostgreSQL for a test process, and an institution whose payments lie in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.settings import Settings
from pipelines.warehouse import hold
from tests.fetch.payments import Payments
from tests.ingest.institution import Institution
from tests.services.debian import UnavailableError
from tests.services.postgres import Postgres, postgres


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    try:
        with postgres() as running:
            yield running
    except UnavailableError as reason:
        pytest.skip(str(reason))


@pytest.fixture
def institution(tmp_path: Path) -> Institution:
    settings = Settings(home=tmp_path / "home", project=tmp_path / "project", today=date(2026, 10, 1))
    settings.incoming.mkdir(parents=True)
    return Institution(settings)


@pytest.fixture
def payments(server: Postgres, institution: Institution, monkeypatch: pytest.MonkeyPatch) -> Iterator[Payments]:
    """Three payments in a table, and the connection `finance` to it as the command finds it."""
    found = Payments(institution, server.new_database("finance"))
    found.create()
    monkeypatch.setenv("AIRFLOW_CONN_FINANCE", found.database.url("postgres"))
    with hold(institution.settings):  # prepared once for all that a test does
        yield found
