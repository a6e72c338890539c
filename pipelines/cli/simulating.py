"""`appraise simulate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.shared import AsJson, Home, Lang, Project, app, print_json, progress, settings_from


@app.command()
def simulate(
    scheme: Annotated[
        list[Path],
        typer.Option("--scheme", help="File of a changed scheme or reward plan; several at once are tried together."),
    ],
    period: Annotated[
        list[str], typer.Option("--period", help="Period, as in `appraise run`; several one after another.")
    ],
    org: Annotated[str | None, typer.Option("--org", help="Only this organisation.")] = None,
    as_if_in_force: Annotated[
        bool, typer.Option("--as-if-in-force", help="Try it on days on which it is not in force, too.")
    ] = False,
    home: Home = None,
    project: Project = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """What changed rules would have done, against what was, split into rules, data and both together.

    Nothing is written: the warehouse is only read. Each file takes the place of the rules for the same subjects; all
    others stay as they applied then. Shows amounts by person.
    """
    from pipelines.cli.simulated import show
    from pipelines.cli.simulated_json import content
    from pipelines.simulate import simulate as run_simulation

    settings = settings_from(home, project, lang=lang)
    with progress("reading") as update:
        found = run_simulation(settings, scheme, period, org, as_if_in_force=as_if_in_force, progress=update)
    if as_json:
        print_json(content(found))
    else:
        show(found, settings.lang)
