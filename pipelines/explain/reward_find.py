"""Finds the reward a person asks about: an award, an innovation, or all awards of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from pipelines.errors import UnknownSubjectError
from pipelines.explain.find import Row, newest_run, rows
from pipelines.explain.unknown import unknown
from pipelines.period import parse_period
from pipelines.runs import Run, load_run

# How a person names a reward, in the order in which names are tried: what it is, its table, the columns that name it.
NAMES = (
    ("award", "result.reward_award", ("award_id",)),
    ("innovation", "result.reward_pool", ("innovation_id", "innovation_title")),
    ("person", "result.reward_award", ("person_id", "person_name")),
)
TRIED: dict[str | None, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    None: NAMES,
    "award": (NAMES[0], NAMES[2]),
    "innovation": NAMES[1:2],
}


@dataclass(frozen=True)
class Reward:
    """What was found in a run: `kind` award, innovation or person, and its name in the organisation."""

    run: Run
    kind: str
    org_id: str
    name: str


def condition(columns: Sequence[str]) -> str:
    """SQL for "is called $name": by id, by full name, or organisation/id."""
    return " OR ".join([f"org_id || '/' || {columns[0]} = $name", *(f"{column} = $name" for column in columns)])


def has_reward(con: duckdb.DuckDBPyConnection, name: str, period: str, run_id: str | None = None) -> bool:
    """Whether a computed run of the period (or the run) has a reward of that name."""
    return run_with(con, name, period, None, run_id) is not None


def find_reward(
    con: duckdb.DuckDBPyConnection,
    name: str,
    period: str,
    reward_type: str | None = None,
    run_id: str | None = None,
) -> Reward:
    """The reward of that name in the newest computed run of a period that has it (or in `run_id`).

    Raises UnknownSubjectError for a name nothing or several things have, PeriodError for a period never computed.
    """
    run = run_with(con, name, period, reward_type, run_id)
    if not run:
        run = load_run(con, run_id) if run_id else newest_run(con, period, name)
        raise unknown(con, run, name)
    for kind, table, columns in TRIED[reward_type]:
        found = rows(
            con,
            f"SELECT DISTINCT org_id, {columns[0]} AS id FROM {table} "
            f"WHERE run_id = $run_id AND ({condition(columns)}) ORDER BY ALL",
            {"run_id": run.run_id, "name": name},
        )
        if found:
            return Reward(run, kind, *the_one(name, kind, found))
    raise LookupError(name)


def the_one(name: str, kind: str, found: Sequence[Row]) -> tuple[str, str]:
    """Organisation and id of the only thing of that name. Raises UnknownSubjectError for several."""
    if len(found) > 1:
        several = ", ".join(f"{row['id']} of {row['org_id']}" for row in found)
        raise UnknownSubjectError(
            f'"{name}" is not one {kind} but several: {several}.',
            do=f"Give the organisation too: {found[0]['org_id']}/{found[0]['id']}.",
        )
    return str(found[0]["org_id"]), str(found[0]["id"])


def run_with(
    con: duckdb.DuckDBPyConnection, name: str, period: str, reward_type: str | None, run_id: str | None
) -> Run | None:
    """The run asked for, or the newest of the period, if it has a reward of that name."""
    parse_period(period)
    if run_id:
        run_id = load_run(con, run_id).run_id
    named = " UNION ".join(
        f"SELECT run_id FROM {table} WHERE {condition(columns)}" for _, table, columns in TRIED[reward_type]
    )
    found = con.execute(
        f"SELECT run_id FROM run.run WHERE run_id IN ({named}) AND CASE WHEN $run_id IS NULL "
        "THEN period = $period AND state = 'computed' "
        "AND run_kind(revision, provisional) <> 'look_back' ELSE run_id = $run_id END "
        "ORDER BY coalesce(sign_off, '') IN ('rejected', 'returned'), provisional, revision DESC, cut_off DESC, "
        "as_of_batch DESC, run_id LIMIT 1",
        {"name": name, "period": period, "run_id": run_id},
    ).fetchone()
    return load_run(con, str(found[0])) if found else None
