"""Statements of appraisals say what the grade was read off and what it would have been."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.documents.published_by_hand import DEPARTMENT, appraise, published, put_indicator, statement
from tests.golden.given import insert


@pytest.mark.parametrize(
    ("lang", "fact", "said", "kept_back", "no_gate"),
    [
        ("zh", "剔除小样本后 76.00 分，按此定等",
         "“plans率”记录过少，不单独作为提高等次的依据；剔除后得分 76.00 分，据此评为“不合格”。",
         "按得分（81.00 分）应为“良好”，因下列限制定为“不合格”。", "没有触发一票否决或限档条件。"),
        ("en", "graded as 76.00, without small numbers",
         "Too few records to lift a grade alone: plans rate. Without them the score is 76.00, which makes it Poor.",
         "By its score (81.00) the grade would be Good; what follows makes it Poor.", "No gate tripped."),
    ],
)  # fmt: skip
def test_the_small_numbers_that_lift_no_grade_are_named_with_the_score_without_them(
    tmp_path: Path, lang: str, fact: str, said: str, kept_back: str, no_gate: str
) -> None:
    con = published()
    appraise(con, score=Decimal(81), graded_score=Decimal(81), others_score=Decimal(76), gates="SMALL_N")
    put_indicator(con, "tasks", "38")
    put_indicator(con, "plans", "43", position=2, small_number=True)
    text = statement(con, tmp_path, "department", "D1", lang).text
    # Beside the gates and among what would lift the grade.
    assert text.count(said) == 2
    for sentence in (fact, kept_back, no_gate):
        assert sentence in text


def test_small_numbers_that_would_have_lifted_no_grade_are_no_remark(tmp_path: Path) -> None:
    con = published()
    appraise(con)
    put_indicator(con, "plans", "43", small_number=True)
    assert "记录过少" not in statement(con, tmp_path, "department", "D1").text


def test_every_gate_that_keeps_back_from_the_grade_of_the_score_is_named(tmp_path: Path) -> None:
    con = published()
    appraise(con, score=Decimal(95), graded_score=Decimal("79.99"), suggested_grade="poor", gates="V2,V4")
    insert(con, "gate", [
        DEPARTMENT | {"metric_id": "m", "value": 1, "state": "tripped", "effect": "graded_as_at_most", "clause": "",
                      "gate": gate, "title_zh": title, "title_en": title, "score_limit": Decimal(limit)}
        for gate, title, limit in (("V2", "较大事件", "79.99"), ("V4", "迟报", "89.99"))
    ])  # fmt: skip
    text = statement(con, tmp_path, "department", "D1").text
    assert "按得分（95.00 分）应为“优秀”，因下列限制定为“不合格”。" in text
    for said in ("限制条件“较大事件”：最高按 79.99 分确定等次。", "限制条件“迟报”：最高按 89.99 分确定等次。"):
        assert said in text


def test_the_rank_is_called_one_by_score_that_counts_no_gates(tmp_path: Path) -> None:
    con = published()
    appraise(con)
    said = {lang: statement(con, tmp_path, "department", "D1", lang).text.replace("\n", "") for lang in ("zh", "en")}
    assert "按得分排名（未计限档）第 3 名，共 1 个" in said["zh"]
    assert "rank by score, gates not counted3 of 1" in said["en"]


@pytest.mark.parametrize(("lang", "said"), [("zh", "截至"), ("en", "as of")])
def test_the_day_a_standing_matter_is_counted_on_is_not_given_as_that_of_the_record(
    tmp_path: Path, lang: str, said: str
) -> None:
    con = published()
    appraise(con)
    gate = DEPARTMENT | {"value": 1, "state": "tripped", "effect": "no_grade", "clause": "", "title_zh": "条件",
                         "title_en": "A gate"}  # fmt: skip
    record = DEPARTMENT | {"position": 1, "source_feed": "finding", "numerator": 1, "denominator": 1}
    for number, (metric, day) in enumerate(
        (("a", date(2026, 12, 31)), ("open_investigations", date(2026, 8, 31)), ("b", date(2026, 7, 22))), start=1
    ):
        insert(con, "gate", [gate | {"gate": f"V{number}", "metric_id": metric}])
        insert(con, "evidence", [record | {"metric_id": metric, "source_id": f"F-{number}", "occurred_on": day}])
    ((_, rows),) = statement(con, tmp_path, "department", "D1", lang).tables
    days = [row[1] for row in rows if len(row) > 1]
    assert days == [f"{said} 2026-12-31", f"{said} 2026-08-31", "2026-07-22"]


@pytest.mark.parametrize(
    ("lang", "source", "said"),
    [
        ("zh", "DEFAULT", "制度未规定，系统默认"), ("en", "DEFAULT", "not in the rules; default"),
        ("zh", "ORG", "制度未规定，本组织设定"), ("en", "LAW V", "law"),
    ],
)  # fmt: skip
def test_points_and_gates_without_a_clause_of_their_own_say_where_their_rule_comes_from(
    tmp_path: Path, lang: str, source: str, said: str
) -> None:
    con = published()
    appraise(con)
    con.execute("UPDATE scheme SET adjustment_source = ?", [source])
    bonus = DEPARTMENT | {"cause_kind": "adjustment", "points_lost": -2, "detail": "Bonus"}
    insert(con, "deduction", [bonus | {"cause_id": f"A{clause}", "clause": clause} for clause in ("", "S0-31")])
    insert(con, "gate", [DEPARTMENT | {
        "gate": "V2", "metric_id": "m", "value": 1, "state": "tripped", "effect": "no_grade", "clause": "S0-20",
        "title_zh": "条件", "title_en": "A gate", "source": source,
    }])  # fmt: skip
    adjustments, gates = (rows for _, rows in statement(con, tmp_path, "department", "D1", lang).tables)
    assert [row[2] for row in adjustments] == [said, "S0-31"]
    # A law's clause says what follows too.
    assert (said in gates[0][0]) == (source != "LAW V")


@pytest.mark.parametrize(
    ("lang", "value", "said"),
    [("zh", "0.888888", "9 项中 8 项符合（须全部符合）"), ("en", "0.888888", "8 of 9 met; all must be"),
     ("zh", "1", "是"), ("en", "0", "no")],
)  # fmt: skip
def test_a_yes_or_no_of_several_says_how_many_are_met(tmp_path: Path, lang: str, value: str, said: str) -> None:
    con = published()
    appraise(con)
    put_indicator(con, "posts", "0", unit="bool", value=Decimal(value), points=0, numerator=8, denominator=9)
    rows = statement(con, tmp_path, "department", "D1", lang).tables[0][1]
    assert rows[1][1] == said


def test_what_an_indicator_lost_is_said_to_two_decimals_and_tabled_in_full(tmp_path: Path) -> None:
    con = published()
    appraise(con)
    put_indicator(con, "tasks", "48.444444")
    put_indicator(con, "plans", "49.999999", position=2)
    page = statement(con, tmp_path, "department", "D1")
    composition, losses = (rows for _, rows in page.tables)
    assert [row[-1] for row in composition[1:3]] == ["1.555556", "0.000001"]
    assert [row[0].strip() for row in losses] == ["tasks率：失 1.56 分 S0-1", "plans率：失 0.000001 分 S0-1"]
    assert "失分最多的指标：tasks率 (1.56)、plans率 (0.000001)。" in page.text
