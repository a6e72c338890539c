"""One enterprise taken from its files to the published tables, once for all tests of this folder; and all five."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from pipelines import steps
from pipelines.cli.demo import settle
from pipelines.sample import DELIVERIES, make_sample
from pipelines.settings import Settings

QUARTER, YEAR = "2026Q3", "2026"
SAMPLE_DAY = date(2026, 11, 16)
KEY = "0123456789abcdef" * 4


@dataclass(frozen=True)
class Home:
    settings: Settings
    run_id: str

    def table(self, name: str, columns: str = "*", file: str = "hr.duckdb") -> list[tuple[object, ...]]:
        """All rows of a published table, sorted."""
        with duckdb.connect(str(self.settings.published / file), read_only=True) as con:
            return con.execute(f"SELECT {columns} FROM {name} ORDER BY ALL").fetchall()

    def tables(self, file: str = "hr.duckdb") -> dict[str, list[tuple[object, ...]]]:
        """Every published table with all its rows."""
        with duckdb.connect(str(self.settings.published / file), read_only=True) as con:
            names = [row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {name: self.table(name, file=file) for name in sorted(names)}


def settings_in(folder: Path, inbox: Path, **others: object) -> Settings:
    """Settings of a test: nothing from the environment, a fixed day, a fixed key, documents in one language."""
    fixed = {"today": SAMPLE_DAY, "pseudonym_key": KEY, "document_lang": "zh"}
    return Settings.model_validate({"home": folder, "inbox": inbox, **fixed, **others})


def computed(settings: Settings) -> Home:
    """Everything from the files to the published quarter."""
    steps.ingest(settings)
    run_id = steps.run(settings, QUARTER)
    steps.publish(settings, run_id)
    return Home(settings, run_id)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder, ["E001"])
    return folder


@pytest.fixture(scope="session")
def enterprise(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Home:
    return computed(settings_in(tmp_path_factory.mktemp("enterprise"), sample))


@pytest.fixture(scope="session")
def bilingual(tmp_path_factory: pytest.TempPathFactory, enterprise: Home) -> Home:
    """The enterprise's quarter with documents in both languages."""
    home = tmp_path_factory.mktemp("bilingual") / "home"
    shutil.copytree(enterprise.settings.home, home, ignore=shutil.ignore_patterns("documents"))
    settings = enterprise.settings.model_copy(update={"home": home, "document_lang": "both"})
    steps.publish(settings, enterprise.run_id)
    return Home(settings, enterprise.run_id)


@dataclass(frozen=True)
class Five:
    """The five organisations: their third quarter, and the year as it stands on the sample's day, after the two years
    before it were settled as they were known then."""

    quarter: Home
    year: Home

    def rows(self, table: str, columns: str, period: str = QUARTER) -> list[tuple[object, ...]]:
        return self.quarter.table(f"(FROM {table} WHERE period = '{period}')", columns)


@pytest.fixture(scope="session")
def five(tmp_path_factory: pytest.TempPathFactory) -> Five:
    folder, inbox = tmp_path_factory.mktemp("five"), tmp_path_factory.mktemp("deliveries")
    settings = settings_in(folder, inbox, document_lang="both")
    make_sample(settings.incoming)
    for closed, day in DELIVERIES.items():
        settle(settings.model_copy(update={"today": day}), closed)
    quarter = computed(settings)
    year = steps.run(settings, YEAR, day=SAMPLE_DAY - timedelta(days=1))
    steps.publish(settings, year)
    return Five(quarter, Home(settings, year))


@pytest.fixture
def another(tmp_path: Path, sample: Path) -> Callable[..., Settings]:
    """Settings of a fresh home on the same sample, or on other files, without documents."""

    def make(inbox: Path = sample, **others: object) -> Settings:
        return settings_in(tmp_path / "home", inbox, document_lang="none", **others)

    return make
