"""Reads a workbook as other programs do: the cells as they are shown, and what the file itself holds."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import fastexcel

from pipelines.documents.edition import Edition
from pipelines.documents.workbook.book import write_workbook

Cells = list[list[str | None]]


def sheets(file: Path) -> dict[str, Cells]:
    """Every sheet's cells as text, row by row."""
    book = fastexcel.read_excel(file)
    return {
        name: [list(row) for row in book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()]
        for name in book.sheet_names
    }


def table(cells: Cells, first_heading: str) -> tuple[list[str | None], Cells]:
    """The headings of a sheet's table and the rows below."""
    at = next(number for number, row in enumerate(cells) if row[0] == first_heading)
    return cells[at], cells[at + 1 :]


def formulas(file: Path) -> set[str]:
    """Every formula of the file, its numbers of rows left out."""
    with ZipFile(file) as packed:
        found = [
            one
            for name in packed.namelist()
            if name.startswith("xl/worksheets/")
            for one in re.findall(r"<f>(.*?)</f>", packed.read(name).decode(), re.DOTALL)
        ]
    return {re.sub(r"(?<=[A-Z])\d+|(?<=\$)\d+", "#", one) for one in found}


def part(file: Path, name: str) -> str:
    """One part of the file as text."""
    with ZipFile(file) as packed:
        return packed.read(name).decode()


def written(edition: Edition, folder: Path) -> Path:
    """The workbook of an edition, just written."""
    write_workbook(edition, folder)
    return folder / f"workbook_{edition.lang}.xlsx"
