"""Files of an object storage: new and changed ones are copied whole, nothing leads out of the inbox or is removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.memory import MemoryFileSystem

from pipelines.errors import FetchError, InputError, UserError
from pipelines.fetch.fetched import Fetched
from pipelines.fetch.from_storage import copy_new
from pipelines.fetch.storage import Storage, StoredObject
from pipelines.settings import Settings
from pipelines.warehouse import hold
from tests.ingest.institution import Institution

ADDRESS = "memory://bucket/hr"
DAY = date(2026, 10, 1)
Copying = Callable[..., dict[str, Fetched]]


class Bucket(MemoryFileSystem):
    """A storage in memory; `spoil` is done each time an object is opened."""

    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    cachable = False
    spoil: Any = None

    def _open(self, path: str, *arguments: Any, **options: Any) -> Any:
        if self.spoil is not None:
            self.spoil(path)
        return super()._open(path, *arguments, **options)


@pytest.fixture
def bucket() -> Bucket:
    Bucket.store = {}
    Bucket.pseudo_dirs = [""]
    found = Bucket()
    found.pipe("/bucket/hr/measurement.csv", b"one")
    found.pipe("/bucket/hr/E001/2026/project.csv", b"two")
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A warehouse for all tests here: the marks of each are kept by an address of its own."""
    folder = tmp_path_factory.mktemp("home")
    with hold(Settings(home=folder)):
        yield folder


@pytest.fixture
def institution(home: Path, tmp_path: Path) -> Institution:
    settings = Settings(home=home, inbox=tmp_path / "inbox")
    settings.incoming.mkdir()
    return Institution(settings)


@pytest.fixture
def copying(institution: Institution, bucket: Bucket, tmp_path: Path) -> Copying:
    """Copies what is new; gives the outcome of each object by name."""
    storage = Storage(f"{ADDRESS}/{tmp_path.name}", bucket, "/bucket/hr")

    def run(*, everything: bool = False) -> dict[str, Fetched]:
        done = copy_new(institution.settings, storage, DAY, everything=everything, say=lambda _: None)
        return {one.file: one for one in done}

    return run


def inbox_of(institution: Institution) -> dict[str, bytes]:
    inbox = institution.settings.incoming
    return {file.relative_to(inbox).as_posix(): file.read_bytes() for file in inbox.rglob("*") if file.is_file()}


def outcomes(done: dict[str, Fetched]) -> dict[str, str]:
    return {name: one.outcome for name, one in done.items()}


def test_files_come_with_their_folders_once(copying: Copying, institution: Institution) -> None:
    assert outcomes(copying()) == {"measurement.csv": "fetched", "E001/2026/project.csv": "fetched"}
    assert inbox_of(institution) == {"measurement.csv": b"one", "E001/2026/project.csv": b"two"}
    assert outcomes(copying()) == {"": "nothing_new"}


def test_a_changed_file_of_the_same_size_replaces_the_old_one(
    copying: Copying, bucket: Bucket, institution: Institution
) -> None:
    copying()
    bucket.pipe("/bucket/hr/measurement.csv", b"uno")
    assert outcomes(copying()) == {"measurement.csv": "fetched"}
    assert inbox_of(institution)["measurement.csv"] == b"uno"


def test_what_is_gone_there_stays_here_and_what_is_gone_here_comes_only_when_asked_for(
    copying: Copying, bucket: Bucket, institution: Institution
) -> None:
    copying()
    bucket.rm("/bucket/hr/measurement.csv")
    (institution.settings.incoming / "E001/2026/project.csv").unlink()
    assert outcomes(copying()) == {"": "nothing_new"}
    assert inbox_of(institution) == {"measurement.csv": b"one"}
    assert outcomes(copying(everything=True)) == {"E001/2026/project.csv": "fetched"}


def test_hidden_files_are_left_where_they_are(copying: Copying, bucket: Bucket) -> None:
    for name in (".hidden.csv", ".folder/a.csv", "~$project.xlsx", "E001/.part"):
        bucket.pipe(f"/bucket/hr/{name}", b"x")
    assert set(copying()) == {"measurement.csv", "E001/2026/project.csv"}


