"""The steps of the nightly and the quarterly job, called alike by the command and the DAGs.

Each step opens the warehouse, does its work in one transaction (the ingest steps: one a batch) and closes it. A step
that has been done is not done again; one that was interrupted left nothing behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb

from pipelines.decided_grades import decided_grades, store_decided
from pipelines.errors import InputError, PeriodError
from pipelines.fetch import Fetched, fetch_new, raise_failed
from pipelines.ingest.batches import standing_refusals
from pipelines.ingest.intake import Delivery, Loaded, archive_new, load_new
from pipelines.journal import archive_rules, note_rules, seal
from pipelines.models import fill_restatement, fill_rewards, fill_scope, has_rewards, store_reports, sum_evidence
from pipelines.models import score as score_subjects
from pipelines.models.scope import set_candidates
from pipelines.nights import Due, Marked, check_order, find_due, mark_night, missing_of, note_due
from pipelines.period import parse_period, quarter_of
from pipelines.publish.publish import exchange_run, publish_run, stage_documents, stage_run
from pipelines.revisions import (
    check_revision,
    is_look_back,
    known_revision,
    next_revision,
    published_newer,
    revision_id,
)
from pipelines.run_step import advance, record
from pipelines.runs import (
    ALL_ORGANISATIONS,
    Run,
    check_organisation,
    check_scope,
    code_sha256,
    data_sha256,
    load_run,
    prior_runs,
    settled_batch,
    sha256_of,
)
from pipelines.schemes import load_rules
from pipelines.settings import Settings
from pipelines.settlements import (
    check_plans,
    check_settlements,
    known_settlement,
    settled_before,
    standing_settlements,
)
from pipelines.validate.incoming import Verdict, validate_new
from pipelines.validate.results import check_run
from pipelines.warehouse import hold, transaction, writer

__all__ = [
    "COMPUTING",
    "Progress",
    "archive_new",
    "check_day",
    "check_results",
    "count_evidence",
    "exchange",
    "fetch",
    "fetch_new",
    "freeze",
    "ingest",
    "known_gaps",
    "load_new",
    "mark",
    "preview",
    "publish",
    "report_refusals",
    "restate",
    "reward",
    "run",
    "score",
    "silent",
    "stage",
    "validate_new",
    "write_documents",
]

Progress = Callable[[str], None]


def silent(_: str) -> None:
    """Progress that nobody watches."""


def fetch(settings: Settings, progress: Progress = silent) -> list[Fetched]:
    """Fetch into the inbox what is new in databases and object storage.

    Raises, once everything was tried, FetchError where something may go well later, else the first mistake.
    """
    done = fetch_new(settings, say=progress)
    raise_failed(done)
    return done


def ingest(
    settings: Settings, paths: Sequence[Path] | None = None, progress: Progress = silent
) -> tuple[list[Delivery], list[Verdict], list[Loaded]]:
    """Take in what is new: archive it, validate it, load it into history."""
    progress("archiving new files")
    deliveries = archive_new(settings, paths)
    progress("validating new batches")
    verdicts = validate_new(settings)
    progress("loading accepted batches")
    return deliveries, verdicts, load_new(settings)


def report_refusals(settings: Settings) -> None:
    """Raises InputError naming every refused file that still lies in the inbox and nothing has replaced."""
    with writer(settings) as con:
        standing = [f"{file}: {why}" for file, why in standing_refusals(con, settings)]
    if standing:
        listed = "\n       ".join(standing)
        raise InputError(
            f"refused files in the inbox: {len(standing)}; the others are taken in.\n       {listed}",
            do="`appraise status` tells the reasons. Mend the files or sources/*.yaml; the next night tries again.",
        )


def check_day(settings: Settings) -> None:
    """Raises UserError when something was received after the settings' today already: what is done comes too late."""
    with writer(settings) as con:
        check_order(con, settings.current_date())


def mark(settings: Settings, day: date, night: str) -> tuple[Marked, list[Due]]:
    """Keep that the night of `day` brought in what came until the day before, and what is due since.

    `night` is the id of its run. Returns what it brought of each feed and what this run announces as due; may be
    repeated.
    """
    with writer(settings) as con:
        marked = mark_night(con, settings, day - timedelta(days=1))
        with transaction(con):
            return marked, note_due(con, day, find_due(con, settings, day), night)


def known_gaps(settings: Settings, period: str) -> list[str]:
    """What was missing of a period when it came to be due last, a line for each thing."""
    with writer(settings) as con:
        return missing_of(con, period)


