"""Plans, records and runs of the second computation of rewards as rows of a warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import duckdb

from pipelines.parameters import Parameters
from tests.models.reward_oracle_given import Plan, Records, last_day

Row = Mapping[str, object]
BASED = {"clause": "S0-32", "source": "DEFAULT"}
OF_THE_MARKET = {
    "gate_amount", "retained_percent", "window_months", "innovation_limit_amount", "person_limit_amount",
    "organization_profit_percent", "person_pay_rise", "person_pay_run",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """A run: a settlement of `year`, or an estimate while the year is open."""

    year: int
    is_settlement: bool = True

    def __str__(self) -> str:
        return str(self.year) if self.is_settlement else f"{self.year} so far"

    @property
    def cut_off(self) -> date:
        return last_day(self.year) if self.is_settlement else date(self.year, 10, 31)


def number(x: Fraction | int | None) -> Decimal | None:
    """A fraction with at most six decimals."""
    if x is None:
        return None
    scaled = Fraction(x) * 10**6
    assert scaled.denominator == 1
    return Decimal(scaled.numerator).scaleb(-6)


def money(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents).scaleb(-2)


def put_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Rows with the same columns, many in one statement."""
    for start in range(0, len(rows), 200):
        part = rows[start : start + 200]
        marks = f"({', '.join('?' * len(part[0]))})"
        con.execute(
            f"INSERT INTO {table} ({', '.join(part[0])}) VALUES {', '.join([marks] * len(part))}",
            [value for row in part for value in row.values()],
        )


def put_plan(con: duckdb.DuckDBPyConnection, plan: Plan, key: str) -> None:
    """The plan as compiled rows."""
    put_rows(con, "compiled.reward_plan", [{
        "plan_key": key, "plan_id": "PLAN", "plan_version": "1", "content_sha256": "", "regime": "enterprise",
        "title_zh": "zh", "title_en": "en", "in_force_from": date(2024, 1, 1), "currency": "CNY",
        "is_paid": plan.is_paid, "not_paid_reason_zh": None if plan.is_paid else "zh",
        "not_paid_reason_en": None if plan.is_paid else "The law pays nothing.", "needs_published_rule": True,
        "rewards_market": plan.rewards_market, "floor_applies": plan.floor_applies, "forfeited_to": plan.forfeited_to,
        **BASED,
    }])  # fmt: skip
    put_rows(con, "compiled.reward_tier", [
        {"plan_key": key, "tier": place, "from_amount": number(one.start), "until_amount": number(one.end),
         "rise": one.share.numerator, "run": one.share.denominator, **BASED}
        for place, one in enumerate(plan.tiers, start=1)
    ])  # fmt: skip
    put_rows(con, "compiled.reward_number", [
        {"plan_key": key, "name": name, "code": code, "value": number(value), "unit": "", **BASED}
        for name, code, value in numbers_of(plan)
        if value is not None and (plan.rewards_market or name not in OF_THE_MARKET)
    ])  # fmt: skip
    codes = {"benefit_kind": plan.kinds, "finding": plan.finding, "leaving": plan.leaving, "ungraded": plan.ungraded}
    put_rows(con, "compiled.reward_code", [
        {"plan_key": key, "name": name, "code": code, "effect": effect, **BASED}
        for name, given in codes.items()
        for code, effect in given.items()
    ])  # fmt: skip


