"""Tells the journal's entries again, one after another, into a scratch home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import rmtree
from typing import Any

import duckdb

from pipelines import steps
from pipelines.errors import RuleError, VerifyError
from pipelines.ingest.history import load_batch
from pipelines.journal import FACTS, INPUT_TABLES, Entry, restore_rules
from pipelines.models import fill_scope
from pipelines.parameters import bind
from pipelines.replay.scratch import lay_file, lay_records
from pipelines.runs import load_run
from pipelines.schemes import load_rules
from pipelines.settings import Settings
from pipelines.warehouse import hold, text, transaction, writer

Row = Mapping[str, Any]


def tell(home: Path, scratch: Settings, entries: Sequence[Entry], progress: steps.Progress = steps.silent) -> None:
    """Make anew what the entries tell: load the batches, freeze and compute the runs, sign and publish as it was.

    `home` holds the archive. Raises VerifyError for a file that is gone or changed, RuleError or CheckError where
    this program can no longer do what was done.
    """
    together: list[Entry] = []
    with hold(scratch):
        for entry in entries:
            together.append(entry)
            if entry.kind == "result":
                store(home, scratch, together)
                together = []
                compute(scratch, entry.id, progress)
        store(home, scratch, together)


def store(home: Path, scratch: Settings, entries: Sequence[Entry]) -> None:
    """Put facts back, each in one transaction."""
    with writer(scratch) as con:
        for entry in entries:
            with transaction(con):
                note(con, entry)
                if entry.kind == "batch":
                    store_batch(con, home, scratch.home, entry.content)
                elif entry.kind == "run":
                    store_run(con, scratch, home / "archive", entry)
                elif entry.kind in FACTS:
                    insert(con, FACTS[entry.kind][0], [entry.content])
                elif entry.kind == "published":
                    con.execute(
                        "UPDATE run.run SET published = list_contains($ids, run_id)", {"ids": entry.content["run_ids"]}
                    )
            if entry.kind == "batch" and entry.content["batch"]["state"] == "loaded":
                load_batch(con, entry.content["batch"]["batch_id"])
            if entry.kind == "signature":
                con.execute(
                    "UPDATE run.run SET sign_off = $state WHERE run_id = $run_id",
                    {"state": entry.content["state"], "run_id": entry.content["run_id"]},
                )


def note(con: duckdb.DuckDBPyConnection, entry: Entry) -> None:
    """The scratch warehouse has this entry already."""
    con.execute(
        "INSERT INTO run.journal VALUES ($1, $2, $3, $4, $5)",
        [entry.sequence, entry.kind, entry.id, entry.text, entry.sha256],
    )


def store_batch(con: duckdb.DuckDBPyConnection, home: Path, scratch: Path, content: Row) -> None:
    """A batch as it stood when it had been validated, ready to be loaded; a refused one as it was refused."""
    batch = dict(content["batch"])
    if batch["state"] == "loaded":
        batch["state"] = "validated"
        batch |= dict.fromkeys(("inserted_count", "changed_count", "unchanged_count", "closed_count"))
        lay_records(con, home, scratch, batch)
    insert(con, "ingest.batch", [batch])
    about = {"batch_id": batch["batch_id"], "feed": batch["feed"]}
    insert(con, "ingest.expectation_result", [about | row for row in content["expectations"]])
    if aside := content["set_aside"]:
        file = text(str(lay_file(home, scratch, aside["file"], aside["sha256"])))
        con.execute(
            "INSERT INTO ingest.quarantine BY NAME SELECT $batch_id AS batch_id, $feed AS feed, source_row, "
            f"record_key, reason_code, column_name, found, reason FROM read_parquet({file}) "
            "WHERE kind = 'quarantined' ORDER BY ALL",
            about,
        )
        con.execute(
            "INSERT INTO ingest.left_out BY NAME SELECT $batch_id AS batch_id, source_row, reason "
            f"FROM read_parquet({file}) WHERE kind = 'left_out' ORDER BY ALL",
            {"batch_id": batch["batch_id"]},
        )


def store_run(con: duckdb.DuckDBPyConnection, scratch: Settings, archive: Path, entry: Entry) -> None:
    """A run as it stood when it had been frozen, with the rules of then and whom it covers worked out anew."""
    about, inputs = entry.content["run"], entry.content["inputs"]
    if not inputs["run.rule_file"]:
        raise VerifyError(
            f"Run {entry.id} was frozen by a version that did not archive its rules.",
            do="It stays as it is; only runs frozen since can be made anew.",
        )
    rmtree(scratch.project, ignore_errors=True)
    restore_rules(archive, {row["path"]: row["file_sha256"] for row in inputs["run.rule_file"]}, scratch.project)
    load_rules(scratch.schemes).store(con)
    insert(con, "run.run", [about | {"state": "frozen", "published": False}])
    for table in INPUT_TABLES:
        insert(con, table, [{"run_id": entry.id} | row for row in inputs.get(table, [])])
    check_candidates(con, entry.id)
    run = load_run(con, entry.id)
    bind(con, run.parameters)
    fill_scope(con, run.parameters)


def check_candidates(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Raises RuleError where the archived rules no longer compile to what they were."""
    known = "SELECT scheme_key FROM compiled.scheme UNION ALL SELECT plan_key FROM compiled.reward_plan"
    row = con.execute(
        f"SELECT min(scheme_key) FROM scope.candidate WHERE run_id = $1 AND scheme_key NOT IN ({known})", [run_id]
    ).fetchone()
    if row and row[0]:
        raise RuleError(
            f"This version of the program no longer reads {row[0]} as it was read for run {run_id}.",
            do="Use the version that computed the run.",
        )


def compute(scratch: Settings, run_id: str, progress: steps.Progress) -> None:
    """All steps of a frozen run."""
    for words, step in steps.COMPUTING:
        progress(f"{run_id}: {words}")
        step(scratch, run_id)


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Insert rows given by column."""
    for row in rows:
        names, places = ", ".join(row), ", ".join(f"${name}" for name in row)
        con.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", dict(row))