def freeze(
    settings: Settings,
    period: str,
    org: str | None = None,
    as_of: date | None = None,
    day: date | None = None,
) -> str:
    """Fix what a run reads: period, organisations, schemes, data as of a batch, code. Returns the run's id.

    `as_of`: with the data received by that day (None: all); in a period still open, what is due by `as_of`, else by
    today, counts. `day` makes it a preview of what is due by that day. With older data than a finished revision of the
    period has read it is a look back, no revision. The same inputs give the same id, so a run
    that exists already is named, not made again. Raises PeriodError
    for a period without data or rules, UnknownSubjectError for an unknown organisation.
    """
    span, today = parse_period(period), settings.current_date()
    if as_of and as_of > today:
        raise PeriodError(f"Nothing is known yet of {as_of}: today is {today}.", do="Give a day that has come.")
    cut_off = span.cut_off(day or as_of or today)
    if cut_off < span.start:
        do = "Choose a later day to look from, or an earlier period."
        raise PeriodError(f"The period {period} has not begun on {cut_off}.", do=do)
    rules = load_rules(settings.schemes)
    candidates = rules.keys_in_force(span.end)
    if not candidates:
        raise PeriodError(
            f"No scheme or reward plan is in force on {span.end}.", do=f"Look at in_force in {settings.schemes}."
        )
    org_scope, start = ALL_ORGANISATIONS if org is None else org, time.monotonic()
    rule_files = archive_rules(settings.archive, settings.project)
    with writer(settings) as con:
        as_of_batch = settled_batch(con, as_of)
        if org is not None:
            check_organisation(con, org, as_of_batch)
        hashes = (data_sha256(con, as_of_batch), sha256_of(candidates), code_sha256())
        # On its last day a period is still open.
        provisional = day is not None or cut_off < span.end or today <= span.end
        prior = prior_runs(con, span, org_scope, as_of_batch)
        follows = standing_settlements(con, org, span, provisional)
        builds_on = [run for run, _ in prior] + settled_before(con, follows, span)
        decided = decided_grades(con, span, org_scope, builds_on, as_of)
        inputs = (span, cut_off, provisional, org_scope, *hashes, *prior, *(one.key for one in decided))
        is_revision = not provisional and not is_look_back(con, span, org_scope, as_of_batch)
        revision = next_revision(con, span, org_scope) if is_revision else 0
        known = None
        if not provisional:
            known = known_settlement(con, span, org_scope, inputs, follows)
            known = known or known_revision(con, span, org_scope, inputs, follows, as_of_batch)
        run_id = known or revision_id(inputs, revision, follows)
        if con.execute("SELECT 1 FROM run.run WHERE run_id = $id", {"id": run_id}).fetchone():
            return run_id
        run = Run(
            run_id, span.name, span.start, span.end, cut_off, as_of_batch, org_scope,
            revision, provisional, "frozen", False,
        )  # fmt: skip
        with transaction(con):
            rules.store(con)
            con.execute(
                "INSERT INTO run.run BY NAME SELECT $run_id AS run_id, $period AS period, $start AS period_start, "
                "$end AS period_end, $cut_off AS cut_off, $batch AS as_of_batch, $org AS org_scope, "
                "$revision AS revision, $provisional AS provisional, $data AS data_sha256, "
                "$schemes AS schemes_sha256, $code AS code_sha256, 'frozen' AS state, false AS published, "
                "$as_of AS as_of",
                {
                    "run_id": run_id, "period": run.period, "start": run.period_start, "end": run.period_end,
                    "cut_off": cut_off, "batch": as_of_batch, "org": org_scope, "revision": run.revision,
                    "provisional": provisional, "data": hashes[0], "schemes": hashes[1], "code": hashes[2],
                    "as_of": as_of,
                },
            )  # fmt: skip
            note_rules(con, run_id, rule_files)
            set_candidates(con, run.parameters, candidates)
            for prior_run_id, year in prior:
                con.execute("INSERT INTO run.prior VALUES (?, ?, ?)", [run_id, prior_run_id, year])
            for prior_run_id in follows:
                con.execute("INSERT INTO run.follows VALUES (?, ?)", [run_id, prior_run_id])
            store_decided(con, run_id, decided)
            fill_scope(con, run.parameters)
            check_plans(con, run)
            if not has_rewards(con, run.parameters):
                check_scope(con, run)
            record(con, run_id, 0, "done", start)
    return run_id


