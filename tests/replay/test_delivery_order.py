"""Whatever the order in which files come in, once what they refer to is there, every result is the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from pipelines import steps
from pipelines.journal import TableHash, hash_rows, run_tables
from pipelines.settings import Settings
from pipelines.warehouse import connect
from tests.golden.whole_run import content_of
from tests.replay.conftest import LEFT_OUT, ORGANISATION, PERIOD, records, settings_of, write_file

# What others refer to comes in the first night.
FIRST = ("organization", "department", "person", "appointment", "project", "system", "training_session", "innovation")
LATER = sorted(content_of(ORGANISATION)["records"].keys() - LEFT_OUT - set(FIRST))
# Checks are named by batch, and batches are numbered as they come.
NUMBERED = {"result.data_quality"}


@pytest.mark.long
@pytest.mark.parametrize("at_once", [6, 1])
def test_the_order_of_deliveries_decides_nothing(tmp_path: Path, at_once: int) -> None:
    nights = [LATER[start : start + at_once] for start in range(0, len(LATER), at_once)]
    forth = delivered(settings_of(tmp_path / "forth"), nights)
    back = delivered(settings_of(tmp_path / "back", threads=1), nights[::-1])
    assert forth == back
    assert sum(one.row_count for one in forth) > 400


def delivered(settings: Settings, later: Sequence[Sequence[str]]) -> list[TableHash]:
    """The hashes of all results when the later feeds come in this order, some of them each night."""
    known = content_of(ORGANISATION)["records"].keys()
    for feed in known - LEFT_OUT:
        write_file(settings.incoming, feed, records(feed))
    for night in ([feed for feed in FIRST if feed in known], *later):
        steps.ingest(settings, [settings.incoming / f"{feed}.csv" for feed in night])
    run_id = steps.run(settings, PERIOD)
    with connect(settings, read_only=True) as con:
        assert con.execute("SELECT count(*) FROM ingest.batch WHERE state <> 'loaded'").fetchone() == (0,)
        return [
            hash_rows(con, table, tuple(column for column in columns if column != "run_id"), f"run_id = '{run_id}'")
            for table, columns in run_tables(con).items()
            if table.startswith("result.") and table not in NUMBERED
        ]
