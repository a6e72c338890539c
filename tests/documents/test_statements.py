"""Statements of appraisals: they say what is published, all of it and nothing else, in words that fit its state."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines.documents.edition import Edition
from pipelines.documents.statement import reward_words, words
from pipelines.documents.statement.write import write_statements
from pipelines.explain import reward_codes
from tests.documents.published_by_hand import (
    DEPARTMENT,
    PERSON,
    appraise,
    published,
    put_award,
    put_indicator,
    statement,
)
from tests.golden.given import insert

NASTY = (
    "<script>alert(1)</script>",
    "A & B",
    'a "quoted" name',
    "🚀 数字化",
    "\u202eright to left",
    "{{ 7 * 7 }}",
    "=1+1",
)


def put_objection(con: duckdb.DuckDBPyConnection, **values: object) -> None:
    """How long one may object to the result of a department."""
    usual = {"subject_type": "department", "file_within": 5, "unit": "working_days", "clause": ""}
    insert(con, "objection_period", [usual | values])


def table(page: object, caption: str) -> list[list[str]]:
    """The rows of the table with that caption."""
    (rows,) = (rows for name, rows in page.tables if name == caption)  # type: ignore[attr-defined]
    return list(rows)


def test_a_statement_says_how_the_score_is_made_up_and_what_lies_behind_it(tmp_path: Path) -> None:
    con = published(revision=2)
    appraise(con, score=Decimal("77.50"), bonus_points=2, revision=2)
    put_indicator(con, "tasks", "40")
    put_indicator(con, "plans", "35.5", position=2)
    put_indicator(con, "idle", "50", position=3, status="not_applicable", value=None, points=None, weight=0,
                  contribution=0, reason="nothing to count")  # fmt: skip
    insert(con, "clause", [{"clause_id": "S0-1", "quote_zh": "应当考核", "meaning_en": "It is appraised."}])
    insert(con, "deduction", [DEPARTMENT | {
        "cause_kind": "adjustment", "cause_id": "A1", "points_lost": -2, "clause": "S0-31",
        "detail": "Bonus of 2026-08-28: help_task: 结对帮扶完成",
    }])  # fmt: skip
    insert(con, "evidence", [
        DEPARTMENT | {"metric_id": "plans", "position": place, "source_feed": "obligation", "source_id": f"T{place}",
                      "source_file": "in/tasks.csv", "source_row": place + 1, "occurred_on": date(2026, 3, place),
                      "numerator": 0, "denominator": Decimal("1.5")}
        for place in range(1, 6)
    ])  # fmt: skip
    insert(con, "restatement", [DEPARTMENT | {
        "quantity": "score", "item": "", "unit": "points", "before_value": 70, "after_value": Decimal("77.5"),
        "delta": Decimal("7.5"), "cause": "records", "record_count": 1,
    }])  # fmt: skip
    insert(con, "restatement_record", [
        DEPARTMENT | {"source_feed": "obligation", "source_id": "T9", "occurred_on": date(2026, 5, 1),
                      "change": change, "metric_id": metric, "after_file": "late.csv", "after_row": 7}
        for change, metric in (("changed", "tasks"), ("changed", "idle"), ("added", "plans"))
    ])  # fmt: skip
    insert(con, "consequence", [DEPARTMENT | {
        "consequence": "C1", "recommendation": "建议督办。", "recommendation_en": "Follow up.",
        "reason": "grade poor; tasks 80", "status": "recommended", "clause": "S0-33", "source": "DEFAULT",
    }])  # fmt: skip
    page = statement(con, tmp_path, "department", "D1")
    assert table(page, "得分构成") == [
        ["维度", "", "", "100", "75.5", "24.5"],
        ["tasks率", "80 %", "80", "50", "40", "10"],
        ["plans率", "71 %", "71", "50", "35.5", "14.5"],
        ["各项合计（基础得分）", "", "", "100", "75.5", "24.5"],
        ["加分", "", "", "", "+2", ""],
        ["得分（不低于 0、不高于 100，四舍五入到两位小数）", "", "", "", "77.50", ""],
    ]
    assert table(page, "加分与扣分") == [["加分（2026-08-28）：完成帮扶任务：结对帮扶完成", "+2", "S0-31"]]
    losses = table(page, "失分最多的指标与所依据的记录")
    assert losses[:2] == [
        ["plans率：失 14.5 分 S0-1 应当考核"], ["应办事项 T1", "2026-03-01", "0/1.5", "in/tasks.csv 第 2 行"],
    ]  # fmt: skip
    assert losses[4:] == [["另有 2 条记录"], ["tasks率：失 10 分 S0-1 应当考核"]]
    assert table(page, "与上一版相比") == [["最终得分", "70 分", "77.5 分", "+7.5 分", "记录"]]
    for said in (
        "idle率 (无可计量事项)", "第 3 名，共 1 个", "距更高一等次“良好”（不低于 80 分）还差 2.5 分。",
        "2026-05-01 · 更改 应办事项 T9 · 计入idle率、tasks率 · late.csv 第 7 行",
        "2026-05-01 · 新增 应办事项 T9 · 计入plans率 · late.csv 第 7 行",
        "建议督办。 (等次不合格；tasks率 80)", "考核方案 (S 1)",
        "失分最多的指标：plans率 (14.5)、tasks率 (10)。", "第 2 版",
    ):  # fmt: skip
        assert said in page.text


@pytest.mark.parametrize(("lang", "titles"), [("zh", ["部门维度", "个人维度"]), ("en", ["Of units", "Of CIOs"])])
def test_dimensions_of_two_schemes_that_share_an_id_keep_their_titles(
    tmp_path: Path, lang: str, titles: list[str]
) -> None:
    con = published()
    appraise(con)
    appraise(con, **PERSON)
    put_indicator(con, "tasks", "40", dimension_title="部门维度", dimension_title_en="Of units")
    put_indicator(con, "plans", "40", dimension_title="个人维度", dimension_title_en="Of CIOs", **PERSON)
    insert(con, "commendation", [
        who | {"recommendation": "建议表彰。", "recommendation_en": "Commend.", "reason": "score 80; x 80",
               "status": "candidate", "clause": ""}
        for who in (DEPARTMENT, PERSON)
    ])  # fmt: skip
    caption = {"zh": "得分构成", "en": "How the score is made up"}[lang]
    for kind, identifier, title in (("department", "D1", titles[0]), ("cio", "P1", titles[1])):
        page = statement(con, tmp_path, kind, identifier, lang)
        assert table(page, caption)[0][0] == title
        assert f"{title} 80" in page.text


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        ("zh", [["基础得分 77.587948 × 80 %", "62.0703584"], ["通用部分得分 88 × 20 %", "17.6"]]),
        ("en", [["base score: 77.587948 × 80 %", "62.0703584"], ["general part: 88 × 20 %", "17.6"]]),
    ],
)
def test_a_general_part_is_shown_with_what_it_leaves_of_the_base_score(
    tmp_path: Path, lang: str, parts: list[list[str]]
) -> None:
    con = published()
    appraise(con, base_score=Decimal("77.587948"), general_score=88, general_percent=20, score=Decimal("79.67"))
    put_indicator(con, "tasks", "40")
    rows = table(
        statement(con, tmp_path, "department", "D1", lang), {"zh": "得分构成"}.get(lang, "How the score is made up")
    )
    assert [[row[0], row[4]] for row in rows[3:5]] == parts
    assert rows[5][4] == "79.67"


@pytest.mark.parametrize(("state", "is_suggested"), [("computed", True), ("confirmed", False)])
def test_a_quarter_calls_its_grade_a_suggestion_until_it_is_confirmed(
    tmp_path: Path, state: str, is_suggested: bool
) -> None:
    con = published(period="2026Q3", state=state, confirmed_on=None if is_suggested else date(2026, 11, 2))
    appraise(con, status="tracking", confirmed_grade=None if is_suggested else "poor")
    text = statement(con, tmp_path, "department", "D1").text
    assert "季度等非整年结果仅供跟踪，不代替年度考核等次。" in text
    assert "等次为建议" not in text
    assert ("计算结果（建议）" in text) == is_suggested
    assert ("确定等次" in text) != is_suggested


def test_in_english_a_statement_holds_no_chinese_but_names(tmp_path: Path) -> None:
    con = published()
    appraise(con, subject_name="Digital")
    put_indicator(con, "tasks", "40")
    con.execute("UPDATE organization SET organization_name = 'Group'")
    page = statement(con, tmp_path, "department", "D1", "en")
    assert page.language == "en"
    assert not [letter for letter in page.text if letter > "\u2e00"]
    assert "To the next grade, Good (from 80), 4.5 points are lacking." in page.text


@pytest.mark.parametrize("name", NASTY)
def test_whatever_names_hold_is_shown_and_never_run(tmp_path: Path, name: str) -> None:
    con = published()
    appraise(con, subject_name=name)
    put_indicator(con, "m", "40", reason=name)
    put_indicator(con, "n", "0", value=None, reason=name, status="missing", position=2)
    con.execute("UPDATE metric SET name = ?", [name])
    con.execute("UPDATE indicator_score SET name = ?", [name])
    con.execute("UPDATE organization SET organization_name = ?", [name])
    con.execute("UPDATE grade_count SET grade_name = ?", [name])
    insert(con, "evidence", [DEPARTMENT | {
        "metric_id": "m", "position": 1, "source_feed": name, "source_id": name, "source_file": name, "source_row": 2,
        "occurred_on": date(2026, 3, 1), "numerator": 0, "denominator": 1,
    }])  # fmt: skip
    page = statement(con, tmp_path, "department", "D1")
    assert page.text.count(name) >= 9
    assert not page.tags & {"script", "img", "link", "iframe"}
    assert page.addresses == []


@pytest.mark.parametrize(
    ("run", "zh", "en"),
    [
        ({"kind": "preview", "provisional": True, "revision": 0}, "结果暂定", "the period is still open"),
        ({"kind": "look_back", "revision": 0}, "回溯", "Look back"),
        ({}, "计算结果（建议）", "Computed proposal"),
        ({"state": "reviewed"}, "已复核，尚未公示和确认", "not yet public or confirmed"),
        ({"state": "publicised"}, "公示中，尚未确认", "not yet confirmed"),
        ({"state": "confirmed", "confirmed_on": date(2027, 2, 3)}, "（2027-02-03 确认）", "(confirmed on 2027-02-03)"),
        ({"state": "archived", "confirmed_on": date(2027, 2, 3)}, "已确认并归档", "Confirmed and archived"),
        ({"state": "rejected"}, "已驳回，不生效", "Rejected: it is not in force"),
        ({"state": "returned"}, "已退回更正，不生效", "Sent back for correction: it is not in force"),
    ],
)  # fmt: skip
def test_the_state_of_a_result_is_said_in_words(tmp_path: Path, run: dict[str, object], zh: str, en: str) -> None:
    con = published(**run)
    appraise(con)
    assert zh in statement(con, tmp_path, "department", "D1").text
    assert en in statement(con, tmp_path, "department", "D1", "en").text


def test_a_newer_revision_takes_the_place_of_a_statement(tmp_path: Path) -> None:
    con = published(is_newest=False)
    appraise(con)
    assert "已被取代" in statement(con, tmp_path, "department", "D1").text


def test_the_day_to_object_is_the_published_one_and_there_is_none_before_publicity(tmp_path: Path) -> None:
    con = published()
    appraise(con)
    put_objection(con)
    page = statement(con, tmp_path / "before", "department", "D1")
    assert "自公示之日起 5 个工作日内" in page.text
    con.execute("DELETE FROM objection_period")
    put_objection(con, opens_on=date(2026, 9, 24), file_by=date(2026, 10, 9), deadline_is_provisional=False)
    page = statement(con, tmp_path / "public", "department", "D1")
    assert "可在 2026-10-09 前（含当日）" in page.text
    assert "自 2026-09-24 起 5 个工作日，首日不计" in page.text
    assert "暂定" not in page.text
    con.execute("UPDATE objection_period SET deadline_is_provisional = TRUE")
    assert "为暂定" in statement(con, tmp_path / "provisional", "department", "D1").text
    con.execute("UPDATE run SET kind = 'preview'")
    page = statement(con, tmp_path / "preview", "department", "D1", "en")
    assert "2026-10-09" not in page.text
    assert "A preview is no result" in page.text


@pytest.mark.parametrize(
    ("score", "suggested", "said"),
    [
        ("79.99", "poor", "“良好”（不低于 80 分）还差 0.01 分"),
        ("80.00", "good", "“优秀”（不低于 90 分）还差 10 分"),
        ("95.00", "good", "按得分（95.00 分）应为“优秀”，因下列限制定为“良好”。"),
        ("95.00", "poor", "按得分（95.00 分）应为“优秀”，因下列限制定为“不合格”。"),
        ("90.00", "excellent", "已是最高等次"),
        ("95.00", None, "目前没有等次；按得分属于“优秀”，但受下列限制。"),
    ],
)
def test_the_next_grade_and_the_points_to_it(tmp_path: Path, score: str, suggested: str | None, said: str) -> None:
    con = published()
    appraise(con, score=Decimal(score), graded_score=Decimal(score), suggested_grade=suggested)
    page = statement(con, tmp_path, "department", "D1")
    assert said in page.text
    assert ("“优秀”设有名额限制：不超过 30 %，共 3 个。" in page.text) == ("“优秀”" in said)
    assert ("故不作预测" in page.text) == ("“优秀”" in said)


def test_what_else_stands_in_the_way_of_the_next_grade_is_named(tmp_path: Path) -> None:
    con = published()
    appraise(con, score=Decimal("85.00"), graded_score=Decimal("79.99"), gates="V2")
    gate = DEPARTMENT | {"metric_id": "m", "value": 1, "state": "tripped", "effect": "graded_as_at_most", "clause": ""}
    insert(con, "gate", [
        gate | {"gate": "V2", "title_zh": "较大事件", "title_en": "Major incident", "score_limit": Decimal("79.99")},
        gate | {"gate": "V4", "title_zh": "迟报", "title_en": "Late", "score_limit": Decimal(80)},
        gate | {"gate": "V5", "title_zh": "未触发", "title_en": "Clear", "state": "clear"},
    ])  # fmt: skip
    page = statement(con, tmp_path, "department", "D1")
    assert "限制条件“较大事件”：最高按 79.99 分确定等次。" in page.text
    assert "限制条件“迟报”" not in page.text
    assert "未触发" not in page.text
    assert "按 79.99 分定等" in page.text
    assert table(page, "一票否决与限档") == [
        ["V2 较大事件：最高按 79.99 分确定等次"],
        ["V4 迟报：最高按 80 分确定等次"],
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"status": "comment_only", "reason": "in office for 36 days"}, "须在任不少于期间的 50 %（在任 36 天）"),
        (
            {"status": "insufficient_data", "reason": "measured weight below 60", "measured_weight": Decimal("41.5")},
            "已计量权重 41.5 %，评定等次须不低于 60 %",
        ),
        ({"score": None, "graded_score": None, "base_score": None, "status": "no_grade"}, "没有得分，无从推算"),
    ],
)  # fmt: skip
def test_a_subject_without_a_grade_is_told_why(tmp_path: Path, values: dict[str, object], said: str) -> None:
    con = published()
    appraise(con, **PERSON | {"suggested_grade": None, "score_grade": None, "rank": None} | values)
    page = statement(con, tmp_path, "cio", "P1")
    assert said in page.text
    assert "建议等次无" in page.text.replace("\n", "")


def test_a_decision_of_a_person_stands_beside_the_suggestion(tmp_path: Path) -> None:
    con = published(state="confirmed", confirmed_on=date(2027, 2, 1))
    appraise(con, decided_grade="good", confirmed_grade="good")
    insert(con, "decided_grade", [DEPARTMENT | {
        "suggested_grade": "poor", "grade": "good", "reason": "led the recovery", "decided_by": "李梅",
        "decided_on": date(2027, 1, 20), "decided_in_run_id": "golden", "status": "decided",
    }])  # fmt: skip
    text = statement(con, tmp_path, "department", "D1").text.replace("\n", "")
    assert "李梅 于 2027-01-20 将建议等次“不合格”决定为“良好”，理由：led the recovery" in text
    for said in ("建议等次不合格", "人工决定等次良好", "确定等次良好"):
        assert said in text


def test_the_period_before_is_compared_by_its_newest_result_that_is_not_rejected(tmp_path: Path) -> None:
    con = published()
    appraise(con)
    put_indicator(con, "tasks", "40")
    for run_id, revision, state, score in (("a", 1, "confirmed", 70), ("b", 2, "rejected", 60)):
        whose = {"run_id": run_id, "period": "2025", "revision": revision}
        insert(con, "run", [{
            **whose, "org_id": "*", "provisional": False, "kind": "final", "is_newest": True, "state": state,
            "cut_off": date(2025, 12, 31), "period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31),
        }])  # fmt: skip
        insert(con, "organization", [whose | {"organization_name": "华云集团"}])
        appraise(con, **whose, score=Decimal(score))
    put_indicator(con, "tasks", "37.5", run_id="a")
    con.execute("DELETE FROM metric WHERE rowid > 0")
    con.execute("DELETE FROM deduction WHERE rowid > 0")
    page = statement(con, tmp_path, "department", "D1")
    assert "上一期间 2025（第 1 版）：得分 70.00，第 3 名，等次 不合格。 (+5.50)" in page.text
    assert table(page, "变动最大的指标（加权得分）") == [["tasks率", "37.5", "40", "+2.5"]]


def test_a_cio_with_an_award_gets_two_statements_that_lead_to_one_another(tmp_path: Path) -> None:
    con = published()
    appraise(con, **PERSON | {"subject_id": "P/1 %"})
    put_award(con, person_id="P/1 %")
    own, reward = (statement(con, tmp_path, kind, "P/1 %") for kind in ("cio", "reward"))
    assert own.addresses == ["reward_P%252F1%20%2525.html"]
    assert reward.addresses == ["cio_P%252F1%20%2525.html"]
    assert "请勿公开或转发" in own.text
    assert sorted(file.name for file in (tmp_path / "statements_zh").iterdir()) == [
        "cio_P%2F1 %25.html", "reward_P%2F1 %25.html",
    ]  # fmt: skip


def test_statements_are_the_same_bytes_whenever_they_are_written(tmp_path: Path) -> None:
    con = published()
    appraise(con)
    put_indicator(con, "tasks", "40")
    put_award(con)
    for name in ("once", "again"):
        (tmp_path / name).mkdir()
        write_statements(Edition(con, "golden", "o", "zh"), tmp_path / name)
    once, again = (sorted((tmp_path / name).rglob("*.html")) for name in ("once", "again"))
    assert [file.read_bytes() for file in once] == [file.read_bytes() for file in again]
    assert len(once) == 2


def test_where_nobody_was_appraised_or_rewarded_there_is_no_folder(tmp_path: Path) -> None:
    write_statements(Edition(published(), "golden", "o", "zh"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_both_languages_say_everything_with_the_same_values() -> None:
    tables = (words.TITLES, words.STATES, words.STATUSES, words.UNITS, words.SOURCES, words.WITHIN, words.CHANGES,
              words.LABELS)  # fmt: skip
    rewards = (reward_words.WORTH, reward_words.LABELS, reward_codes.OPEN_CODES, reward_words.SENTENCES)
    for said in (*tables, words.SENTENCES, *rewards):
        assert said["zh"].keys() == said["en"].keys()
        for name, sentence in said["zh"].items():
            places = [sorted(re.findall(r"\{\w*\}", text)) for text in (sentence, said["en"][name])]
            assert places[0] == places[1], name
