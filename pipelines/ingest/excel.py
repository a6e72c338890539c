"""A sheet of a workbook as text: integers without `.0`, dates as 2026-03-01, failed formulas as what they show."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import fastexcel
import polars as pl

from pipelines.errors import InputError
from pipelines.feeds import Feed
from pipelines.ingest.headings import unique_names
from pipelines.ingest.source import Source

PLACE = re.compile(r"([A-Z]+)([0-9]+)")
NINE_DECIMALS = r"^-?[0-9]{7,15}\.[0-9]{9}$"
SHEET_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_excel(file: Path, source: Source, feed: Feed) -> tuple[pl.LazyFrame, list[str]]:
    """The sheet the source names; else the one named after the feed, or the only one that is not empty.

    Headings stand in `heading_row`, else in the first row with content; `source_row` is the row of the sheet.
    Raises InputError when it is no workbook or it is not clear which sheet is meant.
    """
    try:
        book = fastexcel.read_excel(str(file))
        wanted = {feed.feed, feed.title.zh, feed.title.en}
        names = [source.sheet] if source.sheet else [name for name in book.sheet_names if name in wanted]
        sheets = [book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
                  for name in names or book.sheet_names]  # fmt: skip
    except fastexcel.FastExcelError as error:
        what = re.sub(r"\s*Context:.*", "", str(error), flags=re.DOTALL).strip()
        kind = "" if file.suffix.lower() == ".xls" or zipfile.is_zipfile(file) else " (it is no zip file)"
        do = "Save it again as .xlsx or as UTF-8 CSV."
        raise InputError(f"not readable as Excel{kind}: {what}.", do=do, file=file) from error
    filled = [sheet for sheet in sheets if sheet.height]
    if len(filled) != 1:
        listed = ", ".join(sheet.name for sheet in filled) or "none with content"
        raise InputError(f"which sheet? Found: {listed}.", do=f"Name a sheet {feed.feed}.", file=file)
    cells = as_typed(filled[0].to_polars(), file, filled[0].name)
    content = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_true()
    first = source.heading_row - 1 if source.heading_row else int(content[0])
    if first >= cells.height:
        raise InputError(f"there is no row {first + 1} to hold the headings.", file=file)
    headings = unique_names([text or "" for text in cells.row(first)])
    cells.columns = headings
    rows = cells.slice(first + 1).with_row_index("source_row", first + 2).lazy()
    return rows.with_columns(pl.col("source_row").cast(pl.Int64)), headings


def as_typed(cells: pl.DataFrame, file: Path, name: str) -> pl.DataFrame:
    """The cells, mended where the reader tells something else than they hold.

    A failed formula is `#N/A` or the like, not an empty cell. A large number is what was typed: the reader spells out
    nine decimals, 123456789.120000005 for ….12. A workbook holds binary numbers, whose shortest spelling is what was
    typed. A text stays as it is.
    """
    spelled = cells.select(pl.all().str.contains(NINE_DECIMALS).fill_null(value=False))
    some_spelled = any(column.any() for column in spelled)
    held = held_in(file, name, some_spelled)
    if held is None:  # which cells are texts is not told
        held = [(row, place, "n", "") for place, column in enumerate(spelled) for row in column.arg_true()]
        leftmost = 0
    elif held:
        leftmost = min(column for _, column, *_ in held)
    changes: dict[int, dict[int, str]] = defaultdict(dict)
    for row, column, kind, shown in held:
        place = column - leftmost
        if kind == "e":
            changes[place][row] = shown
        elif kind == "n" and some_spelled and spelled[row, place]:
            changes[place][row] = repr(float(cells[row, place]))
    texts = cells.get_columns()
    changed = [texts[place].scatter(list(rows), list(rows.values())) for place, rows in changes.items()]
    return cells.with_columns(changed)


def held_in(file: Path, name: str, is_needed: bool) -> list[tuple[int, int, str, str]] | None:
    """The cells of an .xlsx sheet if they are needed or hold a failed formula, else none; None of other workbooks."""
    if not zipfile.is_zipfile(file):
        return None
    with zipfile.ZipFile(file) as book:
        part = sheet_part(book, name)
        if part not in book.namelist() or not part.endswith(".xml"):
            return None
        return list(cells_of(book, part)) if is_needed or b' t="e"' in book.read(part) else []


def cells_of(book: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int, str, str]]:
    """The cells of a sheet that the reader counts: row and column from 0, type ("e" an error, "n" a number), content.

    A cell that has a format alone is none; an empty text (a formula `=""`) is one.
    """
    row = column = -1
    with book.open(part) as xml:
        for event, node in ElementTree.iterparse(xml, events=("start", "end")):
            tag = node.tag.rpartition("}")[2]
            if tag == "row" and event == "start":
                row, column = int(node.get("r", row + 2)) - 1, -1
            elif tag == "c" and event == "end":
                told = PLACE.fullmatch(node.get("r", ""))
                column = number_of(told[1]) - 1 if told else column + 1
                kind = node.get("t", "n")
                values = [child for child in node if child.tag.rpartition("}")[2] in {"v", "is"}]
                content = "".join(text for value in values for text in value.itertext())
                if content or (values and kind in {"str", "inlineStr"}):
                    yield row, column, kind, content
            elif tag == "row":
                node.clear()


def sheet_part(book: zipfile.ZipFile, name: str) -> str:
    """The part of an .xlsx file that holds a sheet ("" in other kinds of workbook)."""
    if "xl/workbook.xml" not in book.namelist():
        return ""
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter()
    wanted = next((node.get(SHEET_ID) for node in sheets if node.get("name") == name and node.get(SHEET_ID)), None)
    for node in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels")):
        if node.get("Id") == wanted:
            target = node.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def number_of(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
