"""What each draft changes in a period, and to whom every change was applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import duckdb

from pipelines.feeds import Words
from pipelines.parameters import bind
from pipelines.schemes.catalogue import Catalogue
from pipelines.simulate.applied import Application, SchemeApplications
from pipelines.simulate.applied_rewards import PlanApplications
from pipelines.simulate.applying import Applying
from pipelines.simulate.baseline import Baseline
from pipelines.simulate.cells import Cells
from pipelines.simulate.changes import Change, Difference, difference
from pipelines.simulate.drafts import Draft


@dataclass(frozen=True)
class DraftEffect:
    """What a draft says otherwise in a period than the rules it took the place of, and to whom that was applied.

    `instead_of`: the key of the rules it replaced (None: there were none). `organizations`: where it decided;
    `subject_count`: how many it appraises (of a plan: 0). `is_identical`: it is those very rules. `as_if_in_force`: it
    was tried though it is not in force on the period's last day. `titles`: of the metrics among the changed items."""

    draft: Draft
    instead_of: str | None
    organizations: tuple[str, ...]
    subject_count: int
    is_identical: bool
    as_if_in_force: bool
    difference: Difference
    applications: tuple[tuple[Change, Application], ...]
    titles: Mapping[str, Words]


def effect_of(
    con: duckdb.DuckDBPyConnection,
    base: Baseline,
    cells: Cells,
    draft: Draft,
    applying: Applying,
    org: str | None,
    catalogue: Catalogue,
) -> DraftEffect:
    """What the draft changes and to whom it was applied, by the old and the new rules on the data of then."""
    places = applying.organizations[draft.name]
    table, column = ("reward_plan", "plan_key") if draft.is_plan else ("scheme", "scheme_key")
    of_kind = "TRUE" if draft.is_plan else "subject_type = $subject"
    found = con.execute(
        f"SELECT DISTINCT {column} FROM scope.{table} "
        f"WHERE run_id = $run AND list_contains($places, org_id) AND {of_kind}",
        {"run": cells["code"], "places": list(places)} | ({} if draft.is_plan else {"subject": draft.subject}),
    ).fetchall()
    old_key = found[0][0] if found else None
    run = replace(base.run, run_id=cells["rules"], org_scope=org or base.run.org_scope).parameters
    subjects = con.execute(
        "SELECT count(*) FROM scope.subject WHERE run_id = $1 AND scheme_key = $2 AND list_contains($3, org_id)",
        [run.run_id, draft.key, list(places)],
    ).fetchall()[0][0]
    as_if = not draft.in_force.includes(base.run.period_end)
    if old_key is None or old_key == draft.key:
        nothing = Difference((), False)
        return DraftEffect(draft, old_key, places, subjects, old_key == draft.key, as_if, nothing, (), {})
    differs = difference(con, old_key, draft.key)
    answers: PlanApplications | SchemeApplications
    if draft.is_plan:
        bind(con, run)
        answers = PlanApplications(con, run, cells["code"], draft.key)
    else:
        answers = SchemeApplications(con, run, cells["code"], draft.key, catalogue)
    applications = tuple((change, answers.answer(change)) for change in differs.changes)
    named = {name for change in differs.changes for name in change.item}
    titles = {name: metric.title for name, metric in catalogue.metrics.items() if name in named}
    return DraftEffect(draft, old_key, places, subjects, False, as_if, differs, applications, titles)
