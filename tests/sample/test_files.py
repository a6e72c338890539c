"""The files of the sample: the same bytes for the same seed, readable, and bad only where that is declared."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from pipelines.feeds import load_feeds
from pipelines.ingest.inbox import look
from pipelines.sample import DELIVERIES, earlier_folder, institutions, make_sample, sample_tables
from pipelines.sample.earlier import BEGINS, REWARDS
from pipelines.sample.form import Form
from pipelines.settings import Settings
from tests.sample.conftest import ORGS

BAD = [(org_id, bad) for org_id in ORGS for bad in institutions()[org_id].bad_rows]


def file_of(org_id: str, feed: str) -> str:
    return institutions()[org_id].files.get(feed, Form()).file or f"{feed}_{org_id}.csv"


def read(file: Path, form: Form) -> list[dict[str, object]]:
    """A delivered file as its source wrote it."""
    if file.suffix == ".jsonl":
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    if file.suffix == ".parquet":
        return pl.read_parquet(file).to_dicts()
    if file.suffix == ".xlsx":
        return pl.read_excel(file).to_dicts()
    with file.open(encoding=form.encoding, newline="") as stream:
        return [dict(row) for row in csv.DictReader(stream, delimiter=form.delimiter, strict=True)]


def delivered(folder: Path, org_id: str, feed: str) -> list[dict[str, object]]:
    return read(folder / file_of(org_id, feed), institutions()[org_id].files.get(feed, Form()))


def test_the_same_seed_gives_the_same_bytes(delivery: Path, tmp_path: Path) -> None:
    again = make_sample(tmp_path)
    for file in again:
        assert file.read_bytes() == (delivery / file.relative_to(tmp_path)).read_bytes(), file.name


def test_another_seed_gives_other_records() -> None:
    assert sample_tables("T001", seed=1)["project"] != sample_tables("T001", seed=2)["project"]


def test_one_organisation_alone_delivers_what_it_delivers_among_the_others(delivery: Path, tmp_path: Path) -> None:
    alone = make_sample(tmp_path, ["U001"])
    own = [file for file in alone if not file.parent.name.startswith("delivered_")]
    assert all(file.read_bytes() == (delivery / file.relative_to(tmp_path)).read_bytes() for file in own)
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == len(alone)


@pytest.mark.parametrize("org_id", ORGS)
def test_every_file_can_be_read_and_holds_the_records_and_the_declared_bad_rows(delivery: Path, org_id: str) -> None:
    bad = Counter(one.feed for one in institutions()[org_id].bad_rows)
    for feed, rows in sample_tables(org_id).items():
        assert len(delivered(delivery, org_id, feed)) == len(rows) + bad[feed], feed


def test_every_file_is_taken_by_exactly_one_source_or_feed_and_those_in_folders_are_named(delivery: Path) -> None:
    found, mistakes = look(Settings(inbox=delivery), None)
    here = sorted(file.name for file in delivery.iterdir() if file.is_file())
    apart = [str(file) for file in delivery.glob("*/*")]
    assert sorted(str(one.file) for one in mistakes) == sorted(apart)
    assert sorted(one.name for one in found) == here
    by_name = {one.name: one.mapped.feed.feed for one in found}
    expected = {file_of(org_id, feed): feed for org_id in ORGS for feed in sample_tables(org_id)}
    assert by_name == expected


@pytest.mark.parametrize("year", DELIVERIES)
def test_what_came_in_earlier_years_lies_apart_and_is_read_when_its_folder_is_given(delivery: Path, year: int) -> None:
    folder = earlier_folder(delivery, year)
    found, mistakes = look(Settings(inbox=delivery), [folder])
    assert mistakes == []
    assert sorted(one.file.name for one in found) == sorted(file.name for file in folder.iterdir())
    feeds = {one.mapped.feed.feed for one in found}
    assert feeds == {"organization", *BEGINS, *REWARDS}


def test_files_come_in_all_the_forms_that_are_read(delivery: Path) -> None:
    assert {file.suffix for file in delivery.iterdir() if file.is_file()} == {
        ".csv", ".jsonl", ".parquet", ".tsv", ".xlsx",
    }  # fmt: skip
    assert {form.encoding for one in institutions().values() for form in one.files.values()} == {"utf-8", "gb18030"}


@pytest.mark.parametrize(("org_id", "bad"), BAD, ids=[f"{org_id}-{bad.column}" for org_id, bad in BAD])
def test_a_bad_row_differs_from_a_good_one_in_what_is_declared_wrong(org_id: str, bad: object, delivery: Path) -> None:
    one = next(item for org, item in BAD if org == org_id and item is bad)
    key = load_feeds()[one.feed].key[1]
    good = {row[key]: row for row in sample_tables(org_id)[one.feed]}
    assert one.like in good
    assert one.column in one.but
    assert str(good[one.like].get(one.column)) != str(one.but[one.column])


def test_bad_rows_stay_below_the_error_limit_of_their_feed() -> None:
    counts = Counter((org_id, bad.feed) for org_id, bad in BAD)
    for (org_id, feed), number in counts.items():
        rows = len(sample_tables(org_id)[feed]) + number
        # A record that stands twice spoils both rows.
        assert 2 * number * 100 <= rows * load_feeds()[feed].error_limit_percent or feed == "department", (org_id, feed)


def test_the_correction_mends_the_bad_projects_and_moves_one_acceptance(delivery: Path) -> None:
    form = institutions()["E001"].files["project"]
    before = {row["项目编号"]: row for row in read(delivery / "project_E001.csv", form)}
    after = {row["项目编号"]: row for row in read(delivery / "correction" / "project_E001.csv", form)}
    assert after.keys() <= before.keys()
    assert len(after) == 3
    assert after["PRJ-D99-01"]["部门编号"] == "D10"
    assert after["PRJ-D05-90"]["批复投资(万元)"] == "300"
    (moved,) = after.keys() - {"PRJ-D99-01", "PRJ-D05-90"}
    changed = {name for name in after[moved] if after[moved][name] != before[moved][name]}
    assert changed == {"验收日期"}
    assert str(after[moved]["验收日期"]) < str(before[moved]["验收日期"])


def test_scale_multiplies_the_drawn_records_and_keeps_every_told_one() -> None:
    once, thrice = sample_tables("E001"), sample_tables("E001", scale=3)
    for feed in ("project", "system", "training_session", "obligation"):
        assert len(thrice[feed]) >= 2.8 * len(once[feed]), feed
    ids = {(row["person_id"], row["name"]) for row in thrice["person"]}
    assert {(row["person_id"], row["name"]) for row in once["person"]} <= ids
    assert len({row["person_id"] for row in thrice["person"]}) > 1000
    for feed in ("finding", "adjustment", "innovation_benefit", "appointment"):
        assert thrice[feed] == once[feed]
