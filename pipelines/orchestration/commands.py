"""What tasks do that are commands too: the same steps, and the command's tables in the task's log.

Parameters are named as those of the DAGs (`parameters.py`). Each raises the UserError of its command.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipelines import steps
from pipelines.cli.fetching import show_fetched
from pipelines.cli.ingesting import show_taken_in
from pipelines.cli.restatements import show_restatement
from pipelines.cli.running import show_published, show_run
from pipelines.cli.simulated import show
from pipelines.cli.verifying import show_rebuilt, show_verified
from pipelines.errors import InputError, UserError
from pipelines.explain.sign_off_text import DISMISSED
from pipelines.orchestration.days import settings_on
from pipelines.orchestration.parameters import CONFIRMATION
from pipelines.period import parse_period
from pipelines.replay import rebuild as rebuild_all
from pipelines.replay import verify as verify_run
from pipelines.settings import Settings
from pipelines.sign_off_answers import Answer, dismissed, run_asked_about, sign_answer
from pipelines.simulate import simulate as run_simulation
from pipelines.warehouse import connect

# Airflow shows what is logged as information; standard error would be shown as errors.
progress = logging.getLogger(__name__).info


def fetch(sources: Sequence[str] | None, since: str | None, everything: bool, lang: str) -> None:
    """Fetch what is new, or again, of sources and of the object storage."""
    settings = settings_on(None, lang)
    show_fetched(settings, steps.fetch_new(settings, sources or (), since, everything=everything, say=progress))


def take_in(day: str | None, paths: Sequence[str] | None, lang: str) -> None:
    """Take in files by their paths within the inbox, those received on a day, or else everything new."""
    settings = settings_on(None, lang)
    named = [*(paths or ()), *(received_on(settings, date.fromisoformat(day)) if day else ())]
    show_taken_in(settings, *steps.ingest(settings, [settings.incoming / path for path in named], progress))


def received_on(settings: Settings, day: date) -> list[str]:
    """The files whose batches came on a day. Raises InputError when none did."""
    with connect(settings, read_only=True) as con:
        found = con.execute(
            "SELECT DISTINCT source_file FROM ingest.batch WHERE received_on = $day ORDER BY ALL", {"day": day}
        ).fetchall()
    if not found:
        raise InputError(f"Nothing was received on {day}.", do="Give a day on which files came, or paths.")
    return [file for (file,) in found]


def compute(period: str, org: str | None, as_of: str | None, lang: str) -> str:
    """Compute a period with what was known on the day `as_of`. Returns the run's id."""
    return compute_with(settings_on(None, lang), period, org, date.fromisoformat(as_of) if as_of else None)


def compute_with(settings: Settings, period: str, org: str | None, as_of: date | None = None) -> str:
    """Compute a period on given settings and show it. Returns the run's id."""
    run_id = steps.run(settings, period, org, as_of, progress)
    show_run(settings, run_id)
    return run_id


def compute_all(periods: Sequence[str], org: str | None, as_of: str | None, lang: str) -> list[str]:
    """Compute several periods, the one that ends first before the others. Returns the runs' ids in that order."""
    spans = sorted(set(map(parse_period, periods)), key=lambda one: (one.end, one.start, one.name))
    return [compute(span.name, org, as_of, lang) for span in spans]


def publish(run: str, lang: str | None) -> None:
    """Publish a computed run."""
    settings = settings_on(None, lang)
    show_published(settings, steps.publish(settings, run, progress))


def stage(run: str) -> list[str]:
    """Write the databases of a publishing aside. Returns the organisations whose documents are to be written."""
    return steps.stage(Settings(), run, progress)


def write_documents(run: str, org: str) -> None:
    """Write one organisation's documents aside."""
    steps.write_documents(Settings(), run, org, progress)


def exchange(run: str, lang: str | None) -> None:
    """Put in place what was written aside."""
    settings = settings_on(None, lang)
    show_published(settings, steps.exchange(settings, run, progress))


def publish_all(runs: Sequence[str], lang: str) -> None:
    """Publish several runs, one after another."""
    for run in runs:
        publish(run, lang)


def find_run(run: str) -> str:
    """The whole id of a run that is named by its beginning."""
    return run_asked_about(Settings(), run).run_id


def sign(run: str, answer: Mapping[str, Any], lang: str | None = None) -> None:
    """Sign what a person answered. Raises DismissedError, once that is published, for a run sent back or rejected.

    Repeated, nothing is signed twice.
    """
    answered = Answer.of_json(answer)
    settings = settings_on(answered.answered_on, lang)
    signed = sign_answer(settings, run, answered)
    progress(f"run {run}: {signed.sign_off} by {answered.signed_by} on {answered.signed_on}")
    if answered.state in DISMISSED:
        steps.publish(settings, run, progress)
        raise dismissed(signed, answered)


def restatement(revised: str, subject: str | None, rows: int, lang: str) -> None:
    """Show what the newest revision of a period, or a run, moved and why."""
    show_restatement(settings_on(None, lang), revised, subject, rows)


def simulate(schemes: Sequence[str], periods: Sequence[str], org: str | None, as_if_in_force: bool, lang: str) -> None:
    """Show what changed rules would have done; their paths are within the project's folder."""
    settings = settings_on(None, lang)
    files = [Path(settings.project / scheme) for scheme in schemes]
    show(run_simulation(settings, files, periods, org, as_if_in_force=as_if_in_force, progress=progress), lang)


def verify(run: str, lang: str) -> None:
    """Compute a run again from the archive and compare."""
    show_verified(verify_run(settings_on(None, lang), run, progress=progress), lang)


def rebuild(confirm: str, lang: str) -> None:
    """Make the warehouse anew from the archive. Raises UserError unless `confirm` is the word itself."""
    if confirm != CONFIRMATION:
        raise UserError(
            "Rebuilding puts a new warehouse in the place of the present one and was not confirmed.",
            do=f'Type "{CONFIRMATION}" into the parameter confirm.',
        )
    show_rebuilt(rebuild_all(settings_on(None, lang), progress=progress), lang)