@pytest.mark.parametrize("name", ["../out.csv", "a/../../out.csv", "E001/x\\..\\out.csv", "link/out.csv"])
def test_a_name_that_leads_out_of_the_inbox_is_refused_and_the_others_come(
    name: str, copying: Copying, bucket: Bucket, institution: Institution, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (institution.settings.incoming / "link").symlink_to(outside)
    bucket.store[f"/bucket/hr/{name}"] = bucket.store["/bucket/hr/measurement.csv"]
    done = copying()
    assert type(done[name].error) is InputError
    assert "leads out of the inbox" in str(done[name].error)
    assert done["measurement.csv"].outcome == "fetched"
    assert not list(tmp_path.rglob("out.csv"))


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("name", ["考" * 90 + ".csv", "考" * 90 + "/project.csv"])
def test_a_name_too_long_for_a_disk_is_refused_and_the_others_come(
    name: str, everything: bool, copying: Copying, bucket: Bucket
) -> None:
    bucket.pipe(f"/bucket/hr/{name}", b"x")
    done = copying(everything=everything)
    assert type(done[name].error) is InputError
    assert "more than 255 bytes" in str(done[name].error)
    assert done["measurement.csv"].outcome == "fetched"


def test_a_file_that_somebody_put_into_the_inbox_is_not_overwritten(copying: Copying, institution: Institution) -> None:
    institution.deliver("measurement.csv", b"by hand")
    done = copying()
    assert "did not come from there" in str(done["measurement.csv"].error)
    assert inbox_of(institution) == {"measurement.csv": b"by hand", "E001/2026/project.csv": b"two"}


def test_the_same_file_put_there_by_hand_is_just_noted(copying: Copying, institution: Institution) -> None:
    institution.deliver("measurement.csv", b"one")
    assert outcomes(copying())["measurement.csv"] == "unchanged"
    assert outcomes(copying()) == {"": "nothing_new"}


def shrinks(bucket: Bucket) -> None:
    bucket.spoil = lambda path: bucket.store[path].truncate(1)


def changes(bucket: Bucket) -> None:
    def spoil(path: str) -> None:
        bucket.spoil = None
        bucket.pipe(path, b"ein")

    bucket.spoil = spoil


def vanishes(bucket: Bucket) -> None:
    def spoil(path: str) -> None:
        bucket.spoil = None
        bucket.rm(path)

    bucket.spoil = spoil


def breaks(bucket: Bucket) -> None:
    def spoil(path: str) -> None:
        raise ConnectionResetError("reset by peer")

    bucket.spoil = spoil


@pytest.mark.parametrize("spoiled", [shrinks, changes, vanishes, breaks])
def test_an_object_that_changes_while_it_is_read_leaves_nothing_and_is_tried_again(
    spoiled: Any, copying: Copying, bucket: Bucket, institution: Institution
) -> None:
    bucket.rm("/bucket/hr/E001", recursive=True)
    spoiled(bucket)
    done = copying()
    assert isinstance(done["measurement.csv"].error, FetchError)
    assert inbox_of(institution) == {}
    bucket.spoil = None
    bucket.pipe("/bucket/hr/measurement.csv", b"one")
    assert outcomes(copying())["measurement.csv"] == "fetched"


def test_a_missing_right_is_no_matter_of_waiting(copying: Copying, bucket: Bucket) -> None:
    def refuse(path: str) -> None:
        raise PermissionError("Forbidden")

    bucket.spoil = refuse
    error = copying()["measurement.csv"].error
    assert type(error) is UserError
    assert "right to list and read" in str(error)


def test_a_file_in_the_place_of_a_folder_is_refused(copying: Copying, bucket: Bucket, institution: Institution) -> None:
    institution.deliver("E001", b"a file")
    assert "a folder in the inbox" in str(copying()["E001/2026/project.csv"].error)


def test_a_folder_that_is_not_there_is_a_mistake(institution: Institution, tmp_path: Path) -> None:
    storage = Storage("file:///nowhere", LocalFileSystem(), str(tmp_path / "nowhere"))
    with pytest.raises(UserError, match=r"There is nothing in file:///nowhere\."):
        copy_new(institution.settings, storage, DAY, everything=False, say=lambda _: None)


def test_the_marks_of_objects_are_told_in_the_journal(
    copying: Copying, institution: Institution, tmp_path: Path
) -> None:
    copying()
    told = [file.read_text("utf-8") for file in (institution.settings.archive / "journal").glob("*-fetched-*.json")]
    assert sum(f'"source": "{ADDRESS}/{tmp_path.name}"' in one for one in told) == 2


def test_an_object_without_a_time_or_tag_is_compared_by_its_content() -> None:
    storage = Storage(ADDRESS, None, "/bucket/hr")
    assert storage.told("/bucket/hr/a/b.csv", {"size": 3}) == StoredObject("a/b.csv", "/bucket/hr/a/b.csv", 3, "")
    assert storage.told("/bucket/hr/b.csv", {"size": 3, "ETag": '"x"'}).version == 'size=3 ETag="x"'
