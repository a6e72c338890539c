"""A sheet of a workbook as text: integers without `.0`, dates as 2026-03-01, failed formulas as what they show."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import fastexcel
import polars as pl

from pipelines.errors import InputError
from pipelines.feeds import Feed
from pipelines.ingest.headings import unique_names
from pipelines.ingest.source import Source

CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"([^>]*)>(.*?)</c>', re.DOTALL)
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
    cells = filled[0].to_polars().with_columns(pl.all().map_batches(as_typed, return_dtype=pl.String))
    cells = with_failed_formulas(cells, file, filled[0].name)
    content = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_true()
    first = source.heading_row - 1 if source.heading_row else int(content[0])
    if first >= cells.height:
        raise InputError(f"there is no row {first + 1} to hold the headings.", file=file)
    headings = unique_names([text or "" for text in cells.row(first)])
    cells.columns = headings
    rows = cells.slice(first + 1).with_row_index("source_row", first + 2).lazy()
    return rows.with_columns(pl.col("source_row").cast(pl.Int64)), headings


def as_typed(text: pl.Series) -> pl.Series:
    """Large numbers as a person typed them: the reader spells out nine decimals, 123456789.120000005 for ….12."""
    spelled = text.str.contains(NINE_DECIMALS).fill_null(value=False)
    if not spelled.any():
        return text
    shorter = [repr(float(one)) if long else one for one, long in zip(text, spelled, strict=True)]
    return pl.Series(text.name, shorter, dtype=pl.String)


def with_failed_formulas(cells: pl.DataFrame, file: Path, name: str) -> pl.DataFrame:
    """The cells, with `#N/A` and the like where the reader gives nothing: a failed formula is not an empty cell."""
    if not zipfile.is_zipfile(file):
        return cells
    with zipfile.ZipFile(file) as book:
        part = sheet_part(book, name)
        xml = book.read(part) if part in book.namelist() else b""
    if b' t="e"' not in xml:
        return cells
    found = [(number_of(cell[1]), int(cell[2]), cell[3], cell[4]) for cell in CELL.finditer(xml)]
    leftmost = min(column for column, *_ in found)
    for column, row, attributes, content in found:
        shown = re.search(rb"<v>(.*?)</v>", content)
        if b' t="e"' in attributes and shown:
            cells[row - 1, column - leftmost] = shown[1].decode()
    return cells


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


def number_of(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
