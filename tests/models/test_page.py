"""Pages: what names may hold is shown and never run; signatures, decided grades and restatements are shown."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from pipelines.errors import UserError
from pipelines.explain.decided import decided
from pipelines.explain.decided_text import decided_line, restated_said, sign_off_line
from pipelines.explain.page import page, write_page
from pipelines.explain.reward_gather import gather_reward
from pipelines.explain.reward_text import said_of_reward
from pipelines.explain.said import Column, Grid, Heading, Line, Said, print_said
from tests.end_to_end.reading import read_page
from tests.models.rewards_by_hand import put_rewards
from tests.models.schemes_by_hand import Warehouse, add

NASTY = ("<script>alert(1)</script>", "A & B", 'a "quoted" name', "🚀 数字化", "\u202eright to left", "{{ 7 * 7 }}")
WHO = {"run_id": "r", "org": "o", "type": "department", "id": "d"}


@pytest.mark.parametrize("name", NASTY)
def test_whatever_a_name_holds_is_shown_as_it_is(name: str) -> None:
    grid = Grid(name, [Column(name), Column("n", is_number=True)])
    grid.add(name, "1", strong=True)
    found = read_page(page([Heading(name, 1), Line(name), Heading("2"), grid], "en"))
    assert found.text.count(name) >= 5
    assert "script" not in found.tags
    assert found.tables == [(name, [[name, "1"]])]


def test_a_page_is_written_whole_and_to_a_folder_that_is_there(tmp_path: Path) -> None:
    said: list[Said] = [Heading("D01", 1), Line("score 90")]
    write_page(said, tmp_path / "d01.html", "zh")
    assert read_page((tmp_path / "d01.html").read_text("utf-8")).language == "zh-CN"
    assert [file.name for file in tmp_path.iterdir()] == ["d01.html"]
    with pytest.raises(UserError, match="cannot be written") as error:
        write_page(said, tmp_path / "nowhere" / "d01.html", "zh")
    assert error.value.exit_code == 10
    with pytest.raises(UserError, match="cannot be written"):
        write_page(said, tmp_path, "zh")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_an_award_has_its_tables_and_the_sums_of_the_text(warehouse: Warehouse, lang: str) -> None:
    with warehouse() as con:
        put_rewards(con)
        explanation = gather_reward(con, "INV-1/2025/CON-3", "2025")
    found = read_page(page(said_of_reward(explanation, lang), lang))
    assert len(found.tables) == 3
    assert "103,384.62" in found.text
    split = found.tables[0][1]
    assert split[-1][4] == "240,000.00"
    assert not found.tags & {"script", "img", "link"}


def put_decided(con: duckdb.DuckDBPyConnection) -> None:
    """Signatures, two decided grades and a restatement of unit d."""
    for position, (state, name, reason) in enumerate(
        (("reviewed", "王审", None), ("publicised", "李示", "五个工作日"))
    ):
        add(con, "run.signature", run_id="r", state=state, position=position, signed_by=name,
            signed_on="2026-12-01", reason=reason)  # fmt: skip
    for position, grade in enumerate(("poor", "good")):
        add(con, "run.decided_grade", run_id="r", org_id="o", subject_type="department", subject_id="d",
            position=position, suggested_grade="fair", grade=grade, reason=f"because {grade}", decided_by="赵定",
            decided_on="2026-12-02")  # fmt: skip
    add(con, "compiled.grade", scheme_key="k", grade="good", name_zh="良好", name_en="Good", at_least=80, clause="",
        source="DEFAULT")  # fmt: skip
    common = {"run_id": "r", "revision": 2, "period": "2026", "org_id": "o", "prior_run_id": "q",
              "subject_type": "department", "subject_id": "d"}  # fmt: skip
    add(con, "result.restatement", **common, quantity="score", item="", before_value=80, after_value=85, delta=5,
        before_text="80.00", after_text="85.00", cause="records,rules", detail=None)  # fmt: skip
    add(con, "result.restatement", **common, quantity="suggested_grade", item="", before_text="Fair",
        after_text="Good", cause="records")  # fmt: skip
    add(con, "result.restatement_record", **common, metric_id="m", source_feed="project", source_id="p1",
        occurred_on="2026-03-01", change="changed", before_numerator=0, before_denominator=1, after_numerator=1,
        after_denominator=1, before_file="a.csv", before_row=2, after_file="b.csv", after_row=3)  # fmt: skip


def shown(said: list[Said]) -> str:
    console = Console(width=200, record=True, file=StringIO())
    print_said(said, console)
    return console.export_text()


def test_signatures_decided_grade_and_what_the_revision_moved_are_shown(warehouse: Warehouse) -> None:
    with warehouse() as con:
        put_decided(con)
        found = decided(con, WHO)
    english = shown([sign_off_line(found["sign_off"], "en"), *decided_line(found, "en"), *restated_said(found, "en")])
    assert "signed: reviewed (王审, 2026-12-01) → publicised (李示, 2026-12-01: 五个工作日)" in english
    assert "Grade Good decided by 赵定 on 2026-12-02 in the place of fair: because good" in english
    assert "score             80.00  85.00      +5  records, rules" in english
    assert "suggested grade    Fair   Good          records" in english
    assert "0/1, a.csv, row 2  1/1, b.csv, row 3" in english
    chinese = shown([sign_off_line(found["sign_off"], "zh"), *decided_line(found, "zh"), *restated_said(found, "zh")])
    assert "已复核 (王审, 2026-12-01) → 已公示" in chinese
    assert "赵定 于 2026-12-02 将建议等次 fair 决定为 良好：because good" in chinese
    assert "记录, 规则" in chinese


def test_nothing_is_said_of_decisions_nobody_took(warehouse: Warehouse) -> None:
    with warehouse() as con:
        found = decided(con, WHO)
    assert sign_off_line(found["sign_off"], "en").text == "signed: by nobody yet"
    assert [*decided_line(found, "en"), *restated_said(found, "en")] == []
