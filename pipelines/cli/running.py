"""`appraise run`, `appraise publish`, `appraise demo`, `appraise airflow`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines.cli.restatements import print_moved
from pipelines.cli.shared import AsJson, Home, Lang, Project, app, print_json, progress, say, settings_from
from pipelines.cli.tables import print_appraisals, state_of
from pipelines.cli.words import WORDS, published_words, state_words
from pipelines.explain.sign_off_text import DISMISSED
from pipelines.settings import Settings


@app.command()
def run(
    period: Annotated[str, typer.Argument(help="2026Q3, 2026H1, 2026 or 2026-01-01..2026-09-30.")],
    org: Annotated[str | None, typer.Option("--org", help="Only this organisation.")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="With what was known on that day."),
    ] = None,
    home: Home = None,
    project: Project = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Compute a period; a run that stopped half-way goes on, a finished one is named."""
    from pipelines import steps

    settings = settings_from(home, project, lang=lang)
    day: date | None = as_of.date() if as_of else None
    with progress("starting") as update:
        run_id = steps.run(settings, period, org, day, update)
    if as_json:
        print_json({"run_id": run_id, "period": period, "state": state_of(settings, run_id)})
        return
    show_run(settings, run_id)


def show_run(settings: Settings, run_id: str) -> None:
    """Print who stands where in a computed run, how many it moved, and its state."""
    words = WORDS[settings.lang]
    print_appraisals(settings, run_id)
    print_moved(settings, run_id)
    state = state_of(settings, run_id)
    say(words["run"].format(run_id, state_words(state, settings.lang)))
    if state in DISMISSED:
        say(words[state])


@app.command()
def publish(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="Id of a computed run, or its beginning.")],
    home: Home = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Write the published databases with this run in them, and its workbooks, statements and reports."""
    from pipelines import steps

    settings = settings_from(home, lang=lang)
    with progress("publishing") as update:
        files = steps.publish(settings, run_id, update)
    if as_json:
        print_json([str(file) for file in files])
        return
    show_published(settings, files)


def show_published(settings: Settings, files: Sequence[Path]) -> None:
    """Print the published files and for whom each is."""
    for file in files:
        what = published_words(file.relative_to(settings.published).as_posix(), settings.lang)
        say(f"{file}  {what}")


@app.command()
def demo(
    regime: Annotated[
        Literal["enterprise", "central_enterprise", "district", "university", "province"] | None,
        typer.Option("--regime", help="Only the organisation under these rules; default: all five."),
    ] = None,
    scale: Annotated[
        int, typer.Option("--scale", min=1, max=50, help="So many times the people, projects, systems and records.")
    ] = 1,
    home: Home = None,
) -> None:
    """Make sample data of five made-up organisations, run both DAGs through Airflow and preview the running year.

    Prints a table for each organisation (the third quarter beside the year so far, gates, recommendations, alerts) and
    where the files and the published tables lie. The same data comes out every time.
    """
    from pipelines.cli.demo import run_demo

    run_demo(settings_from(home), regime, scale)


@app.command()
def airflow(
    home: Home = None,
    project: Project = None,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port of the page.")] = 8080,
) -> None:
    """Start Airflow with the DAGs; print its address and login. Ctrl-C stops it."""
    from pipelines.orchestration.server import serve

    serve(settings_from(home, project), port)
