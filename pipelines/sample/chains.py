"""Reviews, tenders, acceptance gates, closing and reports of projects, for institutions whose rules ask for them.

Days are counted from the start of the work or from the final acceptance. In a well-run unit each step is in its place;
in a badly run one a step of the chain is left out, late and so out of order, or passed only the second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from pipelines.sample.institution import Institution
from pipelines.sample.projects import quality_of
from pipelines.sample.rows import LAST_DAY, Row, happens


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
# What each step a project may do without depends on.
NEEDS = {"publicity_test": "requires_publicity_test", "sharing_test": "requires_sharing_test"}
ONE_STEP = {"preliminary_acceptance", "trial_run"}
# The record of these is the day itself.
RELIABLE = {"approval", "tender", "contract"}
# A review that fails at first is passed a few days later.
REPEATED = {"first_review", "second_review", "consistency_review", "initiation_review"}


def chain_rows(one: Institution, seed: int, projects: list[Row]) -> list[Row]:
    """The events of the chains the institution knows, in the order of the projects."""
    rng = one.random(seed, "project_chain")
    rows: list[Row] = []
    for project in projects:
        quality = quality_of(one, project)
        events = [event for chain in one.projects.chains for event in chain_events(rng, quality, chain, project)]
        counts: dict[object, int] = {}
        for event in events:
            counts[event["kind"]] = counts.get(event["kind"], 0) + 1
            number = counts[event["kind"]]
            identity: Row = {
                "org_id": one.org_id,
                "event_id": f"{project['project_id']}-{event['kind']}-{number}",
                "project_id": project["project_id"],
            }
            rows.append(identity | event)
    return rows


def chain_events(rng: Random, quality: int, chain: str, project: Row) -> Iterator[Row]:
    """The steps of one chain that have come by the day the files are made."""
    if chain == "reports":
        yield from reports(rng, quality, project)
        return
    counted_from, steps = CHAINS[chain]
    start = project[counted_from]
    owed = [step for step in steps if needed(step, project)]
    faulty = None if happens(rng, quality) else rng.choice([step for step in owed if step.kind not in RELIABLE])
    if isinstance(start, date):
        for step in owed:
            yield from (event for event in attempts(rng, step, start, step is faulty) if event["occurred_on"])


def needed(step: Step, project: Row) -> bool:
    """Whether the project goes through the step at all."""
    if step.kind in ONE_STEP:
        return not project["one_step_acceptance"]
    return bool(project[NEEDS[step.kind]]) if step.kind in NEEDS else True


def attempts(rng: Random, step: Step, start: date, faulty: bool) -> list[Row]:
    """The step as it should be; or left out, late by weeks, or failed at first."""
    day = start + timedelta(days=step.days)
    fault = rng.choice(("left out", "late", "failed")) if faulty else ""
    late = day + timedelta(days=rng.randint(18, 60))
    if fault == "left out":
        return []
    if fault == "failed" and step.kind in REPEATED:
        return [event(step, day, 1, "failed"), event(step, day + timedelta(days=5), 2, "passed")]
    return [event(step, late if fault else day, 1, "passed")]


def event(step: Step, day: date, attempt: int, result: str) -> Row:
    return {
        "kind": step.kind,
        "stage": step.stage,
        "party": step.party or None,
        "attempt": attempt,
        "due_on": None,
        "revised_due_on": None,
        "occurred_on": day if day <= LAST_DAY else None,
        "result": result if step.has_result else None,
    }


RECIPIENTS = ("新区CIO团队", "纪检监察局", "发展和财政局")
# The quarters reported on, by the first day of the one that follows, and the day the reports are due.
QUARTERS = tuple((date(2026, month, 1), date(2026, month, 10)) for month in (1, 4, 7, 10))


def reports(rng: Random, quality: int, project: Row) -> Iterator[Row]:
    """Reports on progress and money to three bodies for each quarter in which the work was under way."""
    start, accepted = project["start_on"], project["accepted_on"]
    assert isinstance(start, date)
    if project["status"] == "cancelled":
        return
    for following, due in QUARTERS:
        quarter_began = date(following.year - (following.month == 1), (following.month - 4) % 12 + 1, 1)
        if start < following and not (isinstance(accepted, date) and accepted < quarter_began):
            for party in RECIPIENTS:
                day = due - timedelta(days=rng.randint(0, 6))
                if not happens(rng, quality):
                    day = due + timedelta(days=rng.randint(1, 20))
                yield event(Step("progress_report", 0, "建设", party, has_result=False), day, 1, "") | {"due_on": due}
