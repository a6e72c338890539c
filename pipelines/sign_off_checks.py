"""What must hold before a signature stands. Each check raises a UserError that says what to do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb

from pipelines.errors import UserError
from pipelines.runs import Run
from pipelines.yaml_file import did_you_mean

# A state, and those it may follow (None: computed, and nobody has signed).
FOLLOWS: dict[str, tuple[str | None, ...]] = {
    "reviewed": (None,),
    "publicised": ("reviewed",),
    "confirmed": ("publicised",),
    "archived": ("confirmed",),
    "returned": (None, "reviewed", "publicised"),
    "rejected": (None, "reviewed", "publicised", "returned"),
}
# An award rests on the grade of its own benefit year; what another grade would keep of it, by the plan.
CHANGED_AWARDS = """
    SELECT decided.*
    FROM signing.decision AS decided
    INNER JOIN run.run AS runs ON decided.run_id = runs.run_id
    INNER JOIN scope.reward_plan AS plans ON decided.run_id = plans.run_id AND decided.org_id = plans.org_id
    LEFT JOIN compiled.reward_number AS before
        ON plans.plan_key = before.plan_key AND before.name = 'grade_percent' AND decided.computed_grade = before.code
    LEFT JOIN compiled.reward_number AS after
        ON plans.plan_key = after.plan_key AND after.name = 'grade_percent' AND decided.grade = after.code
    WHERE
        decided.run_id = $run_id AND decided.subject_type = 'cio' AND decided.status <> 'lapsed'
        AND before.value IS DISTINCT FROM after.value
        AND EXISTS (
            SELECT 1 FROM result.reward_award AS awards
            WHERE
                awards.run_id = decided.run_id AND awards.org_id = decided.org_id
                AND awards.person_id = decided.subject_id
                AND awards.benefit_year = extract('year' FROM runs.period_end)
        )
    ORDER BY decided.org_id, decided.subject_id
"""
# What was decided on an earlier revision after the run had read the decisions, and not decided anew on it.
MISSED = """
    WITH decided AS (
        SELECT decided.*
        FROM run.decided_grade AS decided
        INNER JOIN run.run AS runs ON decided.run_id = runs.run_id
        WHERE runs.period = $period AND runs.org_scope = $scope AND runs.revision < $revision
        QUALIFY row_number() OVER (
            PARTITION BY decided.org_id, decided.subject_type, decided.subject_id
            ORDER BY runs.revision DESC, decided.position DESC
        ) = 1
    )

    SELECT org_id || '/' || subject_id FROM decided
    WHERE
        grade <> suggested_grade
        AND (org_id, subject_type, subject_id, suggested_grade, grade) NOT IN (
            SELECT (known.org_id, known.subject_type, known.subject_id, known.suggested_grade, known.grade)
            FROM scope.decided_grade AS known WHERE known.run_id = $run_id AND known.graded_run_id = $run_id
        )
        AND (org_id, subject_type, subject_id) NOT IN (
            SELECT (own.org_id, own.subject_type, own.subject_id)
            FROM run.decided_grade AS own WHERE own.run_id = $run_id
        )
    ORDER BY ALL
"""


def name_of(by: str) -> str:
    """The signer's name. Raises UserError for one without a letter."""
    name = " ".join(by.split())
    if not any(letter.isalnum() for letter in name):
        raise UserError("Nobody has signed: the name is empty.", do="Give the name of who signs: --by NAME.")
    return name


