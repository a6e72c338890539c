"""What `verify` found is said in Chinese too, whatever it is."""

from __future__ import annotations

import re

import pytest

from pipelines.cli.verifying_words import FOUND_ZH, WORDS, compared_words, found_words

SAID = (
    "49 entries, each follows from the one before",
    "48 files, 49 noted in the warehouse",
    "28 tables, 5140 rows",
    "7325 rows as archived",
    "40 entries",
    "as it was written",
    "was changed: publish the run again",
    "is missing: publish the run again",
    "not as they were written down: batch 3, run 4",
    "not as archived: history.project",
    "differ: result.gate (8 rows sealed, 7 found), result.x (no rows sealed, 2 found). First: result.gate: gate=V1",
    "differ: result.x has no longer the columns it was sealed with",
    "differ: result.gate (8 rows sealed, 7 found). The stored rows are all among those computed.",
    "archive/journal/00000049-published-a.json is missing",
    "archive/journal/00000049-published-a.json is another than the warehouse noted",
    "the warehouse does not know 00000049-published-a.json: it is older than the archive",
)


@pytest.mark.parametrize("found", SAID)
def test_everything_found_is_said_in_chinese(found: str) -> None:
    said = found_words(found, "zh")
    assert re.search("[一-鿿]", said)
    assert not re.search(r"\b(rows|entries|files|differ|missing|changed|archived|sealed|noted|written)\b", said)
    assert found_words(found, "en") == found


def test_every_pattern_is_used() -> None:
    assert all(any(pattern.search(found) for found in SAID) for pattern, _ in FOUND_ZH)


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["zh"].keys() == WORDS["en"].keys()
    assert compared_words("stored results", "zh") == "仓库中的结果"
