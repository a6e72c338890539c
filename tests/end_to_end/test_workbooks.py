"""The workbooks of all five organisations hold what was published: scores, ranks, amounts, no difference anywhere."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.documents.workbook.headings import HEADINGS
from tests.documents.reading import sheets, table
from tests.end_to_end.conftest import Five

ORGANISATIONS = ("C001", "E001", "P001", "T001", "U001")
SUMMARIES = ("Departments", "CIOs", "Organisation")
CHECKS = [HEADINGS[name][1] for name in ("difference", "pool_difference", "split_difference", "payout_difference")]


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_a_workbook_shows_the_published_scores_and_every_check_agrees(five: Five, org: str) -> None:
    folder = five.quarter.settings.published / "documents" / org / "2026Q3" / "revision_1"
    assert {file.name for file in folder.glob("workbook_*")} == {"workbook_zh.xlsx", "workbook_en.xlsx"}
    found = sheets(folder / "workbook_en.xlsx")
    shown = set()
    for name in set(SUMMARIES) & set(found):
        headings, rows = table(found[name], "No.")
        shown |= {
            (
                row[1],
                Decimal(row[headings.index("Score")] or 0),
                row[headings.index("Rank by score, gates not counted")],
            )
            for row in rows
        }
    published = five.rows("appraisal", "org_id, subject_id, score, rank")
    assert shown == {(row[1], row[2], None if row[3] is None else str(row[3])) for row in published if row[0] == org}
    for name, cells in found.items():
        if cells[3][0] == "No." or name in SUMMARIES:
            headings, rows = table(cells, "No.")
            checked = [row[headings.index(check)] for check in CHECKS if check in headings for row in rows]
            assert set(checked) <= {"0", None}, name


def test_the_year_s_preview_warns_and_shows_every_award(five: Five) -> None:
    found = sheets(five.year.settings.published / "documents" / "E001" / "2026" / "preview" / "workbook_zh.xlsx")
    assert {cells[1][0] for cells in found.values()} == {
        "预览：期间尚未结束，仅计至 2026-11-15，不得据以定等、公示或兑现"}  # fmt: skip
    headings, rows = table(found["创新奖励分配"], "序号")
    shown = sorted((row[2], Decimal(row[headings.index("奖励额")] or 0)) for row in rows)
    awards = "(FROM reward_award WHERE org_id = 'E001' AND period = '2026')"
    assert shown == five.year.table(awards, "person_id, coalesce(award_amount, 0::DECIMAL(18, 2))")