def numbers_of(plan: Plan) -> list[tuple[str, str, Fraction | int | None]]:
    """(name, code, value) of every single number of a plan; amounts in the currency unit."""
    person = None if plan.person_limit is None else Fraction(plan.person_limit, 100)
    return [
        ("gate_amount", "", plan.gate), ("retained_percent", "", plan.retained_percent),
        ("window_months", "", plan.window_months),
        ("innovation_limit_amount", "", Fraction(plan.innovation_limit, 100)),
        ("organization_profit_percent", "", plan.organization_profit_percent), ("person_limit_amount", "", person),
        ("person_pay_rise", "", plan.person_pay_share.numerator),
        ("person_pay_run", "", plan.person_pay_share.denominator), ("months_in_post", "", plan.months_in_post),
        ("main_minimum_percent", "", plan.main_minimum_percent),
        ("leader_limit_percent", "", plan.leader_limit_percent),
        ("share_tolerance_percent", "", plan.share_tolerance_percent),
        ("at_once_limit_amount", "", Fraction(plan.at_once_limit, 100)),
        ("recheck_minimum_percent", "", plan.recheck_minimum_percent), ("look_back_years", "", plan.look_back_years),
        ("floor_income_percent", "", plan.floor_income_percent),
        ("floor_exploitation_percent", "", plan.floor_exploitation_percent),
        ("floor_shares_percent", "", plan.floor_shares_percent), ("floor_months", "", plan.floor_months),
        ("rewarded_staff_percent", "", plan.rewarded_staff_percent),
        *(("grade_percent", grade, percent) for grade, percent in plan.grade_percent.items()),
        *(("instalment_percent", str(place), one) for place, one in enumerate(plan.instalment_percent, start=1)),
    ]  # fmt: skip


def rows_of(given: Records) -> dict[str, list[dict[str, object]]]:
    """The records by feed, as rows of `history.*` without organisation and batch."""
    return {
        "innovation": [
            {"innovation_id": one.id, "department_id": one.department_id, "title": f"Title of {one.id}",
             "it_driven": one.it_driven, "service_invention": one.service_invention, "route": one.route,
             "accepted_on": one.accepted_on, "went_live_on": one.went_live_on,
             "resplit_confirmed_on": one.resplit_confirmed_on} for one in given.innovations
        ],
        "innovation_benefit": [
            {"benefit_id": one.id, "innovation_id": one.innovation_id, "line": one.line,
             "benefit_year": one.benefit_year, "kind": one.kind, "basis": one.basis,
             "margin_percent": number(one.margin_percent), "baseline_amount": number(one.baseline),
             "baseline_frozen_on": one.baseline_frozen_on, "actual_amount": number(one.actual),
             "attributable_percent": number(one.attributable_percent), "confirmed_on": one.confirmed_on,
             "confirmed_by": "Finance", "rechecked_amount": number(one.rechecked), "rechecked_on": one.rechecked_on}
            for one in given.lines
        ],
        "contribution": [
            {"contribution_id": one.id, "innovation_id": one.innovation_id, "person_id": one.person_id,
             "department_id": one.department_id, "role": None, "main_contributor": one.main,
             "share_percent": number(one.share_percent), "accepted_on": one.accepted_on, "other_plan": one.other_plan}
            for one in given.contributions
        ],
        "person": [
            {"person_id": one.person_id, "name": f"Name of {one.person_id}", "department_id": one.department_id,
             "it_staff": False, "joined_on": one.joined_on, "annual_pay_amount": money(one.annual_pay),
             "valid_from": one.valid_from, "valid_until": one.valid_until, "leaving_reason": one.leaving_reason}
            for one in given.stays
        ],
        "department": [
            {"department_id": one.id, "name": one.id, "head_person_id": one.head, "appraised": True,
             "valid_from": one.valid_from, "valid_until": one.valid_until} for one in given.units
        ],
        "appointment": [
            {"appointment_id": one.id, "person_id": one.person_id, "department_id": one.department_id,
             "start_on": one.start_on, "end_on": one.end_on} for one in given.appointments
        ],
        "finding": [
            {"finding_id": one.id, "kind": one.kind, "person_id": one.person_id, "innovation_id": one.innovation_id,
             "occurred_on": one.occurred_on, "ended_on": one.ended_on, "confirmed_on": one.confirmed_on,
             "revoked_on": one.revoked_on} for one in given.findings
        ],
        "organization_year": [
            {"year": one.year, "after_tax_profit_amount": money(one.profit), "reward_budget_amount": money(one.budget),
             "headcount": one.headcount, "reward_plan": one.reward_plan, "plan_adopted_on": one.adopted_on,
             "plan_published_on": one.published_on, "staff_consulted": one.consulted} for one in given.years
        ],
    }  # fmt: skip


