"""Registering appeals: each step of one is written as a small file of the feed `appeal` and taken in like any delivery.

So history, archive and quarantine hold it as they hold everything else, and there is one way in.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import duckdb

from pipelines import steps
from pipelines.errors import InputError, UnknownSubjectError, UserError
from pipelines.explain.find import Row, find_subject, rows
from pipelines.explain.unknown import unknown
from pipelines.feeds import feed_named
from pipelines.runs import Run, load_run
from pipelines.settings import Settings
from pipelines.validate.incoming import Verdict
from pipelines.warehouse import connect
from pipelines.yaml_file import did_you_mean

Outcome = Literal["upheld", "rejected"]
Remedy = Literal["finding", "correction", "adjustment"]
OPEN = ("filed", "accepted")
FEED = "appeal"
# An id that is also the name of a file.
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
LARGEST = 10**12  # what the feed's numbers hold before the point


@dataclass(frozen=True)
class Objection:
    """What somebody objects to: the score of a subject in a run, an indicator of it (`metric`), or an award.

    `subject_type` where several things have that name; `expected` in the unit of what is objected to.
    """

    run_id: str
    subject: str
    grounds: str
    subject_type: str | None = None
    metric: str | None = None
    expected: Decimal | None = None


def file_appeal(settings: Settings, objection: Objection, on: date | None = None, appeal_id: str | None = None) -> Row:
    """Register an appeal filed `on` a day (None: today). Returns its row of the register.

    One that comes after its deadline is registered and says so. Raises UserError for what cannot be objected to,
    UnknownSubjectError for a run, subject or indicator that is not there.
    """
    day, grounds = past_day(settings, on), in_one_line(objection.grounds)
    if not grounds:
        raise UserError("An appeal needs its grounds.", do="Give --grounds.")
    with connect(settings, read_only=True) as con:
        run = load_run(con, objection.run_id)
        if run.state != "computed":
            raise UserError(f"Run {run.run_id} is only {run.state}: nobody has its results yet.", do="Finish it first.")
        record = target(con, run, objection)
        name = appeal_id or next_id(con, str(record["org_id"]), day)
        if not ID.fullmatch(name):
            raise UserError(f'"{name}" cannot be the ID of an appeal.', do="Use letters, digits, '.', '_' and '-'.")
        if register(con, name, str(record["org_id"])):
            raise UserError(f"The appeal {name} of {record['org_id']} is registered already.", do="Give another --id.")
    record |= {"appeal_id": name, "run_id": run.run_id, "grounds": grounds, "filed_on": day, "state": "filed"}
    return deliver(settings, record | {"expected_value": checked(objection.expected)}, "filed")


def decide_appeal(
    settings: Settings,
    appeal_id: str,
    outcome: Outcome,
    reason: str,
    remedy: Remedy | None = None,
    reference: str | None = None,
    on: date | None = None,
) -> Row:
    """Decide an open appeal, once. Returns its row of the register. Raises UserError for what contradicts itself."""
    day, why = past_day(settings, on), in_one_line(reason)
    if not why:
        raise UserError("A decision needs its reason.", do="Give --reason.")
    if outcome != "upheld" and (remedy or reference):
        raise UserError("Only an appeal that is upheld leads to a remedy.", do="Leave out --remedy and --reference.")
    record = open_record(settings, appeal_id)
    if day < record["filed_on"]:
        filed = record["filed_on"]
        raise UserError(f"It was filed on {filed}, after {day}.", do="Give the day it was decided on: --on DAY.")
    decision = {"state": "decided", "outcome": outcome, "decided_on": day, "decision_reason": why}
    return deliver(settings, record | decision | remedy_of(remedy, reference), "decided")


def name_remedy(settings: Settings, appeal_id: str, remedy: Remedy, reference: str) -> Row:
    """Say what an upheld appeal leads to, where its decision left that open. Returns its row of the register."""
    record = standing_record(settings, appeal_id)
    if record["outcome"] != "upheld":
        raise UserError(
            f"The appeal {appeal_id} is not upheld, so nothing follows from it.", do="Look at the register."
        )
    if record["remedy_reference"]:
        named = f"{record['remedy']} {record['remedy_reference']}"
        raise UserError(f"The appeal {appeal_id} leads to {named} already.", do="Deliver that record.")
    return deliver(settings, record | remedy_of(remedy, reference), "remedy")


def withdraw_appeal(settings: Settings, appeal_id: str) -> Row:
    """Withdraw an open appeal. Returns its row of the register."""
    return deliver(settings, open_record(settings, appeal_id) | {"state": "withdrawn"}, "withdrawn")


def register(con: duckdb.DuckDBPyConnection, appeal_id: str | None = None, org_id: str | None = None) -> list[Row]:
    """The register of appeals, or those of an id (ORG/ID: of one organisation), in its order."""
    return rows(
        con,
        "SELECT * FROM appeals.register WHERE ($id IS NULL OR appeal_id = $id OR org_id || '/' || appeal_id = $id) "
        "AND org_id = coalesce($org, org_id) ORDER BY org_id, appeal_id",
        {"id": appeal_id, "org": org_id},
    )


def target(con: duckdb.DuckDBPyConnection, run: Run, objection: Objection) -> Row:
    """The fields that name the result row objected to."""
    subject, kind, metric = objection.subject, objection.subject_type, objection.metric
    if kind != "award" and (found := find_subject(con, run, subject, kind)):
        named = {name: found[name] for name in ("org_id", "subject_type", "subject_id")}
        if metric is not None:
            known = metrics_of(con, run, named)
            if metric not in known:
                what = f'"{metric}" is no indicator of {named["subject_id"]} in run {run.run_id}.'
                raise UnknownSubjectError(what, do=did_you_mean(metric, known))
        return named | {"metric_id": metric}
    awards = rows(
        con,
        "SELECT org_id, 'award' AS subject_type, award_id AS subject_id FROM result.reward_award WHERE "
        "run_id = $run_id AND $subject IN (award_id, org_id || '/' || award_id) ORDER BY org_id",
        {"run_id": run.run_id, "subject": subject},
    )
    if len(awards) > 1:
        do = f"Give the organisation too: {awards[0]['org_id']}/{subject}."
        raise UnknownSubjectError(f'Several organisations have an award "{subject}".', do=do)
    if kind not in (None, "award") or not awards:
        raise unknown(con, run, subject)
    if metric is not None:
        raise UserError("An award has an amount and no indicators.", do="Leave out --metric.")
    return awards[0] | {"metric_id": None}


def metrics_of(con: duckdb.DuckDBPyConnection, run: Run, named: Row) -> list[str]:
    found = rows(
        con,
        "SELECT metric_id FROM result.indicator_score WHERE run_id = $run_id AND org_id = $org_id "
        "AND subject_type = $subject_type AND subject_id = $subject_id ORDER BY metric_id",
        named | {"run_id": run.run_id},
    )
    return [str(row["metric_id"]) for row in found]


def next_id(con: duckdb.DuckDBPyConnection, org_id: str, day: date) -> str:
    """The first free number of the year: 2026-001."""
    taken = {row["appeal_id"] for row in register(con, org_id=org_id)}
    return next(name for n in range(1, len(taken) + 2) if (name := f"{day.year}-{n:03}") not in taken)


def standing_record(settings: Settings, appeal_id: str) -> Row:
    """The record of an appeal as it stands. Raises UnknownSubjectError for an id that none or several have."""
    with connect(settings, read_only=True) as con:
        found = register(con, appeal_id)
        if len(found) > 1:
            do = f"Give the organisation too: {found[0]['org_id']}/{appeal_id}."
            raise UnknownSubjectError(f'Several organisations have an appeal "{appeal_id}".', do=do)
        if not found:
            known = [str(row["appeal_id"]) for row in register(con)]
            do = did_you_mean(appeal_id, known) if known else "None is registered: `appraise appeal file`."
            raise UnknownSubjectError(f'There is no appeal "{appeal_id}".', do=do)
        key = {name: found[0][name] for name in feed_named(FEED).key}
        return rows(con, "SELECT * FROM records.appeal WHERE org_id = $org_id AND appeal_id = $appeal_id", key)[0]


def open_record(settings: Settings, appeal_id: str) -> Row:
    """The same of an appeal that waits for a decision. Raises UserError when it does not."""
    record = standing_record(settings, appeal_id)
    if record["state"] not in OPEN:
        how = f"{record['outcome']} on {record['decided_on']}" if record["outcome"] else record["state"]
        raise UserError(f"The appeal {appeal_id} is not open: {how}.", do="Nothing that was decided is changed.")
    return record


def deliver(settings: Settings, record: Mapping[str, object], step: str) -> Row:
    """Write the record as a file of its own below the inbox, take it in, and give the appeal's row of the register.

    A file that is not accepted is taken away again. Raises InputError saying why.
    """
    appeal_id, org_id = str(record["appeal_id"]), str(record["org_id"])
    file = settings.incoming / FEED / f"{file_name(org_id)}-{file_name(appeal_id)}-{step}.csv"
    write(file, record)
    try:
        deliveries, verdicts, _ = steps.ingest(settings, [file])
        refusals = [one.message for one in deliveries if one.outcome == "refused"]
        batches = {one.batch_id for one in deliveries}
        refusals += [reasons(settings, one) for one in verdicts if one.batch_id in batches and one.refusal]
        if refusals:
            raise InputError(f"The appeal was not accepted: {' '.join(refusals)}", do="Nothing was registered.")
    except UserError:
        file.unlink(missing_ok=True)
        raise
    with connect(settings, read_only=True) as con:
        return register(con, appeal_id, org_id)[0]


def reasons(settings: Settings, verdict: Verdict) -> str:
    """Why a delivery of one record was refused: what is wrong with the record, if anything."""
    with connect(settings, read_only=True) as con:
        found = con.execute(
            "SELECT DISTINCT coalesce(column_name || ' ', '') || reason FROM ingest.quarantine "
            "WHERE batch_id = $batch ORDER BY ALL",
            {"batch": verdict.batch_id},
        ).fetchall()
    return " ".join(str(row[0]) for row in found) or str(verdict.refusal)


def write(file: Path, record: Mapping[str, object]) -> None:
    """One record under the feed's Chinese headings. The file must be new, so that of two at once only one succeeds."""
    fields = feed_named(FEED).fields
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="") as out:
            table = csv.writer(out, lineterminator="\n")
            table.writerow(field.heading.zh for field in fields)
            table.writerow("" if record.get(field.name) is None else str(record[field.name]) for field in fields)
    except FileExistsError as error:
        do = "Look at `appraise appeal list`; where the appeal is not there, run `appraise ingest`."
        raise UserError("this step of the appeal was delivered already.", do=do, file=file) from error
    except PermissionError as error:
        raise UserError("cannot be written.", do="Give write access to the inbox.", file=file) from error


