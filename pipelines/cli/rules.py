"""`appraise check`, `appraise try`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.shared import AsJson, Home, Project, app, err, out, print_json, print_table, settings_from
from pipelines.rule_files import check_rule_files
from pipelines.schemes import load_catalogue
from pipelines.schemes.calculator import try_values
from pipelines.schemes.find import find_scheme
from pipelines.schemes.given import parse_given


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Files to check [all].")] = None,
    home: Home = None,
    project: Project = None,
) -> None:
    """Check schemes, feeds, sources and expectations; say what is wrong, in which line, and what to do."""
    checked, errors = check_rule_files(settings_from(home, project), files)
    for error in errors[:-1]:
        err.print(f"error: {error}", soft_wrap=True, highlight=False, markup=False)
    if errors:
        raise errors[-1]
    out.print(f"{checked} files checked, nothing wrong.")


@app.command(name="try")
def try_(
    scheme: Annotated[str, typer.Argument(help="MIIT_DEPT, MIIT_DEPT@2026.1 or a scheme file.")],
    value: Annotated[
        list[str], typer.Option("--value", help="METRIC=93.5 in the metric's unit, or METRIC=187/200. May be repeated.")
    ],
    home: Home = None,
    project: Project = None,
    as_json: AsJson = False,
) -> None:
    """Points, score and grade for given values; indicators without a value are not applicable."""
    settings = settings_from(home, project)
    catalogue = load_catalogue(settings.project)
    found = find_scheme(scheme, settings.schemes, settings.current_date(), catalogue)
    result = try_values(found, parse_given(value, found, catalogue), catalogue)
    if as_json:
        print_json(result.as_json())
        return
    names = {name: metric.title.en for name, metric in catalogue.metrics.items()}
    rows = [
        (one.metric_id, names[one.metric_id], one.value, one.points, one.weight, one.contribution)
        for one in result.indicators
    ]
    print_table(
        f"{found.scheme} {found.version}", ("metric", "name", "value", "points", "weight", "contribution"), rows
    )
    grade = result.grade or "none: too little weight is given"
    out.print(f"score {result.score} (exactly {result.base_score}), grade {grade}", highlight=False)
    out.print(f"measured weight {result.measured_weight} %", highlight=False)
