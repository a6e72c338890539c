"""The steps projects go through where rules ask for them, from the first review to the filing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from pipelines.sample.rows import Row, known


class Step(NamedTuple):
    """A step of a chain: so many days after the day the chain counts from."""

    kind: str
    days: int
    stage: str
    party: str = ""
    has_result: bool = True


APPROVAL = (
    Step("feasibility_review", -14, "立项", "专家组"),
    Step("initiation_review", -8, "立项", "专家组"),
    Step("approval", 0, "立项"),
)
FUNDING = (
    Step("first_review", -80, "资金申请", "部门CIO团队"),
    Step("second_review", -72, "资金申请", "新区CIO团队"),
    Step("funding_approval", -62, "资金申请"),
)
TENDER = (
    Step("first_review", -28, "招标需求", "部门CIO团队"),
    Step("second_review", -24, "招标需求", "新区CIO团队"),
    Step("consistency_review", -22, "招标需求", "新区CIO团队"),
    Step("tender_review", -20, "招标需求", "新区CIO团队"),
    Step("tender", -18, "招标需求", has_result=False),
    Step("contract", -4, "合同", has_result=False),
    Step("contract_filing", 4, "合同", has_result=False),
)
GATES = (
    Step("third_party_test", -132, "验收", "第三方检测机构"),
    Step("preliminary_acceptance", -125, "验收"),
    Step("trial_run", -26, "验收"),
    Step("publicity_test", -22, "验收", "测评机构"),
    Step("sharing_test", -20, "验收", "测评机构"),
    Step("security_test", -18, "验收", "测评机构"),
    Step("expert_argument", -8, "验收", "专家组"),
)
CLOSING = (
    Step("settlement", 40, "结算", has_result=False),
    Step("final_accounts", 50, "决算", has_result=False),
    Step("project_filing", 14, "备案", has_result=False),
)
# Each chain: the day of the project it counts from, and its steps.
CHAINS: Mapping[str, tuple[str, tuple[Step, ...]]] = {
    "approval": ("approved_on", APPROVAL),
    "funding": ("start_on", FUNDING),
    "tender": ("start_on", TENDER),
    "gates": ("accepted_on", GATES),
    "settling": ("accepted_on", CLOSING[:2]),
    "filing": ("accepted_on", CLOSING[2:]),
}


def event(step: Step, day: date, attempt: int = 1, result: str = "passed") -> Row:
    """A step of a project; without a day where that has not come yet."""
    return {
        "kind": step.kind,
        "stage": step.stage,
        "party": step.party or None,
        "attempt": attempt,
        "due_on": None,
        "revised_due_on": None,
        "occurred_on": known(day),
        "result": result if step.has_result else None,
    }
