"""The product itself confirms what an explanation foretells: the records named are corrected in a copy, and the run is
made again. With all of them the score is the one foretold and the grade is reached, with one fewer it is not."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines import steps
from pipelines.explain.find import Row, rows
from pipelines.explain.gather import gather
from pipelines.feeds import load_feeds
from pipelines.settings import Settings
from pipelines.warehouse import connect
from tests.end_to_end.conftest import QUARTER, Home

# Units whose fewest rows are of feeds in which one record is one row, and how many they are.
SUBJECTS = (("D08", 2), pytest.param("D09", 1, marks=pytest.mark.long))
FULFILLED: dict[str, Callable[[Row], Row]] = {
    "obligation": lambda row: {"done_on": row["revised_due_on"] or row["due_on"], "result": "passed"},
    "measurement": lambda row: {"numerator": row["denominator"]},
}


def foretold(settings: Settings, subject: str) -> tuple[Row, Row]:
    with connect(settings, read_only=True) as con:
        explanation = gather(con, subject, QUARTER)
        return explanation.appraisal, explanation.distance


def correct(settings: Settings, record: Row, folder: Path) -> None:
    """Deliver a record as it would be had it been fulfilled."""
    feed = record["source_feed"]
    key = f"{feed}_id"
    names = [field.name for field in load_feeds()[feed].fields]
    with connect(settings, read_only=True) as con:
        (row,) = rows(
            con,
            f"SELECT {', '.join(names)} FROM records.{feed} WHERE org_id = 'E001' AND {key} = $id",
            {"id": record["source_id"]},
        )
    folder.mkdir(parents=True)
    file = folder / f"{feed}.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names)
        writer.writeheader()
        writer.writerow({name: as_written(value) for name, value in (row | FULFILLED[feed](row)).items()})
    _, _, loaded = steps.ingest(settings, [file])
    assert [one.feed for one in loaded] == [feed]


def as_written(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(("subject", "count"), SUBJECTS)
def test_correcting_the_rows_named_reaches_the_grade_and_one_fewer_does_not(
    enterprise: Home, tmp_path: Path, subject: str, count: int
) -> None:
    home = tmp_path / "home"
    shutil.copytree(enterprise.settings.home, home)
    settings = enterprise.settings.model_copy(update={"home": home})
    appraisal, distance = foretold(settings, subject)
    named = [row for part in distance["rows"] for row in part["rows"]]
    assert len(named) == count
    limit = distance["target"]["at_least"]
    scores: list[Decimal] = [appraisal["score"]]
    grades = [appraisal["score_grade"]]
    for number, record in enumerate(named):
        correct(settings, record, tmp_path / f"fix{number}")
        steps.run(settings, QUARTER)
        after, _ = foretold(settings, subject)
        scores.append(after["score"])
        grades.append(after["score_grade"])
    assert scores[-2] <= distance["score_with_one_fewer"] < limit <= scores[-1] == distance["score_with_rows"]
    assert grades == [*[appraisal["score_grade"]] * count, distance["target"]["grade"]]
