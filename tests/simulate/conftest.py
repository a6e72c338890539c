"""A home with the sample enterprise: two settled years, a quarter and the running year, computed without the checks of
incoming files and results, which are tested elsewhere and take long to import."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import steps
from pipelines.ingest.intake import archive_new, load_new
from pipelines.sample import DELIVERIES, earlier_folder, make_sample
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.simulate.isolated import isolated
from pipelines.simulate.simulate import SimulatedPeriod, simulate_in
from pipelines.warehouse import connect, writer
from tests.confirming import put_confirmed

SAMPLE_DAY = date(2026, 11, 16)
QUARTER, YEAR = "2026Q3", "2026"


Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Simulated:
    """The periods in the order of time; `by_run`: the rows of every run in them, by result table."""

    periods: tuple[SimulatedPeriod, ...]
    by_run: dict[str, dict[str, Rows]]

    def tables(self, cell: str, number: int = 0) -> dict[str, Rows]:
        """The rows of a cell of a period."""
        return self.by_run[self.periods[number].cells[cell]]


@dataclass(frozen=True)
class House:
    """A home and the folder of its rules."""

    settings: Settings

    @property
    def schemes(self) -> Path:
        return self.settings.schemes / "enterprise" / "2026"

    def copy(self, folder: Path) -> House:
        """The same home and rules once more, to be changed."""
        shutil.copytree(self.settings.home, folder / "home", ignore=shutil.ignore_patterns("inbox"))
        shutil.copytree(self.settings.project, folder / "project")
        return House(self.settings.model_copy(update={"home": folder / "home", "project": folder / "project"}))

    def take_in(self, *paths: Path) -> None:
        archive_new(self.settings, list(paths) or None)
        with writer(self.settings) as con:
            con.execute("UPDATE ingest.batch SET state = 'validated', quarantined_count = 0 WHERE state = 'archived'")
        load_new(self.settings)

    def run(self, period: str, day: date | None = None, as_of: date | None = None) -> str:
        run_id = steps.freeze(self.settings, period, as_of=as_of, day=day)
        for step in (steps.count_evidence, steps.score, steps.reward):
            step(self.settings, run_id)
        with writer(self.settings) as con:
            con.execute("UPDATE run.run SET state = 'computed' WHERE run_id = $1", [run_id])
        return run_id

    def execute(self, query: str, *values: object) -> None:
        with writer(self.settings) as con:
            con.execute(query, list(values))

    def forget_runs(self) -> None:
        """As if nothing had ever been computed."""
        for table in (
            "run.run",
            "run.prior",
            "run.follows",
            "run.signature",
            "scope.candidate",
            "result.reward_pool",
            "result.reward_ledger",
        ):
            self.execute(f"DELETE FROM {table}")

    def settle(self, year: int) -> str:
        """The settlement of a year, confirmed, on the day its records came, with what was known then."""
        day = DELIVERIES[year]
        run_id = House(self.settings.model_copy(update={"today": day})).run(str(year), as_of=day)
        with writer(self.settings) as con:
            put_confirmed(con, run_id, day)
        return run_id

    def draft(self, name: str, folder: Path, *changes: tuple[str, str]) -> Path:
        """A copy of a rule file in which each pattern, which is there once, is replaced."""
        text = (self.schemes / f"{name}.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            text, count = re.subn(old, new, text)
            assert count == 1, f"{old} stands {count} times in {name}.yaml"
        file = folder / f"{name}.yaml"
        file.write_text(text, encoding="utf-8")
        return file

    def adopt(self, *files: Path) -> None:
        for file in files:
            shutil.copy(file, self.schemes / file.name)

    def simulate(self, *files: Path, periods: Sequence[str] = (QUARTER,)) -> Simulated:
        """A simulation, with all rows of every cell of each period."""
        with isolated(self.settings) as con:
            found = simulate_in(con, self.settings, files, periods)
            runs = {run_id for period in found.periods for run_id in period.cells.values()}
            return Simulated(found.periods, {run_id: tables(con, run_id) for run_id in runs})

    def tables(self, run_id: str) -> dict[str, Rows]:
        with connect(self.settings, read_only=True) as con:
            return tables(con, run_id)


# What both a run and its simulation fill; a run's own id and number are left out.
FILLED = (
    "metric_sum", "indicator_score", "appraisal", "gate", "consequence", "commendation", "compliance_alert",
    "reward_line", "reward_tier", "reward_pool", "reward_award", "reward_tranche", "reward_ledger", "department_reward",
    "reward_reconciliation",
)  # fmt: skip


def tables(con: duckdb.DuckDBPyConnection, run_id: str) -> dict[str, Rows]:
    """Every row of a run in these tables, in a fixed order."""
    found = {}
    for table in FILLED:
        columns = [name for name, *_ in con.execute(f"DESCRIBE result.{table}").fetchall()]
        kept = ", ".join(name for name in columns if name not in {"run_id", "revision", "entry_id"})
        query = f"SELECT {kept} FROM result.{table} WHERE run_id = $1 ORDER BY ALL"
        found[table] = con.execute(query, [run_id]).fetchall()
    return found


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Not to be changed."""
    folder = tmp_path_factory.mktemp("simulate")
    shutil.copytree(PROJECT_DIR / "schemes", folder / "project" / "schemes")
    shutil.copytree(PROJECT_DIR / "sources", folder / "project" / "sources")
    settings = Settings.model_validate(
        {
            "home": folder / "home",
            "project": folder / "project",
            "today": SAMPLE_DAY,
            "inbox": folder / "inbox",
            "document_lang": "none",
        }
    )
    make_sample(settings.incoming, ["E001"])
    for year, day in DELIVERIES.items():
        then = House(settings.model_copy(update={"today": day}))
        then.take_in(earlier_folder(settings.incoming, year))
        then.settle(year)
    now = House(settings)
    now.take_in()
    now.run(QUARTER)
    now.run(YEAR, SAMPLE_DAY - timedelta(days=1))
    return now


@pytest.fixture
def another(house: House, tmp_path: Path) -> Callable[[], House]:
    """A copy of the house, to be changed."""
    return lambda: house.copy(tmp_path / "another")
