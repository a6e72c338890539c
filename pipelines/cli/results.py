"""`appraise explain`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from pipelines.cli.shared import AsJson, Home, Lang, app, out, settings_from
from pipelines.explain.gather import gather
from pipelines.explain.text import show
from pipelines.warehouse import connect


@app.command()
def explain(
    subject: Annotated[str, typer.Argument(help="Id or full name of a department or CIO.")],
    period: Annotated[str, typer.Option("--period", help="Period, as in `appraise run`.")],
    subject_type: Annotated[
        Literal["department", "cio", "organization"] | None, typer.Option("--type", help="Where several fit.")
    ] = None,
    run_id: Annotated[str | None, typer.Option("--run", help="A certain run instead of the newest.")] = None,
    rows: Annotated[int, typer.Option("--rows", min=0, help="Evidence rows shown for each indicator.")] = 5,
    home: Home = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Take a score apart: indicator, curve, clause, rule version and the source rows that cost points."""
    settings = settings_from(home, lang=lang)
    with connect(settings, read_only=True) as con:
        explanation = gather(con, subject, period, subject_type, run_id)
    if as_json:
        out.print_json(explanation.as_json(), ensure_ascii=False)
    else:
        show(explanation, out, settings.lang, rows)
