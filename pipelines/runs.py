"""Runs: what is computed, from which data, rules and code; the id of a run is derived from these alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from pipelines.errors import PeriodError, UnknownSubjectError
from pipelines.parameters import Parameters
from pipelines.period import Period
from pipelines.settings import PROJECT_DIR
from pipelines.warehouse import set_variables
from pipelines.working_days import calendar_sha256
from pipelines.yaml_file import did_you_mean

ALL_ORGANISATIONS = "*"
CODE_PARTS = (
    "pipelines/**/*.py", "sql/**/*.sql", "feeds/*.yaml", "expectations/**/*.yaml", "metrics/*.yaml", "working_days.csv",
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """One computation, as it stands in `run.run`."""

    run_id: str
    period: str
    period_start: date
    period_end: date
    cut_off: date
    as_of_batch: int
    org_scope: str
    revision: int
    provisional: bool
    state: str
    published: bool
    sign_off: str | None = None

    @property
    def org_id(self) -> str | None:
        """The one organisation the run covers, or None for all."""
        return None if self.org_scope == ALL_ORGANISATIONS else self.org_scope

    @property
    def parameters(self) -> Parameters:
        """What the run's queries name."""
        return Parameters(self.run_id, self.period_start, self.period_end, self.cut_off, self.as_of_batch, self.org_id)


def sha256_of(parts: Iterable[object]) -> str:
    """One hash of several values, each told apart from its neighbours."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part}\x00".encode())
    return digest.hexdigest()


def id_of(inputs: Iterable[object], follows: Iterable[str]) -> str:
    """The id of the run with these inputs that follows these settlements."""
    return sha256_of((*inputs, *follows))[:16]


@cache
def code_sha256() -> str:
    """The hash of all that decides a number and is no data: Python, SQL, feeds, metrics, expectations, the calendar."""
    files = sorted(file for part in CODE_PARTS for file in PROJECT_DIR.glob(part))
    # A newer release of the calendar library may know a year this one does not.
    return sha256_of([*(f"{file.relative_to(PROJECT_DIR)} {digest_of(file)}" for file in files), calendar_sha256()])


def digest_of(file: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def settled_batch(con: duckdb.DuckDBPyConnection, as_of: date | None) -> int:
    """The last batch received by `as_of` (None: ever) with every batch up to it loaded or refused.

    Raises PeriodError when there is none.
    """
    row = con.execute(
        """
        SELECT max(batch_id) FROM ingest.batch
        WHERE
            received_on <= coalesce($as_of, DATE '9999-12-31')
            AND batch_id < coalesce(
                (SELECT min(batch_id) FROM ingest.batch WHERE state NOT IN ('loaded', 'refused')), 2147483647
            )
        """,
        {"as_of": as_of},
    ).fetchone()
    loaded = con.execute("SELECT count(*) FROM ingest.batch WHERE state = 'loaded'").fetchone()
    if not row or row[0] is None or not loaded or not loaded[0]:
        known = f" as of {as_of}" if as_of else ""
        raise PeriodError(f"There is no data{known}.", do="Run `appraise ingest` first.")
    return int(row[0])


def data_sha256(con: duckdb.DuckDBPyConnection, as_of_batch: int) -> str:
    """The hash of all deliveries loaded up to a batch, in their order, but for appeals, which no result reads."""
    rows = con.execute(
        "SELECT batch_id, feed, source, file_sha256, contract_sha256 FROM ingest.batch "
        "WHERE state = 'loaded' AND batch_id <= $batch AND feed <> 'appeal' ORDER BY batch_id",
        {"batch": as_of_batch},
    ).fetchall()
    return sha256_of(str(row) for row in rows)


def check_organisation(con: duckdb.DuckDBPyConnection, org_id: str, as_of_batch: int) -> None:
    """Raises UnknownSubjectError, with the nearest id, for an organisation the data do not have."""
    set_variables(con, {"as_of_batch": as_of_batch})
    known = [row[0] for row in con.execute("SELECT DISTINCT org_id FROM records.organization").fetchall()]
    if org_id not in known:
        raise UnknownSubjectError(f'There is no organisation "{org_id}".', do=did_you_mean(org_id, known))


def check_scope(con: duckdb.DuckDBPyConnection, run: Run) -> None:
    """Raises PeriodError for a run that would appraise nobody."""
    values = {"run_id": run.run_id}
    if con.execute("SELECT 1 FROM scope.subject WHERE run_id = $run_id LIMIT 1", values).fetchone():
        return
    whom = f"organisation {run.org_id}" if run.org_id else "any organisation"
    if not con.execute("SELECT 1 FROM scope.scheme WHERE run_id = $run_id LIMIT 1", values).fetchone():
        raise PeriodError(
            f"No scheme in force on {run.period_end} is for the regime of {whom}.",
            do="Look at `regime` and `in_force` of the schemes, and at the regime of the organisation.",
        )
    raise PeriodError(
        f"Nobody of {whom} is to be appraised in {run.period}.",
        do="Deliver the departments that are appraised and exist in the period.",
    )


def prior_runs(
    con: duckdb.DuckDBPyConnection, period: Period, org_scope: str, as_of_batch: int
) -> list[tuple[str, str]]:
    """(run, year) of a final run of each earlier year and the same scope; none unless it is a year.

    That is the newest confirmed one, else the newest finished one that is neither rejected nor returned.

    What a grade recommends may depend on the grades of the years before, so these runs are part of what is read; a look
    back reads those that were made with no newer data than its own.
    """
    if not period.is_year:
        return []
    found = con.execute(
        "SELECT arg_max(run_id, (coalesce(sign_off IN ('confirmed', 'archived'), false), revision)), period "
        "FROM run.run WHERE run_kind(revision, provisional) = 'final' AND state = 'computed' "
        "AND coalesce(sign_off, '') NOT IN ('rejected', 'returned') AND org_scope = $org_scope AND period_end < $start "
        "AND as_of_batch <= $batch AND regexp_full_match(period, '[0-9]{4}') GROUP BY period ORDER BY period",
        {"org_scope": org_scope, "start": period.start, "batch": as_of_batch},
    ).fetchall()
    return [(str(run_id), str(year)) for run_id, year in found]


def load_run(con: duckdb.DuckDBPyConnection, run_id: str) -> Run:
    """The run of that id (or unique beginning of an id). Raises UnknownSubjectError when there is none."""
    rows = con.execute(
        "SELECT run_id, period, period_start, period_end, cut_off, as_of_batch, org_scope, revision, provisional, "
        "state, published, sign_off FROM run.run ORDER BY run_id"
    ).fetchall()
    known = {row[0]: row for row in rows}
    return Run(*known[whole_id(run_id, list(known))])


def whole_id(name: str, known: Sequence[str], none: str = "There is no run") -> str:
    """The known id that is the name or, alone, begins so. Raises UnknownSubjectError for none or several."""
    found = [name] if name in known else [run_id for run_id in known if run_id.startswith(name)]
    if len(found) > 1:
        what = f'Several runs begin with "{name}": {", ".join(found)}.'
        raise UnknownSubjectError(what, do="Write more of it.")
    if not found:
        do = did_you_mean(name, known) if known else "Run `appraise run` first."
        raise UnknownSubjectError(f'{none} "{name}".', do=do)
    return found[0]


def set_state(con: duckdb.DuckDBPyConnection, run_id: str, state: str) -> None:
    con.execute("UPDATE run.run SET state = $state WHERE run_id = $run_id", {"state": state, "run_id": run_id})
