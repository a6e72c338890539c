"""What all commands share: the application, the common options, tables and progress."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.explain.gather import as_text
from pipelines.settings import Settings

app = typer.Typer(
    name="appraise",
    help="Appraise departments and chief information officers; explain every point.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
WIDE = 160
YES_NO = {"en": ("yes", "no"), "zh": ("是", "否")}
# Words of tables that stand out: what needs somebody, and what is settled.
STYLES = {
    "refused": "bold red", "拒收": "bold red", "rejected": "bold red", "已驳回": "bold red", "REJECTED": "bold red",
    "returned": "bold red", "已退回更正": "bold red", "SENT BACK for correction": "bold red",
    "frozen": "yellow", "已锁定": "yellow", "insufficient_data": "yellow", "no_grade": "yellow",
    "confirmed": "green", "已确认": "green", "archived": "green",
}  # fmt: skip
# What people typed may hold brackets: nothing is markup, and nothing is coloured by guess.
out = Console(markup=False, highlight=False)
err = Console(stderr=True, markup=False, highlight=False)
if not out.is_terminal:
    out.width = WIDE  # a file or a pipe has no edge to wrap at

Home = Annotated[Path | None, typer.Option("--home", help="Data directory [APPRAISE_HOME, default ./var].")]
Project = Annotated[
    Path | None,
    typer.Option(
        "--project",
        help="Folder with your own sources/ and schemes/, in place of all the shipped ones [APPRAISE_PROJECT].",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
Lang = Annotated[str | None, typer.Option("--lang", help="zh or en [APPRAISE_LANG].")]


def settings_from(home: Path | None = None, project: Path | None = None, **others: Any) -> Settings:
    """Settings from the environment, with what was given on the command line on top."""
    given = {"home": home, "project": project, **others}
    return Settings(**{name: value for name, value in given.items() if value is not None})


def say(words: str, to: Console = out) -> None:
    """A line as it stands, unwrapped so that paths stay whole."""
    to.print(words, soft_wrap=True)


def note(words: str) -> None:
    """A line of progress."""
    say(f"... {words}", to=err)


def print_json(content: object) -> None:
    """JSON on stdout; decimals and days as text."""
    print(json.dumps(content, ensure_ascii=False, indent=2, default=as_text))  # noqa: T201 - for programs, unstyled


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    right: Collection[str] = (),
    *,
    lang: str = "en",
) -> None:
    """A table for a person; nothing at all when there are no rows. `right`: columns of amounts written out as text."""
    if not rows:
        return
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, column in enumerate(columns):
        numeric = column in right or all(is_number(row[number]) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(in_words(cell, lang) for cell in row))
    out.print(table)
    out.print()


def in_words(cell: object, lang: str) -> Text:
    """A cell as it stands, whatever brackets are in it; what a person should notice is in colour."""
    if isinstance(cell, bool):
        return Text(YES_NO[lang][not cell])
    shown = "-" if cell is None else str(cell)
    return Text(shown, style=STYLES.get(shown, ""))


def is_number(cell: object) -> bool:
    return cell is None or (isinstance(cell, int | Decimal) and not isinstance(cell, bool))


@contextmanager
def progress(start: str) -> Iterator[Any]:
    """A line on stderr that says what is being done; a plain line each where nobody watches a terminal."""
    if err.is_terminal:
        with err.status(Text(start)) as status:
            yield lambda words: status.update(Text(words))
    else:
        yield note
