"""What a person answers who is asked about a run (publicise, confirm, send back, reject it): tried, and signed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import duckdb

from pipelines.errors import DismissedError, UserError
from pipelines.explain.sign_off_text import DISMISSED
from pipelines.runs import Run, load_run
from pipelines.settings import Settings
from pipelines.sign_off import Signature, check_signatures, sign_all
from pipelines.sign_off_checks import check_newest, check_signable
from pipelines.sign_off_given import parse_grade
from pipelines.warehouse import connect, writer

# The states that a run has when what was asked for is done.
REACHED = {"publicised": ("publicised", "confirmed", "archived"), "confirmed": ("confirmed", "archived")}
# The states in which a run waits for what is asked (None: nobody has signed).
WAITING = {"publicised": (None, "reviewed"), "confirmed": ("publicised",)}
SIGNED = "SELECT signed_by, signed_on, reason FROM run.signature WHERE run_id = $run_id AND state = $state"


@dataclass(frozen=True)
class Answer:
    """The state a person decided on, signed `signed_on` and said on the day `answered_on`; `grades`: as
    `SUBJECT=GRADE:REASON`."""

    state: str
    signed_by: str
    signed_on: date
    answered_on: date
    reason: str | None = None
    grades: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For one task to hand to the next."""
        days = {"signed_on": str(self.signed_on), "answered_on": str(self.answered_on)}
        return asdict(self) | days | {"grades": list(self.grades)}

    @classmethod
    def of_json(cls, given: Mapping[str, Any]) -> Answer:
        days = {name: date.fromisoformat(given[name]) for name in ("signed_on", "answered_on")}
        return cls(**{**given, **days, "grades": tuple(given["grades"])})


def run_asked_about(settings: Settings, run_id: str) -> Run:
    """The run of that id, or of its beginning."""
    with connect(settings, read_only=True) as con:
        return load_run(con, run_id)


def known_answer(settings: Settings, run_id: str, asked: str) -> Answer | None:
    """The answer that stands already; None where a person is to be asked whether the run becomes `asked`.

    Raises UserError where nobody can be: the run is not finished, not that far, or overtaken by a newer revision.
    """
    with writer(settings) as con:
        run = load_run(con, run_id)
        check_signable(con, run)
        if run.sign_off in REACHED[asked]:
            return signed_answer(con, run, asked)
        if run.sign_off in DISMISSED:
            return signed_answer(con, run, str(run.sign_off))
        check_newest(con, run)
        if run.sign_off not in WAITING[asked]:
            raise UserError(
                f"Run {run.run_id} of {run.period} is {run.sign_off or run.state}; it cannot become {asked} yet.",
                do="Answer the question of the DAG that computed it first, or sign it: appraise sign.",
            )
        return None


def signed_answer(con: duckdb.DuckDBPyConnection, run: Run, state: str) -> Answer:
    """The signature of a state as an answer."""
    row = con.execute(SIGNED, {"run_id": run.run_id, "state": state}).fetchall()[0]
    return Answer(state, row[0], row[1], row[1], row[2])


def check_answer(settings: Settings, run_id: str, answer: Answer) -> None:
    """Raises UserError where the answer cannot be signed; changes nothing."""
    if answer.state in DISMISSED and not (answer.reason or "").strip():
        raise UserError("Sending back or rejecting needs a reason.", do="Fill in why (reason).")
    check_signatures(settings, run_id, signatures_of(run_asked_about(settings, run_id), answer))


def sign_answer(settings: Settings, run_id: str, answer: Answer) -> Run:
    """Sign what was answered, unless that has been done. Returns the run.

    Raises UserError where it cannot be signed, and where a decided grade makes it necessary to compute the period anew.
    """
    run = run_asked_about(settings, run_id)
    if run.sign_off in REACHED.get(answer.state, (answer.state,)):
        return run
    return sign_all(settings, run_id, signatures_of(run, answer)).run


def signatures_of(run: Run, answer: Answer) -> list[Signature]:
    """The signatures an answer gives: who publicises a run nobody has reviewed has reviewed it."""
    grades = [parse_grade(one) for one in answer.grades]
    last = Signature(answer.state, answer.signed_by, answer.signed_on, answer.reason, grades)
    if answer.state == "publicised" and run.sign_off is None:
        return [Signature("reviewed", answer.signed_by, answer.signed_on), last]
    return [last]


def dismissed(run: Run, answer: Answer) -> DismissedError:
    """Why nothing follows a run that was sent back or rejected."""
    said = {"returned": "退回更正 sent back", "rejected": "驳回 rejected"}[answer.state]
    return DismissedError(
        f"{run.period}, revision {run.revision} ({run.run_id}): {said} by {answer.signed_by} on {answer.signed_on}: "
        f"{answer.reason}",
        do="Correct the records or the rules: the next run of the period is a new revision.",
    )