def check_signable(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """A run that is finished, final and no look back."""
    if run.state != "computed":
        raise UserError(f"Run {run.run_id} is only {run.state}.", do=f"Finish it: appraise run {run.period}")
    if run.provisional:
        raise UserError(
            f"Run {run.run_id} is a preview of {run.period}, which was still open.",
            do=f"When the period is over: appraise run {run.period}, and sign that run.",
        )
    if run.revision == 0:
        raise UserError(
            f"Run {run.run_id} looks back at what was known of {run.period} on an earlier day.",
            do="Sign the newest revision of the period: see `appraise status`.",
        )


def check_step(con: duckdb.DuckDBPyConnection, run: Run, state: str) -> None:
    """The state follows the one before, nobody gave it yet, and no newer revision has taken the run's place."""
    if state not in FOLLOWS:
        raise UserError(f'No run can become "{state}".', do=did_you_mean(state, FOLLOWS))
    signed = con.execute(
        "SELECT state, signed_by, signed_on FROM run.signature WHERE run_id = $1 ORDER BY position", [run.run_id]
    ).fetchall()
    for before, by, day in signed:
        if before == state:
            raise UserError(f"Run {run.run_id} was {state} by {by} on {day} already.", do=what_next(signed[-1][0]))
    last = signed[-1][0] if signed else None
    if last not in FOLLOWS[state]:
        raise UserError(f"Run {run.run_id} is {last or 'computed'}; it cannot become {state}.", do=what_next(last))
    # A confirmed run pays, whatever came after; it is to be archived all the same.
    if state != "archived":
        check_newest(con, run)


def what_next(state: str | None) -> str:
    """Which states may follow."""
    possible = [name for name, after in FOLLOWS.items() if state in after]
    return f"It can become {' or '.join(possible)}." if possible else "Nothing follows."


def check_newest(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """No newer finished revision of the period and scope stands that is not rejected; one that was returned keeps its
    place until it is corrected."""
    newer = con.execute(
        "SELECT run_id, revision FROM run.run WHERE period = $period AND org_scope = $scope AND revision > $revision "
        "AND state = 'computed' AND NOT provisional AND sign_off IS DISTINCT FROM 'rejected' "
        "ORDER BY revision DESC LIMIT 1",
        {"period": run.period, "scope": run.org_scope, "revision": run.revision},
    ).fetchone()
    if newer:
        raise UserError(
            f"Run {run.run_id} is revision {run.revision} of {run.period}, and revision {newer[1]} "
            f"({newer[0]}) has taken its place.",
            do=f"Sign {newer[0]}; or reject it first, if this one is to stand.",
        )


def check_decisions(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """No grade was decided on an earlier revision since the run was frozen: it would be lost unseen."""
    about = {"period": run.period, "scope": run.org_scope, "revision": run.revision, "run_id": run.run_id}
    missed = [str(subject) for (subject,) in con.execute(MISSED, about).fetchall()]
    if missed:
        raise UserError(
            f"Since run {run.run_id} was frozen, a grade was decided on an earlier revision: {', '.join(missed)}.",
            do=f"Run {run.period} again, which takes it in; or decide the grade on this run.",
        )


def check_day(con: duckdb.DuckDBPyConnection, run: Run, day: date, today: date) -> date:
    """A day that has come, not before the signature before it, nor before the period was over and its data were in."""
    if day > today:
        raise UserError(f"{day} has not come yet: today is {today}.", do="Sign on the day itself.")
    last = con.execute(
        "SELECT state, signed_on FROM run.signature WHERE run_id = $1 ORDER BY position DESC LIMIT 1", [run.run_id]
    ).fetchone()
    if last and day < last[1]:
        raise UserError(f"{day} is before the run was {last[0]}, on {last[1]}.", do=f"Give {last[1]} or a later day.")
    data = con.execute("SELECT received_on FROM ingest.batch WHERE batch_id = $1", [run.as_of_batch]).fetchone()
    earliest = max(run.period_end + timedelta(days=1), data[0] if data else run.period_end)
    if day < earliest:
        raise UserError(
            f"{day} is before the run could be there: its period was over and its data had come on {earliest}.",
            do=f"Give {earliest} or a later day.",
        )
    return day


def check_publicity(con: duckdb.DuckDBPyConnection, run: Run, day: date) -> None:
    """The run was public for as many whole working days as its rules ask for, the day of publicising not counted."""
    row = con.execute(
        "SELECT publicised_on, working_days, public_until FROM signing.publicity WHERE run_id = $1", [run.run_id]
    ).fetchone()
    publicised_on, working_days, until = row or (None, None, None)
    if working_days is None:
        raise UserError(
            f"The rules run {run.run_id} was computed with do not say how long a result is public.",
            do=f'Give every scheme and plan its "procedure" and run {run.period} again.',
        )
    if until is None:
        raise UserError(
            f"{working_days} working days after {publicised_on} reach beyond the published calendar of working days.",
            do="Add the days of the State Council's arrangement to working_days.csv, or update chinesecalendar.",
        )
    if day <= until:
        raise UserError(
            f"Run {run.run_id}, publicised on {publicised_on}, is public until {until} ({working_days} working days).",
            do=f"Confirm it from {until + timedelta(days=1)} on.",
        )


def check_awards(con: duckdb.DuckDBPyConnection, run: Run) -> list[dict[str, Any]]:
    """The decisions in effect on the run that would change what somebody is awarded in it: it reckoned otherwise."""
    found = con.execute(CHANGED_AWARDS, {"run_id": run.run_id})
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
