"""`appraise fetch`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.shared import AsJson, Home, Lang, Project, app, print_json, print_table, progress, say, settings_from
from pipelines.cli.words import FETCHED
from pipelines.fetch import Fetched, fetch_new, raise_failed
from pipelines.settings import Settings


@app.command()
def fetch(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Sources that read a database; none: all, and the object storage.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", help="Fetch one source again from this value of its incremental column on."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Fetch all rows and objects again.")] = False,
    home: Home = None,
    project: Project = None,
    inbox: Annotated[Path | None, typer.Option(help="Folder where files arrive [APPRAISE_INBOX].")] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Fetch into the inbox what is new in databases and object storage; `appraise ingest` then takes it in."""
    settings = settings_from(home, project, inbox=inbox, lang=lang)
    with progress("looking what is to be fetched") as update:
        done = fetch_new(settings, sources or (), since, everything=everything, say=update)
    show_fetched(settings, done, as_json=as_json)


def show_fetched(settings: Settings, done: Sequence[Fetched], *, as_json: bool = False) -> None:
    """Print what came of each source. Raises what failed."""
    words = FETCHED[settings.lang]
    if as_json:
        print_json([asdict(one) | {"error": str(one.error) if one.error else None} for one in done])
    else:
        lines = [
            (one.source, words[one.outcome], one.row_count, one.since, one.until, one.file or None) for one in done
        ]
        print_table(words["title"], words["columns"].split("|"), lines, lang=settings.lang)
        for one in done:
            if one.again:
                say(words["again"].format(one.source, one.again))
        if not done:
            say(words["nothing"])
    raise_failed(done)