def file_name(text: str) -> str:
    """An id as part of a file's name; one that does not fit is told apart by its hash."""
    return text if ID.fullmatch(text) else hashlib.sha256(text.encode()).hexdigest()[:16]


def remedy_of(remedy: Remedy | None, reference: str | None) -> Row:
    """The fields of a remedy. Raises UserError for a reference that cannot be one."""
    if reference and not remedy:
        raise UserError("A reference without a remedy says nothing.", do="Give --remedy too.")
    if reference and remedy == "correction":
        feed, slash, record_id = reference.partition("/")
        if not (slash and record_id):
            do = "Write it as feed/ID, such as project/PRJ-1."
            raise UserError(f'"{reference}" does not name a corrected record.', do=do)
        feed_named(feed)
    return {"remedy": remedy, "remedy_reference": reference}


def past_day(settings: Settings, day: date | None) -> date:
    """The day, or today. Raises UserError for one that has not come."""
    today = settings.current_date()
    if day and day > today:
        raise UserError(f"{day} has not come yet: today is {today}.", do="Give the day it happened on.")
    return day or today


def checked(expected: Decimal | None) -> Decimal | None:
    """The value expected, as it is. Raises UserError for one the feed's numbers cannot hold exactly."""
    if expected is None:
        return None
    if not expected.is_finite() or abs(expected) >= LARGEST or expected != expected.quantize(Decimal("0.000001")):
        raise UserError(f"{expected} cannot be the value expected.", do="Give a number with at most six decimals.")
    return Decimal(f"{expected:f}")


def in_one_line(text: str) -> str:
    return " ".join(text.split())
