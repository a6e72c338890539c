"""Statements say what became of the appeals of the subject they are about, and of nobody else's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.documents.published_by_hand import AWARD, DEPARTMENT, appraise, published, put_award, statement
from tests.golden.given import insert

FILED = {"appeal_id": "2026-002", "filed_on": date(2026, 11, 16), "answer_by": date(2026, 11, 30), "state": "filed"}
UPHELD = {"state": "decided", "outcome": "upheld", "decided_on": date(2026, 11, 20)}


@pytest.mark.parametrize(
    ("appeal", "zh", "en"),
    [
        ({}, "已收到申诉 2026-002（2026-11-16 提出），2026-11-30 前（含当日）答复；在此之前暂按本结果。",
         "Appeal 2026-002 of 2026-11-16 was received; it is answered by 2026-11-30, that day included."),
        ({"answer_by": None}, "已收到申诉 2026-002（2026-11-16 提出），尚未答复", "and is not answered yet"),
        (UPHELD, "申诉 2026-002 已于 2026-11-20 决定：成立。将更正记录", "The record will be corrected"),
        (UPHELD | {"revised_by": "later"}, "以新版为准", "see the new revision"),
        (UPHELD | {"run_id": "earlier", "revised_by": "golden"}, "本版已据此重新计算",
         "this revision computed with it"),
        ({"state": "decided", "outcome": "rejected", "decided_on": date(2026, 11, 20)},
         "申诉 2026-002 已于 2026-11-20 决定：不成立，原结果不变。", "Appeal 2026-002 was rejected on 2026-11-20"),
        ({"state": "withdrawn"}, "申诉 2026-002（2026-11-16 提出）已撤回。", "was withdrawn"),
    ],
)  # fmt: skip
def test_a_statement_says_what_became_of_an_appeal(tmp_path: Path, appeal: dict[str, object], zh: str, en: str) -> None:
    con = published()
    appraise(con)
    appraise(con, subject_id="D2")
    insert(con, "appeal", [DEPARTMENT | FILED | appeal])
    assert zh in statement(con, tmp_path, "department", "D1").text
    assert en in statement(con, tmp_path, "department", "D1", "en").text
    assert "2026-002" not in statement(con, tmp_path, "department", "D2").text


def test_a_statement_of_rewards_says_what_became_of_an_appeal_against_an_award(tmp_path: Path) -> None:
    con = published(period="2025")
    put_award(con)
    put_award(con, award_id="INV-1/2025/c2", person_id="P2")
    insert(con, "appeal", [FILED | {"subject_type": "award", "subject_id": AWARD["award_id"]}])
    assert "已收到申诉 2026-002" in statement(con, tmp_path, "reward", "P1").text
    assert "2026-002" not in statement(con, tmp_path, "reward", "P2").text
