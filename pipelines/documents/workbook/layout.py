"""Lays a sheet out for the screen and for paper: title, state of the run, lines, sums, headings that stay in sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from unicodedata import east_asian_width

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipelines.documents.workbook.cells import DIGITS, LINE_POINTS
from pipelines.documents.workbook.sheet import Column, Sheet, letter

A3, A4 = 8, 9
# Characters that fit on an upright page; what is wider is printed across.
UPRIGHT = 95
HEADER_LIMIT = 80


@dataclass(frozen=True)
class Head:
    """What stands on every sheet: whose results, which state they are in, and whether that warns."""

    owner: str
    state: str
    warns: bool
    total: str
    page: str


def lay_out(book: Workbook, formats: Mapping[str, Format], sheet: Sheet, head: Head) -> Worksheet:
    """A worksheet with everything but the table's rows: in their place stands a row of empty cells of its styles."""
    page = book.add_worksheet(sheet.name)
    last = len(sheet.columns) - 1
    page.set_default_row(LINE_POINTS + 1)
    page.set_row(0, 24)
    page.write_string(0, 0, f"{head.owner} {sheet.title}", formats["title"])
    if sheet.state:
        head = replace(head, state=sheet.state, warns=sheet.warns)
    across(page, 1, last, head.state, formats["warning" if head.warns else "state"], sheet.width)
    for number, line in enumerate(sheet.lines, start=2):
        across(page, number, last, line, formats["note"], sheet.width)
    page.set_row(sheet.head, LINE_POINTS * max(lines_of(one.heading, one.width) for one in sheet.columns) + 4)
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, column.width)
        page.write_string(sheet.head, position, column.heading, formats["heading"])
        page.write_blank(sheet.head + 1, position, None, formats[column.style])
    if any(column.total for column in sheet.columns):
        sums(page, formats, sheet, head.total)
    bottom = sheet.head + max(sheet.rows.height, 1)
    page.autofilter(sheet.head, 0, bottom, last)
    page.freeze_panes(sheet.head + 1, sheet.frozen)
    print_setup(page, sheet, head, bottom, last)
    return page


def across(page: Worksheet, row: int, last: int, text: str, form: Format, width: float) -> None:
    """A text over the width of the table, as high as it needs."""
    page.set_row(row, LINE_POINTS * lines_of(text, width) + 2)
    if last:
        page.merge_range(row, 0, row, last, "", form)
    page.write_string(row, 0, text, form)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes; Chinese characters are two wide."""
    return sum(max(1, -(-wide(part) // max(1, int(width - 1)))) for part in text.split("\n"))


def wide(text: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def sums(page: Worksheet, formats: Mapping[str, Format], sheet: Sheet, word: str) -> None:
    """The sums above their headings: of the rows a filter leaves in sight. Where a number stands as text, none."""
    page.write_string(sheet.head - 1, 0, word, formats["total"])
    for position, column in enumerate(sheet.columns):
        if not column.total:
            if position:
                page.write_blank(sheet.head - 1, position, None, formats["total"])
            continue
        amounts, form = sheet.rows[column.name], formats["total_" + column.style]
        exact = sum((one for one in amounts if one is not None), Decimal(0))
        if any(digits(one) > DIGITS for one in (*amounts.drop_nulls(), exact)):
            page.write_string(sheet.head - 1, position, format(exact, ",f"), form)
        else:
            page.write_formula(
                sheet.head - 1, position, f"=ROUND(SUBTOTAL(109,{cells_of(sheet, column)}),6)", form, exact
            )


def digits(number: Decimal) -> int:
    """How many digits a number has, zeros at its ends left out."""
    return len(format(number, "f").replace(".", "").lstrip("-0").rstrip("0"))


def cells_of(sheet: Sheet, column: Column) -> str:
    """The cells of a column, as a formula names them."""
    at = letter(sheet.columns.index(column))
    return f"${at}${sheet.head + 2}:${at}${sheet.head + 1 + max(sheet.rows.height, 1)}"


def print_setup(page: Worksheet, sheet: Sheet, head: Head, bottom: int, last: int) -> None:
    """A4 or A3, as wide as the table, headings on every page, whose results and which page below."""
    page.set_paper(A3 if sheet.is_large else A4)
    if sheet.width > UPRIGHT:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(sheet.head)
    page.print_area(0, 0, bottom, last)
    page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    owner = shortened(head.owner).replace("&", "&&")
    page.set_header(f"&L&8 {owner} {sheet.title}&R&8 {shortened(head.state).replace('&', '&&')}")
    page.set_footer(f"&C&8 {head.page}")


def shortened(text: str) -> str:
    """A text as long as the head of a page may be."""
    return text if len(text) <= HEADER_LIMIT else f"{text[: HEADER_LIMIT - 1]}…"
