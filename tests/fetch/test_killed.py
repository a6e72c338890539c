"""A fetch that was killed leaves nothing half, and the next one brings every row once."""

from __future__ import annotations

import os
import signal
from dataclasses import replace

import pytest

from pipelines.replay import rebuild
from tests.fetch.killed import POINTS, killed
from tests.fetch.payments import Payments
from tests.forked import exit_code
from tests.ingest.institution import Institution
from tests.services.postgres import Postgres


@pytest.fixture
def apart(server: Postgres, institution: Institution, monkeypatch: pytest.MonkeyPatch) -> Payments:
    """The payments, with a warehouse that another process may open."""
    found = Payments(institution, server.new_database("finance"))
    found.create()
    monkeypatch.setenv("AIRFLOW_CONN_FINANCE", replace(found.database).url("postgres"))
    return found


def killed_at(apart: Payments, point: str) -> int:
    """How a fetch ended that was to die at a point."""
    settings = apart.institution.settings
    return exit_code(killed, str(settings.home), str(settings.project), os.environ["AIRFLOW_CONN_FINANCE"], point)


@pytest.mark.parametrize(
    "point", [pytest.param(point, marks=() if point == "file in place" else pytest.mark.long) for point in POINTS]
)
def test_a_killed_fetch_is_made_good_by_the_next(point: str, apart: Payments) -> None:
    apart.describe("{column: id, by: key, overlap: 0}")
    assert killed_at(apart, point) == -signal.SIGKILL
    apart.pay((4, "Z4", "400.40", None))
    apart.night()
    assert apart.known() == {"Z1": "100.10", "Z2": "200.20", "Z3": "300.30", "Z4": "400.40"}
    assert all(name.endswith(".parquet") for name in apart.files())
    assert apart.rows("SELECT count(*) FROM history.project_payment") == [(4,)]
    assert apart.marks()[-1][3] == "4"


def test_killed_before_the_mark_the_same_file_is_found_and_marked(apart: Payments) -> None:
    apart.describe("{column: id, by: key, overlap: 0}")
    assert killed_at(apart, "file in place") == -signal.SIGKILL
    assert apart.fetch().outcome == "unchanged"
    assert apart.marks() == [("fetched/E001.finance/2026-10-01-0001.parquet", 3, None, "3")]


def test_a_rebuilt_warehouse_knows_how_far_was_fetched(apart: Payments) -> None:
    apart.describe("{column: id, by: key, overlap: 0}")
    apart.night()
    before = apart.rows("SELECT * FROM ingest.fetched")
    apart.institution.settings.warehouse.unlink()
    rebuild(apart.institution.settings)
    assert apart.rows("SELECT * FROM ingest.fetched") == before
    assert apart.fetch().outcome == "nothing_new"