def deliver(con: duckdb.DuckDBPyConnection, given: Mapping[str, Records], batch: int) -> None:
    """All organisations' records as one batch; what stood before it is closed."""
    put_rows(con, "ingest.batch", [{
        "batch_id": batch, "feed": "", "source": "", "source_file": "f.csv", "file_sha256": "", "contract_sha256": "",
        "archive_file": "", "archive_sha256": "", "delivery": "upsert", "received_on": date(2027, 1, batch),
        "state": "loaded", "read_count": 0, "left_out_count": 0, "repaired_count": 0,
    }])  # fmt: skip
    feeds: dict[str, list[Row]] = {}
    for org, records in given.items():
        for feed, rows in rows_of(records).items():
            known = {"org_id": org, "batch_id": batch}
            feeds.setdefault(feed, []).extend(
                row | known | {"source_row": place} for place, row in enumerate(rows, start=2)
            )
    for feed, delivered in feeds.items():
        con.execute(f"UPDATE history.{feed} SET closed_by_batch_id = ? WHERE closed_by_batch_id IS NULL", [batch])
        put_rows(con, f"history.{feed}", delivered)


def put_run(
    con: duckdb.DuckDBPyConnection, step: Step, place: int, given: Mapping[str, Records], follows: Iterable[str]
) -> Parameters:
    """A run as freezing and scoring leave it; `follows`: the settlements that stand."""
    run_id, first = f"r{place}", date(step.year, 1, 1)
    end = last_day(step.year)
    about = {"run_id": run_id, "revision": place, "period": str(step.year)}
    put_rows(con, "run.run", [about | {
        "period_start": first, "period_end": end, "cut_off": step.cut_off, "as_of_batch": place, "org_scope": "*",
        "provisional": not step.is_settlement, "data_sha256": "", "schemes_sha256": "", "code_sha256": "",
        "state": "scored", "published": False,
    }])  # fmt: skip
    put_rows(con, "run.follows", [{"run_id": run_id, "prior_run_id": one} for one in follows])
    put_rows(con, "scope.reward_plan", [{"run_id": run_id, "org_id": org, "plan_key": f"k-{org}"} for org in given])
    put_rows(con, "scope.feed", [{"run_id": run_id, "org_id": org, "feed": "innovation"} for org in given])
    put_rows(con, "result.appraisal", [
        about | {"org_id": org, "subject_type": "cio", "subject_id": one.person_id, "subject_name": one.person_id,
                 "scheme_id": "CIO", "scheme_version": "1", "suggested_grade": one.suggested,
                 "measured_weight": 100, "status": one.status, "gates": ""}
        for org, records in given.items() for one in records.graded if one.year == step.year
    ])  # fmt: skip
    put_rows(con, "scope.decided_grade", [
        {"run_id": run_id, "graded_run_id": run_id, "org_id": org, "subject_type": "cio", "subject_id": one.person_id,
         "suggested_grade": one.suggested, "grade": one.confirmed, "reason": "", "decided_by": "", "decided_on": end,
         "decided_in_run_id": run_id}
        for org, records in given.items() for one in records.graded
        if one.year == step.year and one.confirmed is not None
    ])  # fmt: skip
    con.execute(
        "INSERT INTO scope.decided_grade BY NAME SELECT * REPLACE ($id AS run_id) FROM scope.decided_grade "
        "WHERE run_id = graded_run_id AND run_id IN (SELECT prior_run_id FROM run.follows WHERE run_id = $id)",
        {"id": run_id},
    )
    put_rows(con, "result.gate", [
        about | {"org_id": org, "subject_type": one.subject_type, "subject_id": one.subject_id, "gate": one.gate,
                 "title_zh": "zh", "title_en": "en", "metric_id": one.metric_id, "value": 1, "state": "tripped",
                 "effect": one.effect, "withholds_commendation": True, "withholds_reward": one.withholds_reward,
                 **BASED}
        for org, records in given.items() for one in records.gates if one.year == step.year
    ])  # fmt: skip
    return Parameters(run_id, first, end, step.cut_off, as_of_batch=place)
