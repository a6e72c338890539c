"""Statements of rewards: an award from share to what is still to come, and nobody else's amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.documents.published_by_hand import published, put_award, statement
from tests.golden.given import insert

ENTRY = {
    "entry_id": "e1", "award_id": "INV-1/2025/c1", "innovation_id": "INV-1", "benefit_year": 2025, "person_id": "P1",
    "department_id": "D1", "kind": "release", "tranche": 1, "currency": "CNY", "amount": Decimal(60000),
    "owed_amount": Decimal(60000), "to_come_amount": Decimal(-60000), "posted_on": date(2026, 4, 8),
    "cause": "instalment 1, due in 2025", "reference": "BEN-1",
}  # fmt: skip
OTHER = {
    "award_id": "INV-1/2025/c2", "contribution_id": "c2", "person_id": "P2", "person_name": "王强",
    "gross_amount": Decimal("40823.04"), "award_amount": Decimal("40823.04"), "person_cap_reduction_amount": 0,
    "filed_share_percent": Decimal(40), "share_percent": Decimal(40), "planned_amount": Decimal("40823.04"),
    "released_amount": Decimal("12246.91"), "to_come_amount": Decimal("28576.13"),
}  # fmt: skip
POOL = {
    "innovation_id": "INV-1", "benefit_year": 2025, "innovation_title": "远程诊断", "pool_amount": Decimal("102057.60"),
    "awarded_amount": Decimal("100823.04"), "currency": "CNY", "status": "awarded",
}  # fmt: skip


def test_an_award_is_followed_from_the_share_to_what_is_still_to_come(tmp_path: Path) -> None:
    con = published(period="2025", state="confirmed", confirmed_on=date(2026, 4, 8))
    insert(con, "reward_pool", [POOL])
    put_award(con, planned_amount=Decimal(42000), released_amount=Decimal(42000), instalment_percent=70)
    insert(con, "reward_tranche", [{
        "award_id": "INV-1/2025/c1", "innovation_id": "INV-1", "benefit_year": 2025, "person_id": "P1",
        "department_id": "D1", "tranche": 2, "due_year": 2026, "instalment_percent": 30, "is_estimate": False,
        "currency": "CNY", "planned_amount": 18000, "released_amount": 0, "reclaimed_amount": 0, "lapsed_amount": 0,
        "to_come_amount": 18000, "released_percent": 0, "status": "due_later",
    }])  # fmt: skip
    insert(con, "reward_ledger", [
        ENTRY | {"amount": 42000, "owed_amount": 42000, "to_come_amount": -42000},
        ENTRY | {"entry_id": "e2", "posted_on": date(2027, 4, 8), "tranche": 2, "amount": 18000},
    ])  # fmt: skip
    insert(con, "objection_period", [{
        "subject_type": "award", "file_within": 5, "unit": "working_days", "opens_on": date(2026, 3, 31),
        "file_by": date(2026, 4, 8), "deadline_is_provisional": False,
    }])  # fmt: skip
    page = statement(con, tmp_path, "reward", "P1")
    assert page.tables == [
        ("奖励额的计算", [
            ["应得额（总额中本人份额）", "61,234.56 元"], ["减：超过个人年度上限 60,000.00 元 的部分", "1,234.56 元"],
            ["奖励额", "60,000.00 元"],
        ]),
        ("分期兑现 (元)", [
            ["1", "2025", "70 %", "42,000.00", "42,000.00", "0.00", "0.00", "已兑现"],
            ["2", "2026", "30 %", "18,000.00", "0.00", "0.00", "18,000.00", "以后年度兑现"],
        ]),
        ("奖励台账（已入账）", [
            ["2026-04-08", "兑现（第 1 期）", "INV-1/2025/c1", "42,000.00", "42,000.00", "-42,000.00",
             "第 1 期，2025 年度兑现"],
        ]),
    ]  # fmt: skip
    text = page.text.replace("\n", "")
    for said in (
        "远程诊断 2025 年度效益", "申报 60 %，分配 60 %", "列支渠道: 工资总额内", "超过个人年度上限",
        "可在 2026-04-08 前", "台账已入账应付42,000.00 元", "待兑现18,000.00 元", "首席信息官", "主要贡献者",
        "已确认：下列金额已记入奖励台账",
    ):  # fmt: skip
        assert said in text


def test_other_persons_and_their_amounts_never_appear(tmp_path: Path) -> None:
    con = published(period="2025", state="confirmed", confirmed_on=date(2026, 4, 8))
    insert(con, "reward_pool", [POOL])
    put_award(con)
    put_award(con, **OTHER)
    insert(con, "reward_ledger", [ENTRY, ENTRY | {
        "entry_id": "e2", "award_id": "INV-1/2025/c2", "person_id": "P2", "amount": Decimal("12246.91"),
        "owed_amount": Decimal("12246.91"), "to_come_amount": Decimal("-12246.91"),
    }])  # fmt: skip
    insert(con, "restatement", [
        {"subject_type": kind, "subject_id": of, "person_id": person, "quantity": "pool_amount", "item": "",
         "unit": "CNY", "before_value": 1, "after_value": Decimal("102057.60"), "delta": Decimal("102056.60"),
         "cause": "records", "record_count": 1}
        for kind, of, person in (("innovation", "INV-1/2025", None), ("award", "INV-1/2025/c2", "P2"))
    ])  # fmt: skip
    for lang in ("zh", "en"):
        text = statement(con, tmp_path, "reward", "P1", lang).text
        for secret in (
            "王强",
            "P2",
            "c2",
            "40,823.04",
            "12,246.91",
            "28,576.13",
            "102,057.60",
            "100,823.04",
            "102057.6",
        ):
            assert secret not in text
        assert "61,234.56" in text
    assert "40,823.04" in statement(con, tmp_path, "reward", "P2").text


@pytest.mark.parametrize(
    ("run", "is_estimate", "zh", "en"),
    [
        ({"kind": "preview", "provisional": True}, True, "目前不因此产生任何应付款", "nothing is owed on it"),
        ({"period": "2025"}, False, "确认之前不产生任何新的应付款", "nothing new is owed"),
        ({"period": "2025", "state": "publicised"}, False, "确认之前不产生任何新的应付款", "nothing new is owed"),
        ({"period": "2025", "state": "rejected"}, False, "已驳回：下列金额不生效", "nothing is owed on them"),
        ({"period": "2025", "state": "returned"}, False, "已退回更正：下列金额不生效", "nothing is owed on them"),
    ],
)
def test_what_is_not_confirmed_is_said_to_be_owed_by_nobody(
    tmp_path: Path, run: dict[str, object], is_estimate: bool, zh: str, en: str
) -> None:
    con = published(**run)
    put_award(con, is_estimate=is_estimate)
    page, english = (statement(con, tmp_path, "reward", "P1", lang) for lang in ("zh", "en"))
    assert zh in page.text
    assert en in english.text
    assert "尚无入账分录" in page.text
    assert "已记入奖励台账" not in page.text
    assert "拟兑现" in dict(page.headings)["分期兑现 (元)"]
    assert dict(page.tables)["分期兑现 (元)"][0][-1] == "拟兑现或此前已兑现"


@pytest.mark.parametrize(
    ("run", "is_estimate", "forfeited", "is_foretold"),
    [
        ({"period": "2026Q3", "state": "confirmed"}, True, "拟不予兑现", True),
        ({"period": "2025"}, False, "拟不予兑现", False),
        ({"period": "2025", "state": "confirmed"}, False, "丧失", False),
    ],
)
def test_nothing_is_forfeited_by_the_grade_of_a_quarter_or_of_a_year_not_confirmed(
    tmp_path: Path, run: dict[str, object], is_estimate: bool, forfeited: str, is_foretold: bool
) -> None:
    con = published(**run)
    put_award(con, is_estimate=is_estimate, status="forfeited", reason="grade poor: 0 % is kept", kept_percent=0,
              forfeited_amount=Decimal("61234.56"), person_cap_reduction_amount=0, award_amount=0)  # fmt: skip
    page = statement(con, tmp_path, "reward", "P1")
    assert f"状态: {forfeited} · 等次不合格：保留 0 %" in page.text
    assert dict(page.tables)["奖励额的计算"][1] == [f"减：{forfeited} (保留 0 %)", "61,234.56 元"]
    assert ("按本期跟踪等次测算，最终以年度等次为准" in page.text) == is_foretold
    assert ("丧失" in page.text) == (forfeited == "丧失")


def test_an_award_that_is_gone_is_paid_back(tmp_path: Path) -> None:
    con = published(period="2025", state="confirmed", confirmed_on=date(2026, 4, 8))
    put_award(con, released_amount=Decimal(50000), reclaimed_amount=Decimal(10000), status="reclaimed",
              reason="more had been released than the award now allows")  # fmt: skip
    con.execute("DELETE FROM reward_award")
    insert(con, "reward_ledger", [ENTRY | {
        "kind": "clawback", "amount": 10000, "owed_amount": -10000, "to_come_amount": 0,
        "cause": "more had been released than the award now allows",
    }])  # fmt: skip
    page = statement(con, tmp_path, "reward", "P1")
    tranches = dict(page.tables)["分期兑现 (元)"]
    assert tranches[0][5:] == ["10,000.00", "0.00", "0.00", "应追回; 已兑现额超过现应得额"]
    assert dict(page.tables)["奖励台账（已入账）"][0][1:5] == [
        "追回（第 1 期）",
        "INV-1/2025/c1",
        "10,000.00",
        "-10,000.00",
    ]
    assert "该奖励在本次结算中已不存在" in page.text
    assert "应追回10,000.00 元" in page.text.replace("\n", "")


def test_an_honour_brings_no_amount(tmp_path: Path) -> None:
    con = published(period="2025")
    put_award(con, status="honour_candidate", currency=None, gross_amount=0, award_amount=0, funding_channel=None,
              person_cap_reduction_amount=0, filed_share_percent=None, share_percent=None,
              reason="The law pays nothing.")  # fmt: skip
    insert(con, "reward_plan", [{
        "plan_id": "R", "plan_version": "1", "plan_title": "方案", "plan_title_en": "Plan", "is_paid": False,
        "not_paid_reason": "依法不发放现金。", "not_paid_reason_en": "The law pays nothing.",
    }])  # fmt: skip
    con.execute("DELETE FROM reward_tranche")
    page = statement(con, tmp_path, "reward", "P1", "en")
    assert "honour candidate · The law pays nothing" in page.text
    assert "0.00" not in page.text
    assert "荣誉候选 · 依法不发放现金" in statement(con, tmp_path, "reward", "P1").text
    con.execute("UPDATE run SET state = 'confirmed'")
    assert "已确认：没有现金奖励" in statement(con, tmp_path / "confirmed", "reward", "P1").text
