"""`appraise restatement`, and the line a new revision ends with."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli.shared import AsJson, Home, Lang, app, out, print_json, say, settings_from
from pipelines.explain.find import rows
from pipelines.explain.restated import SIDES, Restated, gather_restated, restated_runs
from pipelines.explain.restated_text import show_restated
from pipelines.explain.restated_words import WORDS
from pipelines.settings import Settings
from pipelines.warehouse import connect


@app.command()
def restatement(
    revised: Annotated[str, typer.Argument(metavar="PERIOD|RUN", help="A period (its newest revision) or a run.")],
    subject: Annotated[
        str | None, typer.Option("--subject", help="Only a department, CIO, organisation, innovation, award or person.")
    ] = None,
    shown: Annotated[int, typer.Option("--rows", min=0, help="Records shown for each metric.")] = 10,
    home: Home = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Show what a revision moved against the one before it, why, and the file and row of the records behind it."""
    settings = settings_from(home, lang=lang)
    if as_json:
        print_json([one.as_json() for one in find_restated(settings, revised, subject)])
        return
    show_restatement(settings, revised, subject, shown)


def find_restated(settings: Settings, revised: str, subject: str | None) -> list[Restated]:
    """What a run, or the newest revisions of a period, moved."""
    with connect(settings, read_only=True) as con:
        return [gather_restated(con, run, subject) for run in restated_runs(con, revised)]


def show_restatement(settings: Settings, revised: str, subject: str | None, shown: int) -> None:
    """Print it, with at most `shown` records for each metric."""
    for one in find_restated(settings, revised, subject):
        show_restated(one, out, settings.lang, shown, subject)


def print_moved(settings: Settings, run_id: str) -> None:
    """After a revision: how many it moved and where to look; after a look back: that it is one; else nothing."""
    words = WORDS[settings.lang]
    with connect(settings, read_only=True) as con:
        (sides,) = rows(con, SIDES, {"run_id": run_id})
        (counts,) = rows(
            con,
            "SELECT "
            "count(DISTINCT (org_id, subject_type, subject_id)) "
            "FILTER (WHERE subject_type NOT IN ('innovation', 'award')) AS subjects, "
            "count(DISTINCT (org_id, subject_id, person_id)) FILTER (WHERE subject_type = 'award') AS awards "
            "FROM result.restatement WHERE run_id = $run_id",
            {"run_id": run_id},
        )
    if sides["kind"] == "look_back":
        say(words["look_back"].format(**sides))
    elif sides["prior_run_id"]:
        say(words["moved"].format(**sides | counts))
