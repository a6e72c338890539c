"""Signatures: a person carries a computed run over review and publicity to confirmation and archive, sends it back for
correction, or rejects it.

Only a confirmed run pays: what it holds until then is a proposal. A signature changes nothing of a run; it is kept in
`run.signature`, and the last one's state in `run.run.sign_off`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import duckdb

from pipelines.errors import UserError
from pipelines.explain.sign_off_text import DISMISSED
from pipelines.models import has_rewards
from pipelines.period import Period
from pipelines.runs import ALL_ORGANISATIONS, Run, load_run
from pipelines.settings import Settings
from pipelines.settlements import check_settlements
from pipelines.sign_off_checks import (
    check_awards,
    check_day,
    check_decisions,
    check_publicity,
    check_signable,
    check_step,
    name_of,
)
from pipelines.sign_off_given import GivenGrade
from pipelines.sign_off_grades import Row, decisions_of, record_grades, resolve_grades
from pipelines.warehouse import rolled_back, transaction, writer

DECIDES = ("reviewed", "publicised", "confirmed")


@dataclass(frozen=True)
class Signature:
    """Who puts a run into a state `on` a day (None: today), and why, with the grades decided in doing so."""

    state: str
    by: str
    on: date | None = None
    reason: str | None = None
    grades: Sequence[GivenGrade] = ()


@dataclass(frozen=True)
class SignedOff:
    """A run after a signature. `public_until`: of one just publicised, the last day before it can be confirmed (None:
    unknown yet). `decisions`: rows of `signing.decision`, lapsed ones too; `to_recompute`: those that change awards.
    `open_appeals`: objections to results of the period that nobody has decided."""

    run: Run
    state: str
    signed_by: str
    signed_on: date
    public_until: date | None = None
    decisions: list[Row] = field(default_factory=list)
    to_recompute: list[Row] = field(default_factory=list)
    open_appeals: list[str] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether the decisions were kept and the run was not confirmed: its awards rest on other grades."""
        return self.state == "confirmed" and bool(self.to_recompute)


def sign(
    settings: Settings,
    run_id: str,
    state: str,
    by: str,
    on: date | None = None,
    reason: str | None = None,
    grades: Sequence[GivenGrade] = (),
) -> SignedOff:
    """Put a run into a state, signed `by` a person `on` a day (None: today), with the grades decided in doing so.

    Raises UserError, and changes nothing, for a signature that cannot stand. One exception: where a grade decided now
    would change an award of the run itself, the decision is kept and the confirmation refused.
    """
    return sign_all(settings, run_id, [Signature(state, by, on, reason, grades)])


def sign_all(settings: Settings, run_id: str, signatures: Sequence[Signature]) -> SignedOff:
    """Several signatures, one after the other: all stand, or none (see `sign`). Returns what the last one gave."""
    with writer(settings) as con:
        with transaction(con):
            *_, signed = [put_signature(con, run_id, one, settings.current_date()) for one in signatures]
        if signed.is_refused:
            raise must_be_computed_again(signed.run, signed.to_recompute)
        return signed


def check_signatures(settings: Settings, run_id: str, signatures: Sequence[Signature]) -> None:
    """Raises the UserError of the first signature that could not stand, and changes nothing.

    Those that would be refused with their decisions kept pass: the decisions are to be kept.
    """
    with writer(settings) as con, rolled_back(con):
        for one in signatures:
            put_signature(con, run_id, one, settings.current_date())


def put_signature(con: duckdb.DuckDBPyConnection, run_id: str, signature: Signature, today: date) -> SignedOff:
    """Check a signature and keep it, within the open transaction."""
    signed_by, words = name_of(signature.by), (signature.reason or "").strip() or None
    run, state = load_run(con, run_id), signature.state
    check_signable(con, run)
    check_step(con, run, state)
    day = check_day(con, run, signature.on or today, today)
    if state in DISMISSED and not words:
        raise UserError(f"Run {run.run_id} cannot be {state} without a reason.", do="Say why: --reason TEXT.")
    if signature.grades and state not in DECIDES:
        raise UserError(f"No grade is decided when a run is {state}.", do=f"Decide it at: {', '.join(DECIDES)}.")
    decided = resolve_grades(con, run, signature.grades)
    if state == "confirmed":
        check_publicity(con, run, day)
        if is_settlement(con, run):
            check_settlements(con, run)
    record_grades(con, run, decided, signed_by, day)
    if state in DECIDES:
        check_decisions(con, run)
    to_recompute = check_awards(con, run)
    if not (state == "confirmed" and to_recompute):
        record_signature(con, run, state, signed_by, day, words)
    until = con.execute("SELECT public_until FROM signing.publicity WHERE run_id = $1", [run.run_id]).fetchone()
    return SignedOff(
        load_run(con, run.run_id), state, signed_by, day, until[0] if until else None,
        decisions_of(con, run.run_id), to_recompute, open_appeals(con, run),
    )  # fmt: skip


def open_appeals(con: duckdb.DuckDBPyConnection, run: Run) -> list[str]:
    """The appeals to the run's period and organisations that wait for a decision, as organisation/appeal."""
    found = con.execute(
        "SELECT org_id || '/' || appeal_id FROM appeals.register "
        "WHERE state IN ('filed', 'accepted') AND period = $period AND $org_scope IN (org_id, $all) ORDER BY ALL",
        {"period": run.period, "org_scope": run.org_scope, "all": ALL_ORGANISATIONS},
    ).fetchall()
    return [str(name) for (name,) in found]


def is_settlement(con: duckdb.DuckDBPyConnection, run: Run) -> bool:
    """Whether a final run posts rewards when it is confirmed."""
    return Period(run.period, run.period_start, run.period_end).is_year and has_rewards(con, run.parameters)


def record_signature(
    con: duckdb.DuckDBPyConnection, run: Run, state: str, signed_by: str, day: date, reason: str | None
) -> None:
    """Keep a signature, and its state as that of the run."""
    con.execute(
        "INSERT INTO run.signature BY NAME SELECT $run_id AS run_id, $state AS state, "
        "(SELECT count(*) + 1 FROM run.signature WHERE run_id = $run_id) AS position, "
        "$by AS signed_by, $day AS signed_on, $reason AS reason",
        {"run_id": run.run_id, "state": state, "by": signed_by, "day": day, "reason": reason},
    )
    con.execute("UPDATE run.run SET sign_off = $state WHERE run_id = $id", {"state": state, "id": run.run_id})


def must_be_computed_again(run: Run, decisions: Sequence[Row]) -> UserError:
    """Why a run is not confirmed whose awards rest on grades that were decided otherwise."""
    named = "; ".join(
        f"{one['org_id']}/{one['subject_id']} {one['computed_grade']} -> {one['grade']}" for one in decisions
    )
    return UserError(
        f"Run {run.run_id} is not confirmed: its awards rest on grades that were decided otherwise ({named}). "
        "The decisions are kept.",
        do=f"Run {run.period} again: the new revision takes them in. Review, publicise and confirm that one.",
    )
