"""How tests are dealt out to workers, and new warehouses: what takes long to make is made once and shared."""

from __future__ import annotations

import os

# Small data and a worker for each core: more threads would only get in each other's way. What must not depend on their
# number says so and sets it. Polars reads this when it is imported.
os.environ.setdefault("APPRAISE_THREADS", "1")
os.environ.setdefault("POLARS_MAX_THREADS", "1")

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any

import duckdb
import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from pipelines import warehouse
from pipelines.settings import Settings

# An Airflow with its metadata, a home that is verified and rebuilt, and the runs that drafts are compared with.
WHOLE_FOLDERS = ("tests/dags", "tests/replay", "tests/scheduler", "tests/simulate")
# Of the whole way from files to documents: what looks at all five organisations; the others look at one.
FIVE = (
    "test_docs_run", "test_explained", "test_five_regimes", "test_published_guide", "test_reports", "test_rewards",
    "test_rewards_read", "test_workbooks",
)  # fmt: skip

# Where a test does not say how many examples it takes.
settings.register_profile("quick", max_examples=40)
settings.load_profile("quick")


class Together(LoadScopeScheduling):
    """Tests in the order of their names, each group as a whole to the worker that is free."""

    def _split_scope(self, nodeid: str) -> str:
        file = PurePosixPath(nodeid.partition("::")[0])
        folder = file.parent.as_posix()
        if folder in WHOLE_FOLDERS:
            return folder
        if folder == "tests/end_to_end":
            return "five" if file.stem in FIVE else "one"
        return file.as_posix()


def pytest_xdist_make_scheduler(config: Any, log: Any) -> Together:
    """Called by pytest-xdist."""
    config.option.loadscopereorder = False  # the groups with the fewest tests take longest, and must not come last
    return Together(config, log)


@pytest.fixture(scope="session", autouse=True)
def _new_warehouses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new warehouse is a copy of an empty one: making its tables takes longer than most tests do."""
    connect, empty = warehouse.connect, Settings(home=tmp_path_factory.mktemp("empty"))
    with warehouse.writer(empty):
        pass

    def connect_to_copy(settings: Settings, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
        if not read_only and not settings.warehouse.exists():
            with suppress(OSError):  # of a home that cannot be made `connect` says why
                settings.home.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(empty.warehouse, settings.warehouse)
        return connect(settings, read_only=read_only)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warehouse, "connect", connect_to_copy)
        yield
