"""Writes the workbook: its sheets are laid out, then their tables are put in."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from xlsxwriter import Workbook

from pipelines.documents.edition import Edition
from pipelines.documents.workbook.cells import CONTROL, rows_xml
from pipelines.documents.workbook.cover import cover, state_of
from pipelines.documents.workbook.deductions import deductions
from pipelines.documents.workbook.gates import gates
from pipelines.documents.workbook.grades import grades
from pipelines.documents.workbook.indicators import indicators
from pipelines.documents.workbook.layout import Head, lay_out
from pipelines.documents.workbook.lists import no_grade, publicity
from pipelines.documents.workbook.pack import pack, styles_of
from pipelines.documents.workbook.rewards import rewards
from pipelines.documents.workbook.sheet import Sheet, parts
from pipelines.documents.workbook.sign_off import sign_off
from pipelines.documents.workbook.styles import formats_of
from pipelines.documents.workbook.summary import summaries
from pipelines.documents.workbook.words import WORDS

NAME_LIMIT = 200
OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


def write_workbook(edition: Edition, folder: Path) -> None:
    """Write `workbook_zh.xlsx` or `workbook_en.xlsx` into the folder."""
    sheets = sheets_of(edition)
    words = WORDS[edition.lang]
    state, warns = state_of(edition)
    head = Head(owner(edition), state, warns, words["total"], words["page"])
    empty = BytesIO()
    with Workbook(empty, OPTIONS) as book:
        book.set_properties({"title": f"{head.owner} {words['workbook']}", "created": made_on(edition)})
        formats = formats_of(book)
        for sheet in sheets:
            lay_out(book, formats, sheet, head)
    with ZipFile(empty) as made:
        tables = {
            number: (row, rows_xml(sheet, styles_of(made, number, row), words["too_long"]))
            for number, sheet in enumerate(sheets, start=1)
            for row in (sheet.head + 2,)
        }
    pack(empty, tables, folder / f"workbook_{edition.lang}.xlsx")


def sheets_of(edition: Edition) -> list[Sheet]:
    """The sheets in the order of their tabs."""
    results = summaries(edition)
    rest = (indicators, deductions, gates), (rewards, publicity, no_grade, sign_off)
    before, after = ([sheet for sheets in some for sheet in sheets(edition)] for some in rest)
    sheets = [
        part for sheet in (*results.values(), *before, *grades(edition, results), *after) for part in parts(sheet)
    ]
    return [cover(edition, sheets), *sheets]


def owner(edition: Edition) -> str:
    """Whose results of which period, for titles and heads of pages: not longer than these take, and without control
    characters. The cover has the name as it is."""
    name = "".join(" " if one in CONTROL else one for one in edition.organization["organization_name"])
    return f"{name if len(name) <= NAME_LIMIT else name[: NAME_LIMIT - 1] + '…'} {edition.run['period']}"


def made_on(edition: Edition) -> datetime:
    """The day the results speak of: the same database makes the same file."""
    return datetime.combine(edition.run["cut_off"], time())
