"""A warehouse in memory, made once; what a test puts in is taken out again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import steps
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.warehouse import prepare
from tests.models.house import BENEFIT, INNOVATION, SHARE, House
from tests.models.schemes_by_hand import Warehouse


@pytest.fixture(scope="session")
def warehouse() -> Iterator[Warehouse]:
    """`with warehouse() as con:` an empty one, as often as needed."""
    con = duckdb.connect()
    prepare(con)

    @contextmanager
    def emptied() -> Iterator[duckdb.DuckDBPyConnection]:
        con.execute("BEGIN")
        try:
            yield con
        finally:
            con.execute("ROLLBACK")

    yield emptied
    con.close()


@pytest.fixture(scope="session")
def first_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Records delivered, 2024 computed; only to be copied."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(PROJECT_DIR / "schemes", folder / "project" / "schemes")
    house = House(settings_in(folder))
    house.deliver({"innovation": [INNOVATION], "innovation_benefit": [BENEFIT], "contribution": [SHARE]})
    shutil.copytree(folder, folder.with_name("delivered"))
    steps.run(house.settings, "2024")
    return house


def settings_in(folder: Path) -> Settings:
    return Settings(
        home=folder / "home",
        project=folder / "project",
        today=date(2026, 11, 21),
        pseudonym_key="0" * 64,
        document_lang="none",
    )


def copied_house(house: House, folder: Path) -> House:
    """The same house in a folder of its own."""
    shutil.copytree(house.settings.home.parent, folder / "house")
    return House(settings_in(folder / "house"), house.batches)


def delivered_house(first: House, folder: Path) -> House:
    """`first` as it was before 2024 was computed, in a folder of its own."""
    shutil.copytree(first.settings.home.parent.with_name("delivered"), folder / "house")
    return House(settings_in(folder / "house"), first.batches)


@pytest.fixture
def house(first_house: House, tmp_path: Path) -> House:
    """Records delivered, nothing computed."""
    return delivered_house(first_house, tmp_path)


@pytest.fixture
def computed_house(first_house: House, tmp_path: Path) -> House:
    """Records delivered, 2024 computed and not signed."""
    return copied_house(first_house, tmp_path)
