"""The sample enterprise: the same seed gives the same files, and only the declared rows are bad."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.sample import BAD_ROWS, make_sample, sample_tables
from pipelines.sample.units import LAST_DAY


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("delivery")
    make_sample(folder)
    return folder


def read(file: Path) -> list[dict[str, object]]:
    """A delivered file as its source wrote it."""
    if file.suffix == ".jsonl":
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    if file.suffix == ".parquet":
        return pl.read_parquet(file).to_dicts()
    if file.suffix == ".xlsx":
        return pl.read_excel(file).to_dicts()
    encoding = "gb18030" if file.stem == "project_E001" else "utf-8"
    with file.open(encoding=encoding, newline="") as stream:
        return [dict(row) for row in csv.DictReader(stream, strict=True)]


def test_the_same_seed_gives_the_same_bytes(delivery: Path, tmp_path: Path) -> None:
    again = make_sample(tmp_path)
    for file in again:
        assert file.read_bytes() == (delivery / file.relative_to(tmp_path)).read_bytes(), file.name


def test_another_seed_gives_other_records() -> None:
    assert sample_tables(1)["project"] != sample_tables(2)["project"]


def test_every_file_can_be_read_and_holds_as_many_records_as_it_says(delivery: Path) -> None:
    counts = {file.name: len(read(file)) for file in delivery.iterdir() if file.is_file()}
    records = counts.pop("training_record.parquet")
    events = counts.pop("project_event.csv")
    assert counts == {
        "organization.csv": 1,
        "department.csv": 17,
        "person.xlsx": 406,
        "appointment.csv": 6,
        "system.csv": 35,
        "project_E001.csv": 122,
        "incident_E001.jsonl": 41,
        "training_session.csv": 150,
    }
    assert 4000 <= records <= 4400
    assert 480 <= events <= 540


def test_the_bad_rows_are_those_declared(delivery: Path) -> None:
    assert {bad.file for bad in BAD_ROWS} == {"project_E001.csv", "incident_E001.jsonl", "training_record.parquet"}
    departments = {row["部门编号"] for row in read(delivery / "department.csv")}
    projects = read(delivery / "project_E001.csv")
    assert [row["项目编号"] for row in projects if row["部门编号"] not in departments] == ["PRJ-D99-01"]
    assert [row["项目编号"] for row in projects if not is_number(str(row["批复投资(万元)"]))] == ["PRJ-D05-90"]
    incidents = read(delivery / "incident_E001.jsonl")
    assert [row["id"] for row in incidents if str(row["recovered_at"]) < str(row["occurred_at"])] == ["INC-0090"]
    keys = Counter(row["record_id"] for row in read(delivery / "training_record.parquet"))
    assert [key for key, times in keys.items() if times > 1] == ["T00001"]
    assert {bad.key for bad in BAD_ROWS} == {"PRJ-D99-01", "PRJ-D05-90", "INC-0090", "T00001"}


def test_the_correction_mends_the_bad_projects_and_moves_one_acceptance(delivery: Path) -> None:
    before = {row["项目编号"]: row for row in read(delivery / "project_E001.csv")}
    after = {row["项目编号"]: row for row in read(delivery / "correction" / "project_E001.csv")}
    assert after.keys() <= before.keys()
    assert len(after) == 3
    assert after["PRJ-D99-01"]["部门编号"] == "D10"
    assert after["PRJ-D05-90"]["批复投资(万元)"] == "300"
    (moved,) = after.keys() - {"PRJ-D99-01", "PRJ-D05-90"}
    changed = {name for name in after[moved] if after[moved][name] != before[moved][name]}
    assert changed == {"验收日期"}
    assert str(after[moved]["验收日期"]) < str(before[moved]["验收日期"])


def test_nothing_happens_after_the_day_the_files_are_made() -> None:
    tables = sample_tables()
    happened = [row["occurred_on"] for row in tables["project_event"]] + [
        row["accepted_on"] for row in tables["project"]
    ]
    happened += [row["held_on"] for row in tables["training_session"]]
    assert max(day for day in happened if isinstance(day, date)) <= LAST_DAY
    closed = [row["closed_at"] for row in tables["incident"]]
    assert max(moment for moment in closed if isinstance(moment, datetime)).date() <= LAST_DAY


def test_every_record_points_to_records_that_exist() -> None:
    tables = sample_tables()

    def ids(feed: str, field: str) -> set[object]:
        return {row[field] for row in tables[feed]}

    departments, people = ids("department", "department_id"), ids("person", "person_id")
    assert len(people) == 400
    for feed in ("person", "system", "project", "incident", "training_session"):
        assert ids(feed, "department_id") <= departments, feed
    assert ids("department", "parent_department_id") - {None} <= departments
    assert ids("project_event", "project_id") == ids("project", "project_id")
    assert ids("incident", "system_id") <= ids("system", "system_id")
    assert ids("training_record", "session_id") <= ids("training_session", "session_id")
    assert ids("training_record", "person_id") <= people
    assert ids("appointment", "person_id") <= people


def test_an_officer_belongs_to_the_unit_he_or_she_answers_for() -> None:
    tables = sample_tables()
    homes = {(row["person_id"], row["department_id"]) for row in tables["person"]}
    divisional = [row for row in tables["appointment"] if row["department_id"] is not None]
    assert len(divisional) == 5
    assert all((row["person_id"], row["department_id"]) in homes for row in divisional)


def test_no_incident_comes_before_its_system_is_in_service() -> None:
    tables = sample_tables()
    systems = {row["system_id"]: row for row in tables["system"]}
    for row in tables["incident"]:
        start, end = (
            systems[row["system_id"]]["in_service_from"],
            systems[row["system_id"]]["in_service_until"],
        )
        occurred = row["occurred_at"]
        assert isinstance(occurred, datetime)
        assert isinstance(start, date)
        assert start <= occurred.date()
        assert end is None or (isinstance(end, date) and occurred.date() <= end)


def is_number(shown: str) -> bool:
    return shown.replace(".", "", 1).isdigit()
