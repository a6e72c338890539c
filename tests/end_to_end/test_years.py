"""A run of a year looks back to the years before it, and says so in its id."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines import steps
from pipelines.warehouse import connect
from tests.end_to_end.conftest import QUARTER, YEAR, Home


def test_the_runs_of_earlier_years_are_part_of_a_years_run(
    enterprise: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = enterprise.settings.model_copy(update={"home": tmp_path / "home"})
    shutil.copytree(enterprise.settings.home, settings.home)
    alone, quarter = steps.freeze(settings, YEAR), steps.freeze(settings, QUARTER)
    con = connect(settings)
    con.execute(
        "INSERT INTO run.run BY NAME SELECT * REPLACE ('earlier' AS run_id, 1 AS revision, "
        "'2025' AS period, FALSE AS provisional, "
        "DATE '2025-01-01' AS period_start, DATE '2025-12-31' AS period_end, 'computed' AS state) "
        "FROM run.run WHERE run_id = $1",
        [alone],
    )
    con.close()
    looking_back = steps.freeze(settings, YEAR)
    assert looking_back != alone
    assert steps.freeze(settings, YEAR) == looking_back
    assert steps.freeze(settings, QUARTER) == quarter
    con = connect(settings, read_only=True)
    assert con.execute("SELECT * FROM run.prior").fetchall() == [(looking_back, "earlier", "2025")]
    con.close()
