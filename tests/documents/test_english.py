"""English pages name grades, metrics and kinds as people do, not by their codes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.documents.english import adjustment_in_english, follow_in_english, reward_in_english
from tests.documents.published_by_hand import DEPARTMENT, appraise, published, put_indicator, statement
from tests.golden.given import insert

NAMES = {
    "a": "A",
    "good": "Good",
    "on_time": "Plans on time",
    "posts": "Post of the CIO",
    "losses": "Losses by audit",
    "business": "Business",
}


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("score 99.36; grade a; place 2 of 11", "score 99.36; grade A; place 2 of 11"),
        ("score 98.86; on_time 100, business 98.21", "score 98.86; Plans on time 100, Business 98.21"),
        ("grade a, 2 years in a row of a or good", "grade A, 2 years in a row of A or Good"),
        ("posts 0 flag, alert when below 1", "Post of the CIO"),
        ("on_time 86.1 %, alert when below 100", "Plans on time: 86.1 %, alert when below 100"),
        ("on_time 2 n, alert when at least 1", "Plans on time: 2, alert when at least 1"),
        ("losses 118000, years 2026", "Losses by audit 118,000, years 2026"),
        ("unknown 3", "unknown 3"),
    ],
)
def test_what_follows_is_said_with_names(reason: str, said: str) -> None:
    assert follow_in_english(reason, NAMES) == said


def test_only_a_grade_is_renamed_in_a_reason_of_rewards() -> None:
    reason = "grade good: 50 % is kept; a share of the recorded shares, no cash"
    assert reward_in_english(reason, NAMES) == "grade Good: 50 % is kept; a share of the recorded shares, no cash"


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("Bonus of 2026-08-11: help_task: 试点_表彰", "Bonus of 2026-08-11: help task: 试点_表彰"),
        ("Deduction of 2026-09-11: late_data (2 points before the limits)",
         "Deduction of 2026-09-11: late data (points before the limits: 2)"),
        ("something else", "something else"),
    ],
)  # fmt: skip
def test_the_kind_of_an_adjustment_is_said_in_words(detail: str, said: str) -> None:
    assert adjustment_in_english(detail) == said


def test_a_statement_holds_no_code(tmp_path: Path) -> None:
    con = published()
    appraise(con, bonus_points=Decimal(2))
    put_indicator(con, "plans_on_time", "40")
    insert(con, "deduction", [DEPARTMENT | {
        "cause_kind": "adjustment", "cause_id": "A1", "points_lost": -2, "clause": "S0-31",
        "detail": "Bonus of 2026-08-28: help_task: done",
    }])  # fmt: skip
    insert(con, "evidence", [DEPARTMENT | {
        "metric_id": "plans_on_time", "position": 1, "source_feed": "project_event", "source_id": "E1", "numerator": 0,
        "denominator": 1,
    }])  # fmt: skip
    insert(con, "compliance_alert", [DEPARTMENT | {
        "alert": "A", "recommendation": "核查。", "recommendation_en": "Look into it.", "clause": "",
        "reason": "plans_on_time 80 %, alert when below 100",
    }])  # fmt: skip
    con.execute("UPDATE metric SET name_en = 'Plans on time'")
    con.execute("UPDATE indicator_score SET name_en = 'Plans on time'")
    text = statement(con, tmp_path, "department", "D1", "en").text
    assert "_" not in text
    assert "Plans on time: 80 %, alert when below 100" in text
    assert "project event E1" in text
