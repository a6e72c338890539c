"""A small published database filled by hand; what a test puts in is taken out again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.made_up import make_empty
from pipelines.documents.edition import Edition

RUN = {"run_id": "r", "revision": 2, "period": "2026", "org_id": "o"}
KINDS = (("department", "部门考核", "Departments"), ("cio", "首席信息官考核", "CIOs"))
GRADES = ((2, "excellent", "优秀", "Excellent", 90, 30, 1), (1, "poor", "差", "Poor", None, None, None))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("published") / "hr.duckdb"
    make_empty(file)
    return file


@pytest.fixture
def con(empty: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Unit D1 with two indicators and a tripped gate, CIO P1 without a grade, all of a confirmed year."""
    with duckdb.connect(str(empty)) as con:
        con.execute("BEGIN")
        fill(con)
        yield con
        con.execute("ROLLBACK")


@pytest.fixture
def edition(con: duckdb.DuckDBPyConnection) -> Callable[[str], Edition]:
    return lambda lang: Edition(con, "r", "o", lang)


def add(con: duckdb.DuckDBPyConnection, table: str, *rows: dict[str, Any]) -> None:
    """Rows of the run, their columns by name."""
    for row in rows:
        whole = RUN | row
        marks = ", ".join("?" * len(whole))
        con.execute(f"INSERT INTO {table} ({', '.join(whole)}) VALUES ({marks})", list(whole.values()))


def fill(con: duckdb.DuckDBPyConnection) -> None:
    add(con, "run", {
        "org_id": "*", "period_start": date(2026, 1, 1), "period_end": date(2026, 12, 31),
        "cut_off": date(2026, 12, 31), "provisional": False, "kind": "final", "is_newest": True,
        "known_on": date(2027, 3, 1), "as_of_batch": 9, "state": "confirmed", "is_current": True,
        "confirmed_on": date(2027, 4, 9),
    })  # fmt: skip
    add(con, "organization", {"organization_name": "甲集团", "regime": "enterprise"})
    add(
        con,
        "signature",
        {"org_id": "*", "position": 1, "state": "reviewed", "signed_by": "李", "signed_on": date(2027, 3, 31)},
    )
    for kind, title, title_en in KINDS:
        add(con, "grade_count", *(
            {"subject_type": kind, "scheme_id": kind.upper(), "scheme_version": "1", "scheme_title": title,
             "scheme_title_en": title_en, "level": level, "grade": grade, "grade_name": name, "grade_name_en": name_en,
             "at_least": at_least, "subject_count": 1, "due_count": 1, "before_quota_count": 0, "suggested_count": 0,
             "decided_count": 0, "standing_count": 0, "confirmed_count": 0, "quota_percent": percent,
             "quota_places": places}
            for level, grade, name, name_en, at_least, percent, places in GRADES
        ))  # fmt: skip
    con.execute(
        "UPDATE grade_count SET before_quota_count = 1, suggested_count = 1, standing_count = 1, confirmed_count = 1 "
        "WHERE subject_type = 'department' AND grade = 'excellent'"
    )
    put_subject(con, "department", "D1", "数字部", suggested_grade="excellent", confirmed_grade="excellent", rank=1,
                score_grade="excellent", status="graded")  # fmt: skip
    put_subject(con, "cio", "P1", "张三", status="no_grade", reason="Under investigation or discipline", gates="V9")
    add(con, "office", {"appointment_id": "a", "person_id": "P1", "department_id": "D1", "department_name": "数字部",
                        "post": "处长", "start_on": date(2024, 1, 1)})  # fmt: skip
    add(con, "gate", {"subject_type": "cio", "subject_id": "P1", "gate": "V9", "title_zh": "立案调查", "title_en":
                      "Under investigation", "value": 1, "state": "tripped", "effect": "no_grade", "clause": "S0-1",
                      "withholds_reward": True, "withholds_commendation": False, "source": "DEFAULT"})  # fmt: skip


