"""What a calculator of rewards is given by hand: amounts `benefit=6000000` and shares `25:leader`, as records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pipelines.errors import UserError
from pipelines.schemes.given_run import FIRST, LAST, ORG
from pipelines.schemes.reward_model import RewardPlan
from pipelines.yaml_file import did_you_mean

Row = dict[str, object]
VALUE = re.compile(r"(?P<name>[^=\s]+)=(?P<amount>-?\d{1,16}(?:\.\d{1,2})?)")
SHARE = re.compile(r"(?P<percent>\d{1,3}(?:\.\d{1,6})?)(?::(?P<roles>[^\s]+))?")
NAMES = {
    "benefit": "recognised benefit of the market's expansion",
    "income": "net income of a transfer or licence",
    "own_profit": "operating profit of the house's own use",
    "after_tax_profit": "of the organisation",
    "budget": "for rewards, of the organisation",
    "pay": "annual pay of each person",
}
BRINGS = ("benefit", "income", "own_profit")
ROLES = ("leader", "main")
LONG_AGO, CONFIRMED_ON = date(FIRST.year - 5, 1, 1), date(LAST.year + 1, 1, 31)
# Nobody says how large the profit is: large enough.
PLENTY = Decimal("9999999999999999.99")


@dataclass(frozen=True)
class Share:
    """A filed share in percent. A leader is CIO or head of a unit, and a main contributor too."""

    percent: Decimal
    is_leader: bool = False
    is_main: bool = False


@dataclass(frozen=True)
class Amounts:
    """Amounts by name (see NAMES), and the shares of the contributors."""

    values: Mapping[str, Decimal] = field(default_factory=dict)
    shares: Sequence[Share] = ()


def parse_amounts(values: Iterable[str], shares: Iterable[str], plan: RewardPlan) -> Amounts:
    """The amounts and shares named. Raises UserError for a text that cannot be read or that does not fit the plan."""
    found: dict[str, Decimal] = {}
    for text in values:
        match = VALUE.fullmatch(text.strip())
        if not match:
            do = "Write benefit=6000000, at most 16 digits before the point and 2 after it."
            raise UserError(f'the value "{text}" cannot be read.', do=do)
        name = match["name"]
        if name not in NAMES:
            raise UserError(f'a reward has no value "{name}".', do=did_you_mean(name, NAMES))
        if name in found:
            raise UserError(f'the value "{name}" is given twice.', do="Give it once.")
        found[name] = Decimal(match["amount"])
    if not found.keys() & set(BRINGS):
        raise UserError("nothing says what the innovation brought.", do=f"Give one of {', '.join(BRINGS)}.")
    if "income" in found and "own_profit" in found:
        raise UserError("an innovation is used by the house or passed on.", do="Give income or own_profit.")
    if plan.cash.paid and plan.market is None and "benefit" in found:
        do = "Give income or own_profit, of which the law grants a share."
        raise UserError(f"{plan.reward_plan} does not reward the market's expansion.", do=do)
    return Amounts(found, tuple(share_of(text) for text in shares))


def share_of(text: str) -> Share:
    """A share such as `25`, `40:main` or `25:leader`. Raises UserError."""
    match = SHARE.fullmatch(text.strip())
    roles = (match["roles"] or "").split(",") if match else []
    if not match or not {*roles} <= {*ROLES, ""}:
        do = "Write 25, 40:main or 25:leader, at most 6 digits after the point."
        raise UserError(f'the share "{text}" cannot be read.', do=do)
    return Share(Decimal(match["percent"]), "leader" in roles, bool({*roles} & {*ROLES}))


def records(amounts: Amounts, plan: RewardPlan) -> Iterator[tuple[str, Row]]:
    """The records that say so, by feed: one innovation, settled after its year, under a rule of the organisation."""
    values = amounts.values
    yield "organization", {"name": ORG, "regime": plan.regime}
    yield "organization_year", {
        "year": LAST.year, "after_tax_profit_amount": values.get("after_tax_profit", PLENTY),
        "reward_budget_amount": values.get("budget"), "headcount": None, "reward_plan": "both",
        "plan_adopted_on": FIRST, "plan_published_on": FIRST, "staff_consulted": True,
    }  # fmt: skip
    of_law = "income" in values or "own_profit" in values
    yield "innovation", {
        "innovation_id": "i", "department_id": "d", "route": "transfer" if "income" in values else "own_exploitation",
        "it_driven": True, "service_invention": of_law, "accepted_on": FIRST, "went_live_on": FIRST,
    }  # fmt: skip
    gained = plan.market.kinds.gained[0] if plan.market else "new_market"
    for name, kind, basis in (
        ("benefit", gained, "gross_margin"),
        ("income", "transfer_income", "net_income"),
        ("own_profit", "cost_saving", "operating_profit"),
    ):
        if name in values:
            yield "innovation_benefit", {
                "benefit_id": name, "innovation_id": "i", "line": name, "benefit_year": LAST.year, "kind": kind,
                "basis": basis, "baseline_amount": Decimal(0), "actual_amount": values[name], "currency": plan.currency,
                "attributable_percent": Decimal(100), "confirmed_on": CONFIRMED_ON, "baseline_frozen_on": FIRST,
            }  # fmt: skip
    yield from people(amounts)


def people(amounts: Amounts) -> Iterator[tuple[str, Row]]:
    """Each share as a person of a unit of their own, with a contribution; leaders head their units."""
    yield "department", {"department_id": "d", "name": "d", "appraised": True, "valid_from": LONG_AGO}
    for number, share in enumerate(amounts.shares, start=1):
        # Of one length, so that they sort as they were given.
        person, unit = f"p{number:06}", f"d{number:06}"
        yield "department", {
            "department_id": unit, "name": unit, "appraised": True, "valid_from": LONG_AGO,
            "head_person_id": person if share.is_leader else None,
        }  # fmt: skip
        yield "person", {
            "person_id": person, "name": person, "department_id": unit, "it_staff": False, "valid_from": LONG_AGO,
            "joined_on": LONG_AGO, "annual_pay_amount": amounts.values.get("pay"),
        }  # fmt: skip
        yield "contribution", {
            "contribution_id": person, "innovation_id": "i", "person_id": person, "department_id": unit,
            "main_contributor": share.is_main, "share_percent": share.percent, "accepted_on": FIRST,
        }  # fmt: skip
