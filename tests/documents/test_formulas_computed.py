"""LibreOffice computes every formula of the workbook anew and comes to what stands in the cells."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pytest

from pipelines.documents.edition import Edition
from pipelines.documents.workbook.book import write_workbook
from tests.documents.conftest import put_award, put_subject
from tests.documents.reading import sheets, table

OFFICE = shutil.which("soffice")
# Every sheet as a file of its own, numbers as they are rather than as they are shown.
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
NUMBER = re.compile(r"-?\d+(\.\d+)?(E-?\d+)?")
# Scores on the edge of rounding: base, bonus, deducted, score.
EDGES = (
    ("85.125000", "0", "0", "85.13"), ("85.115000", "0", "0", "85.12"), ("85.114999", "0", "0", "85.11"),
    ("1.005000", "0", "0", "1.01"), ("64.994999", "0.005", "0", "65.00"), ("99.000000", "3", "0", "100.00"),
    ("0.500000", "0", "9", "0.00"), ("70.045000", "0.3", "0.34", "70.01"),
)  # fmt: skip


def without_values(file: Path, bare: Path) -> None:
    """A copy whose formulas have no stored value, so that whoever opens it must compute."""
    with ZipFile(file) as full, ZipFile(bare, "w") as copy:
        for name in full.namelist():
            content = full.read(name).decode() if name.endswith(".xml") else full.read(name)
            if isinstance(content, str):
                content = re.sub(r"(</f>)<v>.*?</v>", r"\1", content)
            copy.writestr(name, content)


def opened(file: Path) -> dict[str, list[list[str]]]:
    """Every sheet's cells, as LibreOffice has them once it opened the file."""
    own = f"-env:UserInstallation=file://{file.parent}/office"
    command = [str(OFFICE), own, "--headless", "--convert-to", EVERY_SHEET, "--outdir", str(file.parent), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return {
        one.stem.removeprefix(f"{file.stem}-"): list(csv.reader(one.open(encoding="utf-8", newline="")))
        for one in file.parent.glob(f"{file.stem}-*.csv")
    }


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_formulas_computed_anew_come_to_what_stands_in_the_cells(
    edition: Callable[[str], Edition], con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for number, (base, bonus, deducted, score) in enumerate(EDGES):
        put_subject(con, "department", f"E{number}", "边界", base_score=Decimal(base), bonus_points=Decimal(bonus),
                    deducted_points=Decimal(deducted), score=Decimal(score), status="graded")  # fmt: skip
        con.execute("DELETE FROM indicator_score WHERE subject_id = ? AND dimension = 'y'", [f"E{number}"])
        con.execute("UPDATE indicator_score SET contribution = ? WHERE subject_id = ?", [Decimal(base), f"E{number}"])
    put_subject(con, "department", "G", "通用", base_score=Decimal("77.216155"), general_score=88, general_percent=20,
                bonus_points=0, deducted_points=0, score=Decimal("79.37"), status="graded")  # fmt: skip
    con.execute("UPDATE indicator_score SET contribution = 38.6080775 WHERE subject_id = 'G'")
    con.execute("UPDATE appraisal SET base_score = 77.216156 WHERE subject_id = 'G'")
    for number, amount in enumerate(("0.01", "33333.33", "9999998000000.99", "1234567.89")):
        put_award(con, number, amount)
    write_workbook(edition("en"), tmp_path)
    file, bare = tmp_path / "workbook_en.xlsx", tmp_path / "bare.xlsx"
    without_values(file, bare)
    computed, stored = opened(bare), sheets(file)
    for name in ("Departments", "CIOs", "Grades and quota", "Reward pools", "Awards", "Instalments"):
        assert numbers(computed[name]) == numbers(stored[name]), name
    headings, rows = table(stored["Departments"], "No.")
    assert {row[headings.index("Recomputed (✓ agrees)")] for row in rows} == {"0"}
    assert len(rows) == len(EDGES) + 2


def numbers(cells: Sequence[Sequence[str | None]]) -> list[str]:
    """The numbers of a sheet in their order, to six decimals."""
    return [f"{float(cell):.6f}" for row in cells for cell in row if cell and NUMBER.fullmatch(cell)]
