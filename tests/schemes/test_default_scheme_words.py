"""The default schemes and reward plans quote their documents letter for letter, beside every item, and can be read by a
person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.schemes import load_catalogue, load_plans, load_schemes
from pipelines.settings import PROJECT_DIR

CATALOGUE = load_catalogue()
SCHEMES = load_schemes(PROJECT_DIR / "schemes", CATALOGUE)
PLANS = load_plans(PROJECT_DIR / "schemes", CATALOGUE, SCHEMES)
FILES = {one.scheme.scheme: one.file for one in SCHEMES} | {one.plan.reward_plan: one.file for one in PLANS}
DOCUMENT = {"MIIT": "S0", "SASAC": "S1", "PINGSHAN": "S2", "YICHUN": "S3", "HENAN": "S4"}
ANALOGY = {"SASAC_REWARD": {"S0"}}  # its own document has no reward for persons


@pytest.mark.parametrize("name", FILES)
def test_a_scheme_cites_its_own_document_only(name: str) -> None:
    cited = {clause[:2] for clause in re.findall(r"\bS\d-\d\d\b", FILES[name].read_text(encoding="utf-8"))}
    if name == "PINGSHAN_REWARD":
        assert cited == set(), "the document has no word on rewards"
    else:
        assert cited == {DOCUMENT[name.partition("_")[0]]} | ANALOGY.get(name, set())


def quoted(file: Path) -> Iterator[tuple[int, bool, list[str], str]]:
    """Line (1-based), whether among the parameters, clauses and words, for each line that cites clauses."""
    before, block = "", ""
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        line, _, beside = text.partition("#")
        block = text.partition(":")[0] if re.match("[a-z]", text) else block
        if clauses := re.findall(r"S\d-\d\d", line):
            yield number, block == "parameters", clauses, beside.strip() or before
        comment = "" if line.strip() else beside.strip()
        before = before + comment if before.endswith("；") else comment


@pytest.mark.parametrize("name", FILES)
def test_the_words_beside_an_item_are_its_clauses_letter_for_letter(name: str) -> None:
    for number, in_parameters, clauses, words in quoted(FILES[name]):
        quotes = [CATALOGUE.clauses[clause].quote_zh for clause in clauses]
        parts = [part for part in re.split("；|……", words) if part]
        assert all(any(part in quote for quote in quotes) for part in parts), f"line {number}: {words}"
        # Several numbers of one table share the words at the first of them.
        assert in_parameters or all(any(part in quote for part in parts) for quote in quotes), f"line {number}"


@pytest.mark.parametrize("name", FILES)
def test_a_file_can_be_read_on_one_screen(name: str) -> None:
    assert all(len(line) <= 120 for line in FILES[name].read_text(encoding="utf-8").splitlines())


def test_every_file_says_when_it_was_compared() -> None:
    assert {str(one.scheme.checked_on) for one in SCHEMES} == {"2026-11-20"}
    assert {str(one.plan.checked_on) for one in PLANS} == {"2026-11-21"}
