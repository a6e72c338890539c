"""The list that is posted: nothing private, the days it is public, and room for whom to object to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from pipelines.documents.edition import Edition
from tests.documents.conftest import add, put_award, put_subject
from tests.documents.reading import sheets, table, written

Editions = Callable[[str], Edition]


def test_the_publicity_list_holds_name_unit_and_grade_and_nothing_else(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_subject(con, "cio", "P2", "李四", suggested_grade="poor", status="graded")
    put_award(con, 1, "1234.56")
    cells = sheets(written(edition("zh"), tmp_path))["公示名单"]
    assert table(cells, "名称") == (["名称", "部门", "等次"], [["数字部", None, "优秀"], ["李四", None, "差"]])
    shown = {cell for row in cells for cell in row if cell}
    assert not [cell for cell in shown if re.search(r"1,?234|86\.12|P2|D1|张三|立案", cell)]


def test_the_publicity_list_is_headed_by_its_days_and_has_room_for_whom_to_object_to(
    edition: Editions, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    put_subject(con, "organization", "o", "甲集团", suggested_grade="excellent", status="graded")
    con.execute("INSERT INTO grade_count BY NAME SELECT * REPLACE ('organization' AS subject_type) FROM grade_count "
                "WHERE subject_type = 'cio'")  # fmt: skip
    cells = sheets(written(edition("zh"), tmp_path))["公示名单"]
    assert [row[0] for row in table(cells, "名称")[1]] == ["数字部"]
    assert cells[1][0] == "公示期：________ 至 ________（公示前填写）"
    assert all(words in str(cells[3][0]) for words in ("异议受理部门：__", "联系电话：__", "落款（盖章）：__"))
    add(con, "objection_period", {"subject_type": "cio", "file_within": 5, "unit": "working_days",
        "publicised_on": date(2027, 3, 31), "public_until": date(2027, 4, 8)})  # fmt: skip
    assert sheets(written(edition("zh"), tmp_path))["公示名单"][1][0] == "公示期：2027-03-31 至 2027-04-08"
    con.execute("UPDATE run SET state = 'rejected'")
    assert sheets(written(edition("zh"), tmp_path))["公示名单"][1][0] == "已驳回：不得使用"
