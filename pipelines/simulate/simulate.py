"""What changed rules would have done in past periods, against what was; the warehouse is only read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from pipelines.errors import RuleError
from pipelines.parameters import bind
from pipelines.period import Period, parse_period
from pipelines.runs import check_organisation, settled_batch
from pipelines.schemes.catalogue import Catalogue, load_catalogue, store_catalogue
from pipelines.schemes.compile import CompiledScheme, store
from pipelines.schemes.compile_reward import CompiledPlan, store_plans
from pipelines.settings import Settings
from pipelines.simulate.applied import Application, SchemeApplications
from pipelines.simulate.applied_rewards import PlanApplications
from pipelines.simulate.applying import Applying, NotApplied, apply_drafts
from pipelines.simulate.baseline import Baseline, find_baseline
from pipelines.simulate.cells import Cells, compute_cells
from pipelines.simulate.changes import Change, Difference, difference
from pipelines.simulate.compare_rewards import Rewards, compare_rewards
from pipelines.simulate.compare_scores import Scores, compare_scores
from pipelines.simulate.drafts import Draft, load_drafts
from pipelines.simulate.isolated import isolated
from pipelines.simulate.words import not_applied_words

Progress = Callable[[str], None]


def silent(_: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class DraftEffect:
    """What a draft says otherwise in a period than the rules it took the place of, and to whom that was applied.

    `instead_of`: the key of the rules it replaced (None: there were none). `organizations`: where it decided;
    `subject_count`: how many it appraises (of a plan: 0). `is_identical`: it is those very rules."""

    draft: Draft
    instead_of: str | None
    organizations: tuple[str, ...]
    subject_count: int
    is_identical: bool
    difference: Difference
    applications: tuple[tuple[Change, Application], ...]


@dataclass(frozen=True)
class SimulatedPeriod:
    """A period: what was, what would have been, and what of it the rules did."""

    baseline: Baseline
    cells: Cells
    not_applied: tuple[NotApplied, ...]
    effects: tuple[DraftEffect, ...]
    scores: Scores
    rewards: Rewards


@dataclass(frozen=True)
class Simulation:
    """`as_if_in_force`: drafts were tried on days on which they are not in force."""

    drafts: tuple[Draft, ...]
    periods: tuple[SimulatedPeriod, ...]
    as_if_in_force: bool


def simulate(
    settings: Settings,
    files: Sequence[Path],
    periods: Sequence[str],
    org: str | None = None,
    *,
    as_if_in_force: bool = False,
    progress: Progress = silent,
) -> Simulation:
    """Compute the periods, the earliest first, with the rules of `files` in the place of those they replace.

    A year looks back at the simulated years before it where they are among the periods. Raises RuleError for a file
    that cannot be used or that applies in none of the periods, PeriodError for a period that cannot be computed,
    UnknownSubjectError for an unknown organisation, BusyError while another process writes.
    """
    spans = sorted(
        {span.name: span for span in map(parse_period, periods)}.values(), key=lambda one: (one.end, one.start)
    )
    catalogue = load_catalogue(settings.project)
    progress("reading the rules")
    drafts = load_drafts(
        files, settings.schemes, catalogue, [span.end for span in spans], as_if_in_force=as_if_in_force
    )
    with isolated(settings) as con:
        newest = settled_batch(con, None)
        if org:
            check_organisation(con, org, newest)
        store_catalogue(con, catalogue)
        store(con, [one.compiled for one in drafts if isinstance(one.compiled, CompiledScheme)])
        store_plans(con, [one.compiled for one in drafts if isinstance(one.compiled, CompiledPlan)])
        check_applied(con, settings, spans, drafts, org)
        done: list[SimulatedPeriod] = []
        for span in spans:
            progress(f"computing {span.name}")
            base = find_baseline(con, settings, span, org)
            applying = apply_drafts(con, base, drafts, org)
            cells = compute_cells(con, base, applying.keys, org, {one.cells["was"]: one.cells for one in done})
            progress(f"comparing {span.name}")
            effects = [
                effect_of(con, base, cells, one, applying, org, catalogue)
                for one in drafts
                if applying.organizations.get(one.name)
            ]
            done.append(
                SimulatedPeriod(
                    base, cells, applying.not_applied, tuple(effects), compare_scores(con, cells, org),
                    compare_rewards(con, cells, org),
                )
            )  # fmt: skip
    return Simulation(tuple(drafts), tuple(done), as_if_in_force)


def check_applied(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    spans: Sequence[Period],
    drafts: Sequence[Draft],
    org: str | None,
) -> None:
    """Raises RuleError for a draft that would do nothing in any of the periods: silence would read like "no effect"."""
    refused: Mapping[str, list[str]] = {one.name: [] for one in drafts}
    for span in spans:
        base = find_baseline(con, settings, span, org)
        for one in apply_drafts(con, base, drafts, org).not_applied:
            refused[one.draft].append(f"{span.name}: {not_applied_words(one, 'en')}")
    for draft in drafts:
        if len(refused[draft.name]) == len(spans):
            listed = "\n       ".join(refused[draft.name])
            raise RuleError(
                f"{draft.name} applies in none of the periods, so it can have no effect.\n       {listed}",
                do="Give periods and organisations it is for; a scheme that is not in force yet is tried with "
                "--as-if-in-force.",
                file=draft.file,
            )


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
        "SELECT count(*) FROM scope.subject WHERE run_id = $1 AND scheme_key = $2", [run.run_id, draft.key]
    ).fetchall()[0][0]
    if old_key is None or old_key == draft.key:
        nothing = Difference((), False)
        return DraftEffect(draft, old_key, places, subjects, old_key == draft.key, nothing, ())
    differs = difference(con, old_key, draft.key)
    answers: PlanApplications | SchemeApplications
    if draft.is_plan:
        bind(con, run)
        answers = PlanApplications(con, run, cells["code"], draft.key)
    else:
        answers = SchemeApplications(con, run, cells["code"], draft.key, catalogue)
    applications = tuple((change, answers.answer(change)) for change in differs.changes)
    return DraftEffect(draft, old_key, places, subjects, False, differs, applications)
