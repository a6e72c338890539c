"""Results of two settlements put into a warehouse by hand, for what is read from them: publishing and explaining.

INV-1 is the worked split of the rules: 6,000,000 yuan bring 240,000 for four persons, a CIO and a head of a unit above
their limit. INV-2 has one contributor, INV-3 three, two of whom got nothing of it. The second run releases the second
instalment of INV-1 to one person in part, because the benefit was found smaller.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from tests.confirming import put_confirmed
from tests.models.schemes_by_hand import add

FIRST, SECOND = "run2025", "run2026"
NUMBERS = (
    ("gate_amount", "", "100000", "CNY", "DEFAULT"), ("retained_percent", "", "30", "percent", "DEFAULT"),
    ("innovation_limit_amount", "", "1000000", "CNY", "DEFAULT"),
    ("person_limit_amount", "", "500000", "CNY", "DEFAULT"),
    ("months_in_post", "", "6", "months", "DEFAULT"), ("instalment_percent", "1", "50", "percent", "DEFAULT"),
    ("instalment_percent", "2", "30", "percent", "DEFAULT"), ("instalment_percent", "3", "20", "percent", "DEFAULT"),
    ("floor_income_percent", "", "50", "percent", "LAW V"), ("at_once_limit_amount", "", "50000", "CNY", "DEFAULT"),
    ("organization_profit_percent", "", "15", "percent", "DEFAULT"),
)  # fmt: skip
TIERS = ((0, 1_000_000, 5, "1000000", "50000.00"), (1_000_000, 5_000_000, 4, "4000000", "160000.00"),
         (5_000_000, 20_000_000, 3, "1000000", "30000.00"))  # fmt: skip
# contribution, person, name, unit, filed %, split %, gross, rounding, CIO, head
SHARES = (
    ("CON-1", "P1", "钱一", "D1", "25", "21.428571", "51428.57", "-0.001429", True, False),
    ("CON-2", "P2", "孙二", "D2", "10", "8.571429", "20571.43", "0.001429", False, True),
    ("CON-3", "P3", "李三", "D2", "40", "43.076923", "103384.62", "0.004615", False, False),
    ("CON-4", "P4", "周四", "D3", "25", "26.923077", "64615.38", "-0.004615", False, False),
)  # fmt: skip
NOUGHT = Decimal("0.00")


def put_rewards(con: duckdb.DuckDBPyConnection, *, published: bool = True) -> None:
    """Fill runs, plan, records and results of both settlements."""
    put_plan(con)
    for run_id, year, revision in ((FIRST, 2025, 1), (SECOND, 2026, 1)):
        add(
            con, "run.run", run_id=run_id, period=str(year), period_start=date(year, 1, 1),
            period_end=date(year, 12, 31), cut_off=date(year, 12, 31), as_of_batch=1, org_scope="*",
            revision=revision, provisional=False, data_sha256="", schemes_sha256="", code_sha256="", state="computed",
            published=published,
        )  # fmt: skip
        put_confirmed(con, run_id, date(year + 1, 3, 1))
        add(con, "scope.reward_plan", run_id=run_id, org_id="o", plan_key="PLAN@1#0")
    add(con, "run.follows", run_id=SECOND, prior_run_id=FIRST)
    add(con, "history.organization", org_id="o", name="一家企业", batch_id=1, source_row=2)
    for number, (_, person, name, unit, *_) in enumerate(SHARES):
        add(con, "history.person", org_id="o", person_id=person, name=name, department_id=unit, batch_id=1,
            source_row=number + 2)  # fmt: skip
    for run_id, year in ((FIRST, 2025), (SECOND, 2026)):
        put_innovation(con, {"run_id": run_id, "revision": 1, "period": str(year), "org_id": "o"})
    put_ledger(con)


def put_plan(con: duckdb.DuckDBPyConnection) -> None:
    """A plan with some of its numbers, and the clause it rests on."""
    add(
        con, "compiled.reward_plan", plan_key="PLAN@1#0", plan_id="PLAN", plan_version="1", content_sha256="",
        regime="enterprise", title_zh="奖励方案", title_en="Reward plan", in_force_from=date(2024, 1, 1),
        currency="CNY", is_paid=True, needs_published_rule=True, rewards_market=True, floor_applies="without_rule",
        forfeited_to="organization", clause="S0-32", source="DEFAULT",
    )  # fmt: skip
    for name, code, value, unit, source in NUMBERS:
        add(con, "compiled.reward_number", plan_key="PLAN@1#0", name=name, code=code, value=Decimal(value), unit=unit,
            clause="S0-32", source=source)  # fmt: skip
    add(con, "compiled.clause", clause_id="S0-32", document_id="S0", document_title="制度建设指南",
        quote_zh="根据市场拓展效益来确定奖励额度", meaning_en="Rewarded by the market benefit.")  # fmt: skip


def pool(con: duckdb.DuckDBPyConnection, run: dict[str, Any], name: str, benefit: str, amount: str, persons: int,
         **others: Any) -> None:  # fmt: skip
    """A pool that no limit and no floor touched, all of it awarded unless `others` say otherwise."""
    values = run | {
        "innovation_id": name, "benefit_year": 2025, "innovation_title": f"创新{name}", "department_id": "D1",
        "plan_id": "PLAN", "plan_version": "1", "plan": "RW_MKT", "is_estimate": False, "status": "awarded",
        "currency": "CNY", "recognised_benefit_amount": Decimal(benefit), "tier_amount": Decimal(amount),
        "innovation_cap_reduction_amount": NOUGHT, "organization_cap_reduction_amount": NOUGHT,
        "organization_limit_amount": Decimal("3000000.00"), "floor_amount": NOUGHT, "floor_addition_amount": NOUGHT,
        "pool_amount": Decimal(amount), "awarded_amount": Decimal(amount), "forfeited_amount": NOUGHT,
        "person_cap_reduction_amount": NOUGHT, "unallocated_amount": NOUGHT, "person_count": persons, "clause": "S0-32",
    }  # fmt: skip
    add(con, "result.reward_pool", **values | others)


def award(con: duckdb.DuckDBPyConnection, run: dict[str, Any], name: str, share: tuple[Any, ...], *,
          kept: int = 100, reason: str | None = None) -> None:  # fmt: skip
    """An award of an innovation: a row of SHARES, all or none of it kept."""
    contribution, person, person_name, unit, filed, split, gross, rounding, cio, head = share
    lost = NOUGHT if kept else Decimal(gross)
    add(
        con, "result.reward_award", **run, award_id=f"{name}/2025/{contribution}", innovation_id=name,
        benefit_year=2025, contribution_id=contribution, person_id=person, person_name=person_name, department_id=unit,
        role="开发", is_main_contributor=True, is_cio=cio, is_unit_head=head, is_estimate=False,
        filed_share_percent=Decimal(filed), share_percent=Decimal(split), currency="CNY", gross_amount=Decimal(gross),
        rounding_amount=Decimal(rounding), protected_amount=NOUGHT, kept_percent=Decimal(kept), forfeited_amount=lost,
        person_limit_amount=Decimal("500000.00"), person_cap_reduction_amount=NOUGHT,
        award_amount=Decimal(gross) - lost, status="awarded" if kept else "forfeited", reason=reason,
        funding_channel="within_wage_total", clause="S0-32",
    )  # fmt: skip


def put_innovation(con: duckdb.DuckDBPyConnection, run: dict[str, Any]) -> None:
    """Lines, tiers, pools and awards of the benefit year 2025, as both runs have them."""
    line = {
        "innovation_id": "INV-1", "benefit_year": 2025, "benefit_id": "BEN-1", "line": "远程诊断",
        "kind": "new_product", "status": "counted", "is_retained": False, "benefit_amount": Decimal(6_000_000),
        "floor_base_amount": Decimal(0), "confirmed_on": date(2026, 2, 1), "source_file": "in/benefit.csv",
        "source_row": 7,
    }  # fmt: skip
    add(con, "result.reward_line", **run | line)
    if run["period"] == "2025":
        add(
            con, "history.innovation_benefit", org_id="o", benefit_id="BEN-1", innovation_id="INV-1", line="远程诊断",
            benefit_year=2025, kind="new_product", basis="operating_profit", baseline_amount=Decimal(500_000),
            actual_amount=Decimal(8_000_000), attributable_percent=Decimal(80), batch_id=1, source_row=7,
        )  # fmt: skip
    for number, (start, until, rise, inside, brings) in enumerate(TIERS, start=1):
        add(
            con, "result.reward_tier", **run, innovation_id="INV-1", benefit_year=2025, tier=number, from_amount=start,
            until_amount=until, benefit_in_tier_amount=Decimal(inside), rise=rise, run=100, tier_amount=Decimal(brings),
            clause="S0-32", source="DEFAULT",
        )  # fmt: skip
    rechecked = {"rechecked_benefit_amount": Decimal(4_560_000), "rechecked_on": date(2026, 9, 1)}
    pool(con, run, "INV-1", "6000000", "240000.00", 4, **rechecked if run["period"] == "2026" else {})
    for share in SHARES:
        award(con, run, "INV-1", share)
    pool(con, run, "INV-2", "246913.56", "12345.67", 1)
    only = ("CON-5", "P3", "李三", "D2", "100", "100", "12345.67", "0", False, False)
    award(con, run, "INV-2", only)
    kept = {"awarded_amount": Decimal("3333.33"), "forfeited_amount": Decimal("6666.67")}
    pool(con, run, "INV-3", "200000", "10000.00", 3, **kept)
    for number, (person, gross) in enumerate((("P1", "3333.33"), ("P2", "3333.34"), ("P4", "3333.33")), start=6):
        third = (f"CON-{number}", person, f"姓名{person}", "D1", "33.33", "33.333333", gross, "0", False, False)
        reason = "in post for less than 6 months"
        award(con, run, "INV-3", third, kept=100 if person == "P1" else 0, reason=None if person == "P1" else reason)
    sums = {"awarded_amount": Decimal("255679.00"), "forfeited_amount": Decimal("6666.67")}
    whole = {"is_estimate": False, "currency": "CNY", "benefit_year": 2025, "pool_amount": Decimal("262345.67"),
             "person_cap_reduction_amount": NOUGHT, "unallocated_amount": NOUGHT}  # fmt: skip
    add(con, "result.department_reward", **run | whole | sums, department_id="D1",
        cio_awarded_amount=Decimal("54761.90"), person_count=2)  # fmt: skip
    add(con, "result.reward_reconciliation", **run | whole | sums, department_amount=Decimal("262345.67"),
        planned_amount=Decimal("255679.00"), released_amount=Decimal("100000.00"), lapsed_amount=NOUGHT,
        to_come_amount=Decimal("155679.00"), pool_difference_amount=NOUGHT, department_difference_amount=NOUGHT,
        tranche_difference_amount=NOUGHT)  # fmt: skip


def put_ledger(con: duckdb.DuckDBPyConnection) -> None:
    """Instalments and entries of P3's award of INV-1: 103,384.62 in three; of the second 76 % is released."""
    released = {
        FIRST: (("51692.31", "0"), ("0", "0"), ("0", "0")),
        SECOND: (("51692.31", "0"), ("23571.69", "7443.70"), ("0", "0")),
    }
    planned = ("51692.31", "31015.39", "20676.92")
    award_id, about = "INV-1/2025/CON-3", {"org_id": "o", "innovation_id": "INV-1", "benefit_year": 2025}
    about |= {"person_id": "P3", "department_id": "D2", "currency": "CNY", "award_id": award_id}
    for (run_id, paid), year in zip(released.items(), (2025, 2026), strict=True):
        for number, (plan, (out, lapsed)) in enumerate(zip(planned, paid, strict=True), start=1):
            status = "due_later" if 2024 + number > year else "scaled" if number == 2 else "released"
            add(
                con, "result.reward_tranche", **about, run_id=run_id, revision=1, period=str(year), tranche=number,
                due_year=2024 + number, instalment_percent=(50, 30, 20)[number - 1], is_estimate=False,
                planned_amount=Decimal(plan), released_amount=Decimal(out), lapsed_amount=Decimal(lapsed),
                to_come_amount=Decimal(plan) - Decimal(out) - Decimal(lapsed), status=status,
                released_percent=Decimal(76) if status == "scaled" else None,
                reason="re-checked at 76 % of the recognised benefit" if status == "scaled" else None,
            )  # fmt: skip
    entries = (
        (FIRST, 2025, "grant", None, "103384.62", "0", "103384.62"),
        (FIRST, 2025, "deferral", 2, "31015.39", "0", "0"),
        (FIRST, 2025, "deferral", 3, "20676.92", "0", "0"),
        (FIRST, 2025, "release", 1, "51692.31", "51692.31", "-51692.31"),
        (SECOND, 2026, "lapse", 2, "7443.70", "0", "-7443.70"),
        (SECOND, 2026, "release", 2, "23571.69", "23571.69", "-23571.69"),
    )
    for number, (run_id, year, kind, tranche, amount, owed, to_come) in enumerate(entries):
        add(
            con, "result.reward_ledger", **about, run_id=run_id, revision=1, period=str(year), entry_id=f"e{number}",
            kind=kind, tranche=tranche, amount=Decimal(amount), owed_amount=Decimal(owed),
            to_come_amount=Decimal(to_come),
            cause=f"instalment {tranche}, due in {2024 + tranche}" if tranche else "share of the pool of 2025",
            reference="BEN-1" if kind == "lapse" else "PLAN@1#0",
        )  # fmt: skip
