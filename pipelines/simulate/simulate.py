"""What changed rules would have done in past periods, against what was; the warehouse is only read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.errors import RuleError
from pipelines.period import Period, parse_period
from pipelines.runs import check_organisation, settled_batch
from pipelines.schemes.catalogue import load_catalogue, store_catalogue
from pipelines.schemes.compile import CompiledScheme, store
from pipelines.schemes.compile_reward import CompiledPlan, store_plans
from pipelines.settings import Settings
from pipelines.simulate.applying import NotApplied, apply_drafts
from pipelines.simulate.baseline import Baseline, find_baseline
from pipelines.simulate.cells import Cells, compute_cells
from pipelines.simulate.compare_rewards import Rewards, compare_rewards
from pipelines.simulate.compare_scores import Scores, compare_scores
from pipelines.simulate.drafts import Draft, load_drafts
from pipelines.simulate.effects import DraftEffect, effect_of
from pipelines.simulate.isolated import isolated
from pipelines.simulate.words import not_applied_words
from pipelines.steps import Progress, silent


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
    """The drafts in the order given, the periods in the order of time."""

    drafts: tuple[Draft, ...]
    periods: tuple[SimulatedPeriod, ...]


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
    with isolated(settings) as con:
        return simulate_in(con, settings, files, periods, org, as_if_in_force=as_if_in_force, progress=progress)


def simulate_in(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    files: Sequence[Path],
    periods: Sequence[str],
    org: str | None = None,
    *,
    as_if_in_force: bool = False,
    progress: Progress = silent,
) -> Simulation:
    """The same in an isolated warehouse, where the computed cells stay as runs."""
    spans = sorted({one.name: one for one in map(parse_period, periods)}.values(), key=lambda one: (one.end, one.start))
    days = [span.end for span in spans]
    catalogue = load_catalogue(settings.project)
    progress("reading the rules")
    drafts = load_drafts(files, settings.schemes, catalogue, days, as_if_in_force=as_if_in_force)
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
        deciding = [one for one in drafts if applying.organizations.get(one.name)]
        effects = tuple(effect_of(con, base, cells, one, applying, org, catalogue) for one in deciding)
        scores, rewards = compare_scores(con, cells, org), compare_rewards(con, cells, org)
        done.append(SimulatedPeriod(base, cells, applying.not_applied, effects, scores, rewards))
    return Simulation(tuple(drafts), tuple(done))


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
