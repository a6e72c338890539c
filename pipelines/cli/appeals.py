"""`appraise appeal`: the register of objections to results."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

import typer

from pipelines.cli.appeal_words import CODES, COLUMNS, WORDS
from pipelines.cli.shared import AsJson, Home, Lang, Project, app, print_json, print_table, say, settings_from
from pipelines.errors import UserError
from pipelines.explain.find import Row
from pipelines.warehouse import connect

appeal = typer.Typer(no_args_is_help=True, help="Register appeals against results, decide them, list them.")
app.add_typer(appeal, name="appeal")

On = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day it happened; default: today.")]
Named = Annotated[str, typer.Argument(metavar="ID", help="ID of the appeal; ORG/ID where several have it.")]
RemedyKind = Literal["finding", "correction", "adjustment"]
REFERENCE = "ID of the finding or adjustment; of a corrected record feed/ID (project/PRJ-1)."


@appeal.command("file")
def file_one(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="Id of the run objected to, or its beginning.")],
    subject: Annotated[
        str, typer.Argument(help="Id or full name of a department, CIO or organisation, or an award's id.")
    ],
    grounds: Annotated[str, typer.Option("--grounds", help="Why.")],
    metric: Annotated[
        str | None, typer.Option("--metric", help="The indicator objected to; default: the score.")
    ] = None,
    expected: Annotated[str | None, typer.Option("--expected", help="The value expected, in the same unit.")] = None,
    on: On = None,
    appeal_id: Annotated[str | None, typer.Option("--id", help="ID of the appeal; default: the year's next.")] = None,
    subject_type: Annotated[
        Literal["department", "cio", "organization", "award"] | None, typer.Option("--type", help="Where several fit.")
    ] = None,
    home: Home = None,
    project: Project = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Register an appeal against a score, an indicator or an award."""
    from pipelines.appeals import Objection, file_appeal

    settings = settings_from(home, project, lang=lang)
    objection = Objection(run_id, subject, grounds, subject_type, metric, number(expected))
    row = file_appeal(settings, objection, day(on), appeal_id)
    show(row, as_json, settings.lang, "filed", *about(row))


@appeal.command()
def decide(
    appeal_id: Named,
    outcome: Annotated[Literal["upheld", "rejected"], typer.Option("--outcome", help="What was decided.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    remedy: Annotated[RemedyKind | None, typer.Option("--remedy", help="What an upheld one leads to.")] = None,
    reference: Annotated[str | None, typer.Option("--reference", help=REFERENCE)] = None,
    on: On = None,
    home: Home = None,
    project: Project = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Decide an appeal, once; an upheld one leads to a finding, a correction or an adjustment."""
    from pipelines.appeals import decide_appeal

    settings = settings_from(home, project, lang=lang)
    row = decide_appeal(settings, appeal_id, outcome, reason, remedy, reference, day(on))
    late = ["late"] if row["answered_in_time"] is False else []
    show(row, as_json, settings.lang, outcome, *late, *following(row))


@appeal.command("remedy")
def name_one(
    appeal_id: Named,
    remedy: Annotated[RemedyKind, typer.Argument(help="What the appeal leads to.")],
    reference: Annotated[str, typer.Argument(help=REFERENCE)],
    home: Home = None,
    project: Project = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Name the record that puts an upheld appeal right, where its decision left that open."""
    from pipelines.appeals import name_remedy

    settings = settings_from(home, project, lang=lang)
    row = name_remedy(settings, appeal_id, remedy, reference)
    show(row, as_json, settings.lang, *following(row))


@appeal.command()
def withdraw(
    appeal_id: Named, home: Home = None, project: Project = None, lang: Lang = None, as_json: AsJson = False
) -> None:
    """Withdraw an appeal that is not decided."""
    from pipelines.appeals import withdraw_appeal

    settings = settings_from(home, project, lang=lang)
    show(withdraw_appeal(settings, appeal_id), as_json, settings.lang, "withdrawn")


@appeal.command("list")
def list_all(
    only_open: Annotated[bool, typer.Option("--open", help="Only those that wait for a decision.")] = False,
    home: Home = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """List the register: what is objected to, deadlines, decisions and what followed."""
    from pipelines.appeals import OPEN, register

    settings = settings_from(home, lang=lang)
    with connect(settings, read_only=True) as con:
        found = [row for row in register(con) if not only_open or row["state"] in OPEN]
    today = settings.current_date()
    for row in found:
        row["overdue"] = row["state"] in OPEN and row["answer_by"] is not None and row["answer_by"] < today
    if as_json:
        print_json(found)
        return
    words = WORDS[settings.lang]
    if not found:
        say(words["none_open" if only_open else "none"])
    print_table(words["title"], COLUMNS[settings.lang], [tuple(cells(row, settings.lang)) for row in found])


def cells(row: Row, lang: str) -> Iterator[object]:
    """A line of the register as a person reads it."""
    codes = CODES[lang]
    yield from (row[name] for name in ("org_id", "appeal_id", "period", "subject_id", "metric_id"))
    yield from (plain(row[name]) for name in ("value", "expected_value"))
    yield from (row["filed_on"], row["file_by"])
    yield from (codes.get(row[name], row[name]) for name in ("standing", "state"))
    yield f"{row['answer_by'] or '-'}{WORDS[lang]['overdue'] if row['overdue'] else ''}"
    yield from (codes.get(row[name], row[name]) for name in ("outcome", "follow_up"))


def about(row: Row) -> Iterator[str]:
    """What is to be said of an appeal just filed."""
    if row["gap_value"] is not None:
        yield "value"
    yield str(row["standing"])
    if row["answer_by"]:
        yield "answer_by"
    if row["deadline_is_provisional"]:
        yield "provisional"


def following(row: Row) -> Iterator[str]:
    """What is to be done next about an upheld appeal."""
    if row["follow_up"]:
        yield str(row["remedy"] if row["follow_up"] == "awaited" else row["follow_up"])


def show(row: Row, as_json: bool, lang: str, *sentences: str) -> None:
    """The sentences about an appeal; for a program its row of the register."""
    if as_json:
        print_json(row)
        return
    scope = "" if row["run_scope"] == "*" else f" --org {row['run_scope']}"
    shown = {name: plain(value) for name, value in row.items()} | {"again": f"appraise run {row['period']}{scope}"}
    for sentence in sentences:
        say(WORDS[lang][sentence].format(**shown))


def plain(value: object) -> object:
    """A decimal without zeros at its end; anything else as it is."""
    if not isinstance(value, Decimal):
        return value
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(given: datetime | None) -> date | None:
    return given.date() if given else None


def number(text: str | None) -> Decimal | None:
    """The number, exactly. Raises UserError for what is none."""
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation as error:
        raise UserError(f'"{text}" is no number.', do="Write it like 93.5.") from error