def put_subject(con: duckdb.DuckDBPyConnection, kind: str, subject: str, name: str, **values: Any) -> None:
    """A subject with 49.0025 points of the dimension x and 36.12 of y, 2 more and 1 less."""
    who = {"subject_type": kind, "subject_id": subject}
    add(con, "appraisal", who | {
        "subject_name": name, "scheme_id": kind.upper(), "scheme_version": "1", "base_score": Decimal("85.1225"),
        "bonus_points": 2, "deducted_points": 1, "score": Decimal("86.12"), "graded_score": Decimal("86.12"),
        "measured_weight": 100, "gates": "",
    } | values)  # fmt: skip
    for position, (dimension, points) in enumerate((("x", Decimal("98.005")), ("y", Decimal("72.24"))), start=1):
        add(con, "indicator_score", who | {
            "position": position, "dimension": dimension, "dimension_title": f"维度{dimension}",
            "dimension_title_en": f"Dimension {dimension}", "metric_id": dimension, "name": f"指标{dimension}",
            "name_en": f"Indicator {dimension}", "unit": "%", "numerator": points, "denominator": 100, "value": points,
            "points": points, "scheme_weight": 50, "weight": 50, "contribution": points / 2,
            "points_lost": 50 - points / 2, "status": "measured", "evidence_count": 3, "small_number": False,
            "provisional_count": 0, "clause": "S0-2", "source": "DEFAULT",
        })  # fmt: skip
        add(con, "deduction", who | {
            "cause_kind": "indicator", "cause_id": dimension, "metric_id": dimension, "points_lost": 50 - points / 2,
            "detail": "Value", "clause": "S0-2",
        })  # fmt: skip


def put_award(con: duckdb.DuckDBPyConnection, number: int, amount: str, **values: Any) -> None:
    """An innovation of unit D1 whose pool goes to one person, in two instalments of which the first is released."""
    what = {"innovation_id": f"i{number}", "benefit_year": 2026, "currency": "CNY", "is_estimate": False} | values
    half = Decimal(amount) / 2
    first = half.quantize(Decimal("0.01"))
    add(con, "reward_pool", what | {
        "innovation_title": "创新", "department_id": "D1", "plan": "RW_MKT", "status": "awarded",
        "recognised_benefit_amount": Decimal(1000000), "tier_amount": Decimal(amount),
        "innovation_cap_reduction_amount": 0, "organization_cap_reduction_amount": 0, "floor_addition_amount": 0,
        "pool_amount": Decimal(amount), "awarded_amount": Decimal(amount), "forfeited_amount": 0,
        "person_cap_reduction_amount": 0, "unallocated_amount": 0, "clause": "S0-3",
    })  # fmt: skip
    who = {"award_id": f"i{number}/2026/c", "person_id": "P2", "department_id": "D1"}
    add(con, "reward_award", what | who | {
        "person_name": "李四", "role": "开发", "is_cio": False, "is_unit_head": True, "share_percent": 100,
        "gross_amount": Decimal(amount), "forfeited_amount": 0, "person_cap_reduction_amount": 0,
        "award_amount": Decimal(amount), "status": "awarded", "funding_channel": "outside_wage_total", "clause": "S0-3",
    })  # fmt: skip
    for tranche, planned in enumerate((first, Decimal(amount) - first), start=1):
        released = planned if tranche == 1 else Decimal(0)
        add(con, "reward_tranche", what | who | {
            "tranche": tranche, "due_year": 2025 + tranche, "instalment_percent": 50, "planned_amount": planned,
            "released_amount": released, "reclaimed_amount": 0, "lapsed_amount": 0,
            "to_come_amount": planned - released,
            "status": "released" if tranche == 1 else "due_later",
        })  # fmt: skip


def put_entry(con: duckdb.DuckDBPyConnection, entry: str, owed: str, **values: Any) -> None:
    """An entry of the ledger about the first instalment of the first award, posted on the day the run was confirmed."""
    add(con, "reward_ledger", {
        "entry_id": entry, "award_id": "i1/2026/c", "innovation_id": "i1", "benefit_year": 2026, "person_id": "P2",
        "department_id": "D1", "kind": "release", "tranche": 1, "currency": "CNY", "amount": abs(Decimal(owed)),
        "owed_amount": Decimal(owed), "to_come_amount": 0, "posted_on": date(2027, 4, 9),
    } | values)  # fmt: skip
