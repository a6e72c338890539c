"""`appraise check`, `appraise try`, `appraise docs`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.rewards_tried import print_reward, refuse_negative
from pipelines.cli.shared import AsJson, Home, Lang, Project, app, err, out, print_json, print_table, settings_from
from pipelines.rule_files import check_rule_files
from pipelines.schemes import load_catalogue
from pipelines.schemes.calculator import try_values
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.exact import plain_text
from pipelines.schemes.find import FILE_ENDINGS, find_plan, find_scheme
from pipelines.schemes.given import parse_given
from pipelines.schemes.load import is_plan, load_plan, plan_paths
from pipelines.schemes.reward_calculator import try_amounts
from pipelines.schemes.reward_given import NAMES, parse_amounts
from pipelines.schemes.rule_book import write_rule_book
from pipelines.schemes.tried import TryResult

EFFECTS = {
    "lowest_grade": "the lowest grade",
    "graded_as_at_most": "graded as at most {score}",
    "no_grade": "no grade",
}
WITHHELD = (("commendation", "withholds_commendation"), ("reward", "withholds_reward"))
WITHOUT_GRADE = {"no_grade": "none: a gate forbids it", "insufficient_data": "none: too little weight is given"}


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
    scheme: Annotated[
        str,
        typer.Argument(help="MIIT_DEPT, MIIT_DEPT@2026.1 or a scheme file; or a reward plan: MIIT_REWARD."),
    ],
    value: Annotated[
        list[str],
        typer.Option(
            "--value",
            help="METRIC=93.5 in the metric's unit, or METRIC=187/200; facts of gates too: serious_incidents=1. "
            f"Of a reward plan an amount: {', '.join(f'{name} ({what})' for name, what in NAMES.items())}.",
        ),
    ],
    share: Annotated[
        list[str] | None,
        typer.Option(
            "--share",
            help="Of a reward plan: a contributor's share in percent, 25, 40:main (main contributor) or 25:leader "
            "(CIO or head of a unit; a main contributor too).",
        ),
    ] = None,
    home: Home = None,
    project: Project = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Points, score and grade for given values, with the gates they trip; or what a reward plan gives.

    Indicators without a value are not applicable; facts of gates without a value did not happen. A reward is settled as
    if the organisation had adopted the plan in time; without after_tax_profit, pay or budget these limit nothing. Only
    rewards are told in Chinese.
    """
    settings = settings_from(home, project, lang=lang)
    catalogue = load_catalogue(settings.project)
    if share or names_plan(scheme, settings.schemes, catalogue):
        plan = find_plan(scheme, settings.schemes, settings.current_date(), catalogue)
        tried = try_amounts(plan, refuse_negative(parse_amounts(value, share or (), plan)))
        if as_json:
            print_json(tried.as_json())
        else:
            print_reward(tried, plan, settings.lang)
        return
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
    for line in told(result):
        out.print(line, highlight=False, markup=False, soft_wrap=True)
    if quota := found.quota:
        at_most = f"at most {plain_text(quota.percent.value)} % may be {quota.grade}"
        out.print(f"without the quota, which needs all subjects: {at_most}", highlight=False)


def names_plan(name: str, folder: Path, catalogue: Catalogue) -> bool:
    """Whether a reward plan is meant, by file or by id; a plan of that id may still be none that is in force."""
    if name.endswith(FILE_ENDINGS):
        return is_plan(Path(name))
    known = {load_plan(file, catalogue).plan.reward_plan for file in plan_paths(folder)}
    return name.partition("@")[0] in known


def told(result: TryResult) -> Iterator[str]:
    """Gates, score and grade in words."""
    for gate in result.gates:
        limit = plain_text(gate.score_limit) if gate.score_limit is not None else ""
        effect = EFFECTS[gate.effect].format(score=limit)
        withheld = [word for word, held in WITHHELD if getattr(gate, held)]
        words = "; ".join([effect, *(f"no {word}" for word in withheld)])
        yield f"gate {gate.gate} {gate.title_en} ({gate.metric_id} {plain_text(gate.value)}): {words}"
    if result.score is None:
        yield "no score: no value of an indicator is given"
    else:
        exactly = f"exactly {result.base_score}"
        if result.general_score is not None:
            exactly = f"{result.base_score}, and {result.general_score} of the general part"
        graded_as = "" if result.graded_score == result.score else f", graded as {result.graded_score}"
        yield f"score {result.score} ({exactly}){graded_as}, grade {result.grade or WITHOUT_GRADE[result.status]}"
    yield f"measured weight {result.measured_weight} %"


@app.command()
def docs() -> None:
    """Write the rule book (docs/rule_book.md) anew: each rule of the documents and where it lives."""
    out.print(f"{write_rule_book()} written.", highlight=False)
