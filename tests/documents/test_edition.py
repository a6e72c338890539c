"""The names of files made of ids."""

from __future__ import annotations

import pytest

from pipelines.documents.edition import LONGEST_NAME_BYTES, file_name


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        ("D01", "D01"),
        ("教务处", "教务处"),
        ("o/../=1<i>", "o%2F..%2F%3D1%3Ci%3E"),
        ("..", "%2E."),
        (".hidden", "%2Ehidden"),
        ("100%", "100%25"),
        ("a" * LONGEST_NAME_BYTES, "a" * LONGEST_NAME_BYTES),
    ],
)
def test_an_id_becomes_a_name_that_every_disk_takes(identifier: str, name: str) -> None:
    assert file_name(identifier) == name


@pytest.mark.parametrize("letter", ["a", "处", "😀"])
def test_long_ids_are_cut_and_stay_apart(letter: str) -> None:
    names = {file_name(f"{letter * 300}{ending}") for ending in "xyz"}
    assert len(names) == 3
    assert all(len(name.encode()) <= LONGEST_NAME_BYTES for name in names)
