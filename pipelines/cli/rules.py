"""`appraise check`, `appraise try`, `appraise docs`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.rewards_tried import print_reward, refuse_negative
from pipelines.cli.shared import AsJson, Home, Lang, Project, app, err, print_json, print_table, say, settings_from
from pipelines.cli.words import TRIED, WORDS
from pipelines.rule_files import check_rule_files, files_in, try_queries
from pipelines.scheme_book.book import write_scheme_book
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

WITHHELD = ("withholds_commendation", "withholds_reward")


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Files or folders to check; default: all.")] = None,
    home: Home = None,
    project: Project = None,
    lang: Lang = None,
) -> None:
    """Check schemes, feeds, sources and expectations; say what is wrong, in which line, and what to do."""
    settings = settings_from(home, project, lang=lang)
    files = files_in(files) if files else None
    checked, errors = check_rule_files(settings, files)
    untried, refused = try_queries(settings, files) if not errors else ([], [])
    wrong = [*errors, *refused]
    for error in wrong[:-1]:
        say(f"error: {error}", to=err)
    if wrong:
        raise wrong[-1]
    for name in untried:
        say(WORDS[settings.lang]["untried"].format(name))
    say(WORDS[settings.lang]["checked"].format(checked))


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
    if the organisation had adopted the plan in time; without after_tax_profit, pay or budget these limit nothing.
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
    names = {name: getattr(metric.title, settings.lang) for name, metric in catalogue.metrics.items()}
    rows = [
        (one.metric_id, names[one.metric_id], one.value, one.points, one.weight, one.contribution)
        for one in result.indicators
    ]
    words = TRIED[settings.lang]
    print_table(f"{found.scheme} {found.version}", words["columns"].split("|"), rows)
    grades = {band.grade: getattr(band.title, settings.lang) for band in found.grades.bands}
    for line in told(result, grades, settings.lang):
        say(line)
    if quota := found.quota:
        say(words["quota"].format(plain_text(quota.percent.value), grades[quota.grade]))


def names_plan(name: str, folder: Path, catalogue: Catalogue) -> bool:
    """Whether a reward plan is meant, by file or by id; a plan of that id may still be none that is in force."""
    if name.endswith(FILE_ENDINGS):
        return is_plan(Path(name))
    known = {load_plan(file, catalogue).plan.reward_plan for file in plan_paths(folder)}
    return name.partition("@")[0] in known


def told(result: TryResult, grades: Mapping[str, str], lang: str) -> Iterator[str]:
    """Gates, score and grade in words; `grades`: what they are called."""
    words = TRIED[lang]
    for gate in result.gates:
        limit = plain_text(gate.score_limit) if gate.score_limit is not None else ""
        effects = [words[gate.effect].format(limit), *(words[held] for held in WITHHELD if getattr(gate, held))]
        title = gate.title_zh if lang == "zh" else gate.title_en
        counted = f"{gate.metric_id} {plain_text(gate.value)}"
        yield words["gate"].format(gate.gate, title, counted, words["joined"].join(effects))
    if result.score is None:
        yield words["no_score"]
    else:
        exactly = words["exactly"].format(result.base_score)
        if result.general_score is not None:
            exactly = words["with_general"].format(result.base_score, result.general_score)
        graded = "" if result.graded_score == result.score else words["graded_as"].format(result.graded_score)
        grade = grades[result.grade] if result.grade else words[f"without_grade_{result.status}"]
        yield words["score"].format(result.score, exactly, graded, grade)
    yield words["measured"].format(result.measured_weight)


@app.command()
def docs() -> None:
    """Write anew what docs/ holds of rules and tables: the rule book, the scheme book and the data dictionary."""
    from pipelines.publish.dictionary_page import write_dictionary_page

    for page in (write_rule_book(), *write_scheme_book(), write_dictionary_page()):
        say(f"{page} written.")
