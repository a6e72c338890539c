"""Reviews, tenders, acceptance gates, closing and reports of projects, for institutions whose rules ask for them.

Days are counted from the start of the work or from the final acceptance. In a well-run unit each step is in its place;
in a badly run one a step of the chain is left out, late and so out of order, or passed only the second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from pipelines.sample.institution import Institution
from pipelines.sample.milestones import quality_of
from pipelines.sample.reports import reports
from pipelines.sample.rows import Row, happens
from pipelines.sample.steps import CHAINS, Step, event

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
        counts: Counter[object] = Counter()
        for chain in one.projects.chains:
            for row in chain_events(rng, quality, chain, project):
                counts[row["kind"]] += 1
                identity: Row = {
                    "org_id": one.org_id,
                    "event_id": f"{project['project_id']}-{row['kind']}-{counts[row['kind']]}",
                    "project_id": project["project_id"],
                }
                rows.append(identity | row)
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
            yield from (row for row in attempts(rng, step, start, step is faulty) if row["occurred_on"])


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
        return [event(step, day, 1, "failed"), event(step, day + timedelta(days=5), 2)]
    return [event(step, late if fault else day)]
