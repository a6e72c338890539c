"""A published database whose rows are put in by hand: what documents are made of, without anything computed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb

from pipelines.documents.edition import Edition
from pipelines.documents.statement.write import page_name, write_statements
from pipelines.publish.database import published_tables
from pipelines.warehouse import prepare
from tests.end_to_end.reading import Page, read_page
from tests.golden.given import Row, insert

RUN = {
    "period": "2026", "revision": 1, "org_id": "*", "period_start": date(2026, 1, 1), "period_end": date(2026, 12, 31),
    "cut_off": date(2026, 12, 31), "provisional": False, "kind": "final", "is_newest": True, "as_of_batch": 1,
    "data_sha256": "", "schemes_sha256": "", "code_sha256": "", "state": "computed", "is_current": False,
}  # fmt: skip
DEPARTMENT = {"subject_type": "department", "subject_id": "D1"}
PERSON = {"subject_type": "cio", "subject_id": "P1"}
AWARD = {
    "award_id": "INV-1/2025/c1", "innovation_id": "INV-1", "benefit_year": 2025, "contribution_id": "c1",
    "person_id": "P1", "person_name": "李梅", "department_id": "D1", "role": "产品负责人", "is_main_contributor": True,
    "is_cio": True, "is_unit_head": False, "is_estimate": False, "filed_share_percent": Decimal(60),
    "share_percent": Decimal(60), "currency": "CNY", "gross_amount": Decimal("61234.56"), "rounding_amount": 0,
    "protected_amount": 0, "kept_percent": 100, "forfeited_amount": 0, "person_limit_amount": Decimal(60000),
    "person_cap_reduction_amount": Decimal("1234.56"), "award_amount": Decimal(60000), "status": "awarded",
    "reason": "above the person's limit of the year", "funding_channel": "within_wage_total", "clause": "S0-32",
}  # fmt: skip
PAID = {"planned_amount", "released_amount", "reclaimed_amount", "to_come_amount", "instalment_percent"}
TRANCHE = {
    "award_id": "INV-1/2025/c1", "innovation_id": "INV-1", "benefit_year": 2025, "person_id": "P1",
    "department_id": "D1", "tranche": 1, "due_year": 2025, "instalment_percent": 100, "is_estimate": False,
    "currency": "CNY", "planned_amount": Decimal(60000), "released_amount": Decimal(60000), "reclaimed_amount": 0,
    "lapsed_amount": 0, "to_come_amount": 0, "released_percent": 100, "status": "released", "reason": None,
}  # fmt: skip


@cache
def definitions() -> tuple[str, ...]:
    """CREATE statements of all published tables."""
    con = duckdb.connect()
    prepare(con)
    made = []
    for table, (query, _) in published_tables(con).items():
        columns = [f'"{name}" {kind}' for name, kind, *_ in con.execute(f"DESCRIBE {query}").fetchall()]
        made.append(f"CREATE TABLE {table} ({', '.join(columns)})")
    return tuple(made)


def published(**run: object) -> duckdb.DuckDBPyConnection:
    """The empty tables, with one run of one organisation, whose scheme has three grades; `run`: what is other."""
    con = duckdb.connect()
    for definition in definitions():
        con.execute(definition)
    insert(con, "run", [RUN | run])
    insert(con, "organization", [{"organization_name": "华云集团", "regime": "enterprise"}])
    for kind in ("department", "cio"):
        about = {"subject_type": kind, "scheme_id": "S", "scheme_version": "1"}
        title = {"scheme_title": "考核方案", "scheme_title_en": "The scheme"}
        limits = {"minimum_measured_weight": 60, "minimum_tenure_share": 50}
        insert(con, "scheme", [about | title | limits])
        insert(con, "grade_count", [
            about | {"level": level, "grade": grade, "grade_name": zh, "grade_name_en": en, "at_least": least,
                     "quota_percent": percent, "quota_places": places}
            for level, grade, zh, en, least, percent, places in (
                (1, "poor", "不合格", "Poor", None, None, None), (2, "good", "良好", "Good", 80, None, None),
                (3, "excellent", "优秀", "Excellent", 90, 30, 3),
            )
        ])  # fmt: skip
    return con


def appraise(con: duckdb.DuckDBPyConnection, **values: object) -> None:
    """A department with one appraisal; `values`: what is other."""
    usual: Row = DEPARTMENT | {
        "subject_name": "数字化部", "scheme_id": "S", "scheme_version": "1", "period": "2026", "revision": 1,
        "base_score": Decimal("75.5"), "bonus_points": 0, "deducted_points": 0, "score": Decimal("75.50"),
        "graded_score": Decimal("75.50"), "rank": 3, "score_grade": "poor", "suggested_grade": "poor",
        "measured_weight": 100, "status": "graded", "gates": "",
    }  # fmt: skip
    insert(con, "appraisal", [usual | values])


def put_indicator(con: duckdb.DuckDBPyConnection, metric: str, earned: str, **values: object) -> None:
    """An indicator of the department that weighs 50, with what it lost; a metric of that name."""
    subject = {name: values.get(name, DEPARTMENT[name]) for name in DEPARTMENT}
    lost = 50 - Decimal(earned)
    insert(con, "indicator_score", [{
        **subject, "period": "2026", "position": 1, "dimension": "x", "dimension_title": "维度",
        "dimension_title_en": "Dimension", "metric_id": metric, "unit": "%", "value": Decimal(earned) * 2,
        "points": Decimal(earned) * 2, "scheme_weight": 50, "weight": 50, "contribution": Decimal(earned),
        "status": "measured", "evidence_count": 1, "small_number": False, "clause": "S0-1", "source": "DEFAULT",
        "name": f"{metric}率", "name_en": f"{metric} rate",
    } | values])  # fmt: skip
    if lost:
        insert(con, "deduction", [{
            **subject, "cause_kind": "indicator", "cause_id": metric, "metric_id": metric, "points_lost": lost,
            "detail": "", "clause": "S0-1",
        }])  # fmt: skip
    insert(con, "metric", [{"metric_id": metric, "name": f"{metric}率", "name_en": f"{metric} rate", "unit": "%"}])


def put_award(con: duckdb.DuckDBPyConnection, **values: object) -> None:
    """An award of 60,000 that is released at once; `values`: what is other, of the instalment too where it has it."""
    insert(con, "reward_award", [AWARD | {name: value for name, value in values.items() if name not in PAID}])
    insert(con, "reward_tranche", [TRANCHE | {name: value for name, value in values.items() if name in TRANCHE}])


def statement(con: duckdb.DuckDBPyConnection, folder: Path, kind: str, identifier: str, lang: str = "zh") -> Page:
    """Write all statements, and read one as somebody does who cannot see it."""
    written = folder / f"statements_{lang}"
    if not written.exists():
        folder.mkdir(exist_ok=True)
        write_statements(Edition(con, "golden", "o", lang), folder)
    return read_page((written / page_name(kind, identifier)).read_text(encoding="utf-8"))
