"""`appraise verify`, `appraise rebuild`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.shared import AsJson, Home, Lang, app, print_json, print_table, progress, say, settings_from
from pipelines.cli.verifying_words import WORDS, compared_words, found_words
from pipelines.errors import VerifyError

if TYPE_CHECKING:
    from pipelines.replay import Check, Rebuilt, Verification

Threads = Annotated[int | None, typer.Option("--threads", min=1, help="Threads to compute with [APPRAISE_THREADS].")]


@app.command()
def verify(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="Id of a finished run, or its beginning.")],
    threads: Threads = None,
    home: Home = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Compute a run again from the archive alone and compare it bit by bit; find what was changed behind its back.

    The archive is enough: on another machine give the folder that holds a copy of archive/ as --home. Nothing is
    changed. Exits with 18 where something differs.
    """
    from pipelines.replay import verify as verify_run

    settings = settings_from(home, lang=lang)
    with progress("verifying") as update:
        done = verify_run(settings, run_id, threads, update)
    show_verified(done, settings.lang, as_json=as_json)


def show_verified(done: Verification, lang: str, *, as_json: bool = False) -> None:
    """Print what was compared. Raises VerifyError naming what differs."""
    words, about = WORDS[lang], {"run_id": done.run_id, "period": done.period, "revision": done.revision}
    if as_json:
        print_json(asdict(done) | {"is_right": done.is_right})
    else:
        lines = [(*in_words(one, lang), one.is_right) for one in done.checks]
        print_table(str(words["title"]).format(**about), words["columns"], lines, lang=lang)
    if not done.is_right:
        wrong = "; ".join(": ".join(in_words(one, lang)) for one in done.checks if not one.is_right)
        raise VerifyError(str(words["wrong"]).format(wrong=wrong, **about), do=str(words["do"]))
    if not as_json:
        say(str(words["right"]).format(journal=done.journal_sha256))


@app.command()
def rebuild(threads: Threads = None, home: Home = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """Make the whole warehouse anew from the archive, reach the same hashes, and put it in its place.

    Needs archive/ alone. A warehouse that is there stays beside the new one; where anything differs or a file of the
    archive is damaged, it stays in its place.
    """
    from pipelines.replay import rebuild as rebuild_all

    settings = settings_from(home, lang=lang)
    with progress("rebuilding") as update:
        done = rebuild_all(settings, threads, update)
    if as_json:
        print_json(asdict(done) | {"before": str(done.before) if done.before else None})
        return
    show_rebuilt(done, settings.lang)


def show_rebuilt(done: Rebuilt, lang: str) -> None:
    """Print what was made anew and where the warehouse of before lies."""
    words = WORDS[lang]
    told = str(words["rebuilt"]).format(
        batches=done.batch_count, runs=done.run_count, signatures=done.signature_count, journal=done.journal_sha256
    )
    say(told)
    if done.before:
        say(str(words["before"]).format(before=done.before))


def in_words(check: Check, lang: str) -> tuple[str, str]:
    """What was compared and what was found, in the reader's language."""
    return compared_words(check.what, lang), found_words(check.found, lang)
