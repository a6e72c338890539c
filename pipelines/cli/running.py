"""`appraise run`, `appraise publish`, `appraise demo`, `appraise airflow`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import typer

from pipelines.cli.restatements import print_moved
from pipelines.cli.shared import AsJson, Home, Project, app, out, print_json, progress, settings_from
from pipelines.cli.tables import print_appraisals, state_of


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
    as_json: AsJson = False,
) -> None:
    """Compute a period; a run that stopped half-way goes on, a finished one is named."""
    from pipelines import steps

    settings = settings_from(home, project)
    day: date | None = as_of.date() if as_of else None
    with progress("starting") as say:
        run_id = steps.run(settings, period, org, day, say)
    if as_json:
        print_json({"run_id": run_id, "period": period, "state": state_of(settings, run_id)})
        return
    print_appraisals(settings, run_id)
    print_moved(settings, run_id)
    state = state_of(settings, run_id)
    out.print(f"Run {run_id} ({state}). Publish it with: appraise publish {run_id}", highlight=False)
    if state == "rejected":
        out.print("The same data and rules give what was rejected: correct them, and run the period again.")


@app.command()
def publish(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="Id of a computed run, or its beginning.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write the published files with this run in them."""
    from pipelines import steps

    with progress("publishing"):
        files = steps.publish(settings_from(home), run_id)
    if as_json:
        print_json([str(file) for file in files])
        return
    for file in files:
        out.print(str(file), highlight=False, soft_wrap=True)


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
    port: Annotated[int, typer.Option("--port", help="Port of the page.")] = 8080,
) -> None:
    """Start Airflow with the DAGs; print its address and login. Ctrl-C stops it."""
    from pipelines.orchestration.server import serve

    serve(settings_from(home, project), port)
