"""Explanations of the five organisations: what they show adds up exactly, as text, as JSON and as a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from click.testing import Result
from rich.console import Console
from typer.testing import CliRunner

from pipelines.cli.main import app
from pipelines.errors import UserError
from pipelines.explain.find import rows
from pipelines.explain.gather import Explanation, gather
from pipelines.explain.page import page
from pipelines.explain.queries import INDICATORS
from pipelines.explain.said import Grid, Said, print_said
from pipelines.explain.text import said_of
from pipelines.explain.whole_evidence import add_whole_evidence
from pipelines.explain.words import WORDS
from pipelines.runs import load_run
from pipelines.warehouse import connect
from tests.end_to_end.conftest import QUARTER, Five
from tests.end_to_end.reading import Page, read_page

SHOWN = (
    ("E001/D11", "department"), ("E001/P0001", "cio"), ("E001/E001", "organization"), ("C001/C07", "department"),
    ("C001/CP0009", "cio"), ("C001/C001", "organization"), ("T001/T10", "department"), ("T001/TP0041", "cio"),
    ("U001/U11", "department"), ("U001/UP0001", "cio"), ("P001/L10", "department"), ("P001/PP0050", "cio"),
)  # fmt: skip
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def explained(five: Five) -> list[Explanation]:
    """A department, a CIO and the organisation of each, where there is one; with all evidence."""
    with connect(five.quarter.settings, read_only=True) as con:
        return [gather(con, name, QUARTER, kind, all_evidence=True) for name, kind in SHOWN]


def decimals(cells: Sequence[str]) -> list[Decimal]:
    return [Decimal(cell) if NUMBER.fullmatch(cell) else Decimal(0) for cell in cells]


def grids(said: Iterator[Said]) -> dict[str, list[list[str]]]:
    """The rows of each table by its caption; of several with one caption the first."""
    found: dict[str, list[list[str]]] = {}
    for part in said:
        if isinstance(part, Grid):
            found.setdefault(part.caption, [list(cells) for cells in part.rows])
    return found


def check_sums(tables: dict[str, list[list[str]]], explanation: Explanation, lang: str) -> None:
    """Add up what is shown: indicators to dimensions and to the sum, weights handed on to what fell out."""
    words, appraisal = WORDS[lang], explanation.appraisal
    sums = tables[words["adds_up"]]
    by_dimension, own = [], []
    for cells in sums[:-1]:
        numbers = decimals(cells[3:])
        (by_dimension if not cells[1] else own).append(numbers)
    last = decimals(sums[-1][3:])
    assert [sum(column) for column in zip(*own, strict=True)] == last
    assert [sum(column) for column in zip(*by_dimension, strict=True)] == last
    assert last[0] == 100
    assert last[1] == appraisal["base_score"]
    for cells in tables.get(words["not_counted"], []):
        given = [Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?(?=,|$)", cells[3])]
        assert sum(given) == Decimal(cells[2])


def test_sums_in_the_tables_are_the_sums_of_what_stands_above_them(explained: list[Explanation]) -> None:
    for explanation in explained:
        for lang in ("en", "zh"):
            check_sums(grids(said_of(explanation, lang)), explanation, lang)


def test_the_page_shows_the_tables_of_the_text_and_its_sums_add_up_too(explained: list[Explanation]) -> None:
    for explanation in explained:
        for lang in ("en", "zh"):
            found = read_page(page(said_of(explanation, lang), lang))
            check_sums(dict(found.tables), explanation, lang)
            said = grids(said_of(explanation, lang))
            assert {caption for caption, _ in found.tables} == said.keys()
            check_form(found, lang)


def check_form(found: Page, lang: str) -> None:
    """Nothing is loaded from elsewhere, nothing runs; every table has a caption and headings."""
    assert found.language == {"en": "en", "zh": "zh-CN"}[lang]
    assert not found.tags & {"script", "link", "img", "iframe", "object"}
    assert found.addresses == []
    assert all(caption and headings for caption, headings in found.headings)


def test_the_text_is_the_same_numbers_as_the_tables(explained: list[Explanation]) -> None:
    for explanation in explained:
        console = Console(width=400, record=True, file=StringIO())
        print_said(said_of(explanation, "en"), console)
        printed = console.export_text()
        for cells in grids(said_of(explanation, "en"))[WORDS["en"]["adds_up"]]:
            assert re.search(r"\s+".join(re.escape(cell.strip()) for cell in cells if cell), printed)


def test_the_json_adds_up(explained: list[Explanation]) -> None:
    for explanation in explained:
        content = json.loads(explanation.as_json())
        indicators = [row for dimension in content["dimensions"] for row in dimension["indicators"]]
        assert sum(Decimal(row["contribution"]) for row in indicators) == Decimal(content["base_score"])
        for dimension in content["dimensions"]:
            own = sum(Decimal(row["contribution"]) for row in dimension["indicators"])
            assert own == Decimal(dimension["contribution"])
        for row in indicators:
            received = sum(Decimal(part["weight"]) for part in row["weight_parts"])
            own = Decimal(row["scheme_weight"]) if row["status"] in {"measured", "missing"} else Decimal(0)
            assert own + received + Decimal(row["weight_rounding"]) == Decimal(row["weight"])
            for evidence in row.get("all_evidence", []):
                assert {"numerator", "denominator", "source_file", "source_row"} <= evidence.keys()


def test_all_evidence_adds_up_to_numerator_and_denominator_of_subjects_of_every_kind(five: Five) -> None:
    checked = 0
    with connect(five.year.settings, read_only=True) as con:
        for home in (five.quarter, five.year):
            run = load_run(con, home.run_id)
            subjects = con.execute(
                "SELECT org_id, subject_type, subject_id FROM result.appraisal WHERE run_id = ? ORDER BY ALL",
                [run.run_id],
            ).fetchall()
            # All are counted over the same views: every third subject tells as much.
            for org_id, kind, subject in subjects[::3]:
                who = {"run_id": run.run_id, "org": org_id, "type": kind, "id": subject}
                indicators = rows(con, INDICATORS, who)
                add_whole_evidence(con, run, who, indicators)
                for row in indicators:
                    if row["status"] != "measured":
                        continue
                    assert row["adds_up"], (subject, row["metric_id"])
                    assert sum(one["numerator"] for one in row["all_evidence"]) == row["numerator"]
                    assert len(row["all_evidence"]) == row["evidence_count"]
                    checked += 1
    assert checked > 900


def command(five: Five, *arguments: str) -> Result:
    given = ["explain", *arguments, "--home", str(five.quarter.settings.home)]
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, given)


def test_the_command_writes_a_page_and_lists_all_evidence(five: Five, tmp_path: Path) -> None:
    file = tmp_path / "D11.html"
    done = command(five, "D11", "--period", QUARTER, "--lang", "zh", "--all-evidence", "--page", str(file))
    assert done.exit_code == 0, done.output
    found = read_page(file.read_text("utf-8"))
    assert found.language == "zh-CN"
    assert WORDS["zh"]["all_evidence"] in {caption for caption, _ in found.tables}
    award = command(five, "INV-12/2024/CON-1201", "--period", "2025", "--page", str(file))
    assert award.exit_code == 0, award.output
    assert "INV-12" in read_page(file.read_text("utf-8")).text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["D11", "--period", QUARTER, "--page", "x.html", "--json"], "--page and --json exclude each other"),
        (["D11", "--period", QUARTER, "--page", "no/such/folder/x.html"], "cannot be written: No such file"),
        (["INV-12/2024/CON-1201", "--period", "2025", "--all-evidence"], "--all-evidence is of scores"),
    ],
)
def test_what_cannot_be_done_is_said(five: Five, arguments: list[str], says: str) -> None:
    error = command(five, *arguments).exception
    assert isinstance(error, UserError)
    assert error.exit_code == 10
    assert says in str(error)


def test_no_english_sentence_is_left_in_what_is_said_in_chinese(explained: list[Explanation]) -> None:
    allowed = {"appraise explain"}
    for explanation in explained:
        shown = " ".join(plain(said_of(explanation, "zh")))
        found = set(re.findall(r"[a-z]{2,} [a-z]{2,}", shown)) - allowed
        assert found == set(), explanation.appraisal["subject_id"]


def plain(said: Iterator[Said]) -> Iterator[str]:
    """Everything that is said, as text."""
    for part in said:
        if isinstance(part, Grid):
            yield from (part.caption, *(column.title for column in part.columns))
            yield from (cell for cells in part.rows for cell in cells)
        else:
            yield part.text


def test_who_is_held_back_by_small_numbers_is_told_the_score_without_them(five: Five) -> None:
    held = five.rows("(FROM appraisal WHERE gates LIKE '%SMALL_N%')", "org_id, subject_id, subject_type, others_score")
    assert held
    with connect(five.quarter.settings, read_only=True) as con:
        for org_id, subject, kind, others_score in held:
            explanation = gather(con, f"{org_id}/{subject}", QUARTER, str(kind))
            assert explanation.appraisal["others_score"] == others_score
            assert f"without them the score is {others_score}" in page(said_of(explanation, "en"), "en")
