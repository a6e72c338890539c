"""How a result becomes final: the days stand in the schemes and plans, with their source, and in one table."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.errors import RuleError
from pipelines.schemes import load_rules
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.load import load_plan, load_scheme
from pipelines.settings import PROJECT_DIR
from tests.schemes.conftest import Edit, line_of

TABLES = sorted((PROJECT_DIR / "sql" / "tables").glob("compiled*.sql"))
PUBLICITY = "publicity_working_days: {value: 5, source: DEFAULT}"
CIVIL_SERVANTS = {"PINGSHAN_CIO", "HENAN_CIO"}
STAFF_OF_PUBLIC_INSTITUTIONS = {"YICHUN_CIO"}
ENTERPRISES = ("MIIT", "SASAC")


@pytest.fixture(scope="module")
def shipped() -> dict[str, dict[str, tuple[int, str, str, str]]]:
    """(value, unit, clause, source) by scheme or plan and name, as compiled."""
    rules = load_rules(PROJECT_DIR / "schemes")
    with duckdb.connect() as con:
        for file in TABLES:
            con.execute(file.read_text(encoding="utf-8"))
        rules.store(con)
        rows = con.execute("SELECT * FROM compiled.procedure").fetchall()
    found: dict[str, dict[str, tuple[int, str, str, str]]] = {}
    for key, name, *rest in rows:
        found.setdefault(key.partition("@")[0], {})[name] = tuple(rest)
    return found


def test_every_scheme_and_plan_says_how_a_result_becomes_final(
    shipped: dict[str, dict[str, tuple[int, str, str, str]]],
) -> None:
    assert len(shipped) == 12 + 5
    for scheme, numbers in shipped.items():
        days = {name: row[:2] for name, row in numbers.items()}
        filed, answered = (5, 10) if scheme.startswith(ENTERPRISES) else (30, 30)
        unit = "working_days" if scheme.startswith(ENTERPRISES) else "calendar_days"
        assert days == {
            "publicity_working_days": (5, "working_days"),
            "appeal_file_within": (filed, unit),
            "appeal_answer_within": (answered, unit),
        }, scheme


def test_a_number_of_the_law_names_the_law_and_how_it_was_read(
    shipped: dict[str, dict[str, tuple[int, str, str, str]]],
) -> None:
    by_law = {
        (scheme, name): row[2:]
        for scheme, numbers in shipped.items()
        for name, row in numbers.items()
        if row[3] != "DEFAULT"
    }
    expected: dict[tuple[str, str], tuple[str, str]] = {}
    for scheme in CIVIL_SERVANTS:
        expected[scheme, "appeal_file_within"] = ("公务员法第九十五条", "LAW V")
        expected[scheme, "appeal_answer_within"] = ("公务员法第九十六条", "LAW V")
    for scheme in STAFF_OF_PUBLIC_INSTITUTIONS:
        expected[scheme, "publicity_working_days"] = ("事业单位工作人员考核规定第十七条", "LAW V")
        for name in ("appeal_file_within", "appeal_answer_within"):
            expected[scheme, name] = ("事业单位工作人员申诉规定（复核）", "LAW M-high")
    assert by_law == expected


@pytest.mark.parametrize("source", ["department.yaml", "reward.yaml"])
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (PUBLICITY, PUBLICITY.replace("5", "0"), "Give at least 1"),
        (PUBLICITY, PUBLICITY.replace("5", "4.5"), "at most 0 digits"),
        (PUBLICITY, PUBLICITY.replace("5", "-1"), "Give at least 1"),
        (PUBLICITY, PUBLICITY.replace("value: 5, ", ""), "value"),
        ("{value: 5, unit: working_days, ", "{value: 5, unit: days, ", "unit"),
        (PUBLICITY, PUBLICITY.replace("5", "5, clause: S9-99"), "S9-99"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_line(
    edited: Edit, catalogue: Catalogue, source: str, old: str, new: str, said: str
) -> None:
    file = edited((old, new), source=source)
    with pytest.raises(RuleError, match=said) as refused:
        load(file, catalogue)
    assert refused.value.line == line_of(file, new.partition("\n")[0])


@pytest.mark.parametrize("source", ["department.yaml", "reward.yaml"])
def test_nothing_is_assumed_where_nothing_is_said(edited: Edit, catalogue: Catalogue, source: str) -> None:
    with pytest.raises(RuleError, match="publicity_working_days"):
        load(edited((f"  {PUBLICITY}\n", ""), source=source), catalogue)


def load(file: Path, catalogue: Catalogue) -> None:
    if file.name == "reward.yaml":
        load_plan(file, catalogue)
    else:
        load_scheme(file, catalogue)