def count_evidence(settings: Settings, run_id: str) -> None:
    """Sum the evidence of every metric for every subject of the run."""
    advance(settings, run_id, "evidence", lambda con, run: sum_evidence(con, run.parameters))


def score(settings: Settings, run_id: str) -> None:
    """Turn sums into points, contributions, scores, ranks and grades, and keep the rows that cost points."""

    def compute(con: duckdb.DuckDBPyConnection, run: Run) -> None:
        score_subjects(con, run.parameters)
        store_reports(con, run.parameters)

    advance(settings, run_id, "score", compute)


def reward(settings: Settings, run_id: str) -> None:
    """Work out what innovations bring to whom and post what a settlement adds to what stands.

    Raises UserError when another settlement came to stand since the run was frozen.
    """

    def compute(con: duckdb.DuckDBPyConnection, run: Run) -> None:
        if has_rewards(con, run.parameters):
            fill_rewards(con, run.parameters)
            check_settlements(con, run)

    advance(settings, run_id, "reward", compute)


def restate(settings: Settings, run_id: str) -> None:
    """Say what moved since the revision before, and why: `result.restatement`, down to the records behind it.

    Raises UserError when a newer revision was finished first.
    """

    def compute(con: duckdb.DuckDBPyConnection, run: Run) -> None:
        check_revision(con, run)
        fill_restatement(con, run)

    advance(settings, run_id, "restate", compute)


def check_results(settings: Settings, run_id: str) -> None:
    """Check the results against `expectations/results` and seal them: from here on their hashes are known.

    Raises CheckError when a check that stops the run fails.
    """

    def compute(con: duckdb.DuckDBPyConnection, run: Run) -> None:
        if has_rewards(con, run.parameters):
            check_settlements(con, run)  # Between the two steps another may have come to stand.
        check_revision(con, run)
        check_run(con, run)
        seal(con, run.run_id)

    advance(settings, run_id, "check", compute)


# What a frozen run still needs, in words and in order.
COMPUTING = (
    ("counting evidence", count_evidence),
    ("scoring", score),
    ("working out rewards", reward),
    ("comparing with the revision before", restate),
    ("checking results", check_results),
)


def publish(settings: Settings, run_id: str, progress: Progress = silent) -> list[Path]:
    """Write the published files anew with this run among the published ones. Returns their paths."""
    return publish_run(settings, run_id, progress)


def stage(settings: Settings, run_id: str, progress: Progress = silent) -> list[str]:
    """Publishing in three steps, the first: the databases, aside. Returns the organisations that get documents."""
    return stage_run(settings, run_id, progress)


def write_documents(settings: Settings, run_id: str, org: str, progress: Progress = silent) -> None:
    """The second, which needs no warehouse and may be done for many organisations at once: documents, aside."""
    stage_documents(settings, run_id, org, progress)


def exchange(settings: Settings, run_id: str, progress: Progress = silent) -> list[Path]:
    """The third: put everything in place, whole or not at all; what the others left out is written first."""
    return exchange_run(settings, run_id, progress)


def run(
    settings: Settings,
    period: str,
    org: str | None = None,
    as_of: date | None = None,
    progress: Progress = silent,
    day: date | None = None,
) -> str:
    """All steps from freeze to check; a run that stopped half-way goes on where it stopped. Returns its id."""
    progress("freezing period, rules and data")
    with hold(settings):
        run_id = freeze(settings, period, org, as_of, day)
        if is_computed(settings, run_id):
            progress(f"run {run_id} holds the answer already; nothing is computed again")
            return run_id
        for words, step in COMPUTING:
            progress(words)
            step(settings, run_id)
    return run_id


def is_computed(settings: Settings, run_id: str) -> bool:
    """Whether a run is finished."""
    with writer(settings) as con:
        return load_run(con, run_id).state == "computed"


def preview(settings: Settings, day: date, progress: Progress = silent) -> str:
    """Compute and publish the quarter as it stood when `day` began. Returns the run's id.

    What was due by the day before counts, so that nothing due on `day` itself is held against anyone. A night that is
    repeated takes nothing newer out of the published files: then its preview is not published.
    """
    last = day - timedelta(days=1)
    run_id = run(settings, quarter_of(last).name, progress=progress, day=last)
    with writer(settings) as con:
        newer = published_newer(con, load_run(con, run_id))
    if newer:
        progress(f"run {newer}, which is newer, stays published")
    else:
        publish(settings, run_id, progress)
    return run_id
