"""The four computations that split a change: old and new rules, each on the data of then and of now.

`was`: the run as it was. `code`: the same by today's program (the same run, unless another version computed it).
`rules`: the new rules on the data of then. `data`: the old rules on the data of now. `both`: both.
A computation that could only repeat another one is not made, and the cell names the run that holds its answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import duckdb

from pipelines.models import fill_rewards, fill_scope, has_rewards, score_all, sum_evidence
from pipelines.models.scope import set_candidates
from pipelines.parameters import bind
from pipelines.runs import Run
from pipelines.settlements import check_plans
from pipelines.simulate.baseline import Baseline

CELLS = ("was", "code", "rules", "data", "both")
Cells = dict[str, str]


class LookBack(NamedTuple):
    """What a run looks back at: (run, year) of earlier years' grades, and the settlements it follows."""

    prior: tuple[tuple[str, str], ...]
    follows: tuple[str, ...]


def compute_cells(
    con: duckdb.DuckDBPyConnection,
    base: Baseline,
    new_keys: Sequence[str],
    org: str | None,
    earlier: Mapping[str, Cells],
) -> Cells:
    """The run that holds the answer of each cell.

    `new_keys`: the rules to choose from in place of the old ones. `earlier`: the cells of periods simulated before, by
    the run that was: where a run looks back at one of these, its cells look back at the cells of that one.
    """
    now = base.run.as_of_batch if base.batch_now is None else base.batch_now
    old_then = (base.keys, base.run.as_of_batch)
    inputs = {
        "was": old_then, "code": old_then, "rules": (tuple(new_keys), base.run.as_of_batch),
        "data": (base.keys, now), "both": (tuple(new_keys), now),
    }  # fmt: skip
    cells: Cells = {}
    known: dict[object, str] = {}
    for cell, (keys, as_of_batch) in inputs.items():
        instead = {before: found[cell] for before, found in earlier.items()}
        back = LookBack(
            tuple((instead.get(one, one), year) for one, year in base.prior),
            tuple(instead.get(one, one) for one in base.follows),
        )
        read = (keys, as_of_batch, back)
        if cell == "was" and base.is_stored:
            cells[cell] = base.run.run_id
            if not base.other_code:
                known[read] = base.run.run_id
            continue
        if read not in known:
            known[read] = f"{base.run.period}/{cell}"
            run = replace(base.run, run_id=known[read], as_of_batch=as_of_batch, org_scope=org or base.run.org_scope)
            compute(con, run, keys, back, base)
        cells[cell] = known[read]
    return cells


def compute(con: duckdb.DuckDBPyConnection, run: Run, keys: Sequence[str], back: LookBack, base: Baseline) -> None:
    """Work out a run with the rules `keys`, as the steps of a run do."""
    con.execute(
        "INSERT INTO run.run BY NAME SELECT $run_id AS run_id, $period AS period, $start AS period_start, "
        "$end AS period_end, $cut_off AS cut_off, $batch AS as_of_batch, $org AS org_scope, $revision AS revision, "
        "$provisional AS provisional, '' AS data_sha256, '' AS schemes_sha256, '' AS code_sha256, $state AS state, "
        "false AS published, $sign_off AS sign_off",
        {
            "run_id": run.run_id, "period": run.period, "start": run.period_start, "end": run.period_end,
            "cut_off": run.cut_off, "batch": run.as_of_batch, "org": run.org_scope, "revision": run.revision,
            # Only what stands for a run that was never computed is found as one by those of later periods.
            "provisional": run.provisional, "state": "computed" if run.run_id.endswith("/was") else "simulated",
            "sign_off": "confirmed" if run.run_id.endswith("/was") else None,
        },
    )  # fmt: skip
    take_decisions(con, run, back, base)
    for prior_run_id, year in back.prior:
        con.execute("INSERT INTO run.prior VALUES (?, ?, ?)", [run.run_id, prior_run_id, year])
    for prior_run_id in back.follows:
        con.execute("INSERT INTO run.follows VALUES (?, ?)", [run.run_id, prior_run_id])
    parameters = run.parameters
    bind(con, parameters)
    set_candidates(con, parameters, keys)
    fill_scope(con, parameters)
    check_plans(con, run)
    sum_evidence(con, parameters)
    score_all(con, parameters)
    if has_rewards(con, parameters):
        fill_rewards(con, parameters)
        con.execute(
            "INSERT INTO simulated.plan_used SELECT $run_id, org_id, benefit_year, plan_key FROM rewards.plan",
            {"run_id": run.run_id},
        )


def take_decisions(con: duckdb.DuckDBPyConnection, run: Run, back: LookBack, base: Baseline) -> None:
    """Grades that persons decided count as they did for the run that was, where the suggestion is still the same."""
    con.execute(
        "INSERT INTO scope.decided_grade BY NAME SELECT * REPLACE ($run_id AS run_id) FROM scope.decided_grade "
        "WHERE run_id = $base",
        {"run_id": run.run_id, "base": base.run.run_id},
    )
    before = (base.run.run_id, *(one for one, _ in base.prior), *base.follows)
    after = (run.run_id, *(one for one, _ in back.prior), *back.follows)
    for old, new in zip(before, after, strict=True):
        con.execute(
            "UPDATE scope.decided_grade SET graded_run_id = $new WHERE run_id = $run_id AND graded_run_id = $old",
            {"new": new, "old": old, "run_id": run.run_id},
        )
