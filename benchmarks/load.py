"""The load: CSV files with the feeds' own field names; a scale always gives the same bytes.

At scale 1: 40 organisations, 4,000 departments, 0.4 million people, 2 million projects, 0.5 million project
events, 0.4 million incidents, 20,000 training sessions, 10 million training records, 0.4 million obligations,
0.16 million checklist items and 0.24 million measurements, all of 2026Q3.

`tables/<feed>.sql` is the file's content over range(count): i is the row's number, modulo the departments its
department, modulo the organisations its organisation, so that what belongs together meets. `draw` varies
within a department, where i itself would give one department all of the late projects and another none.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

PEOPLE_PER_DEPARTMENT = 100
SYSTEMS_PER_DEPARTMENT = 5
SESSIONS_PER_DEPARTMENT = 5
PROJECTS_PER_DEPARTMENT = 500
INCIDENTS_PER_DEPARTMENT = 100
RECORDS_PER_PERSON = 25
OBLIGATIONS_PER_DEPARTMENT = 100
CHECKLIST_ITEMS_PER_DEPARTMENT = 40
MEASUREMENTS_PER_DEPARTMENT = 60

TABLES = Path(__file__).parent / "tables"


def counts(scale: float) -> dict[str, int]:
    """How many there are of everything at a scale, whole organisations of equal size."""
    organisations = max(1, round(40 * scale))
    departments = max(4, round(4000 * scale) // organisations) * organisations
    return {
        "organisations": organisations,
        "departments": departments,
        "people": departments * PEOPLE_PER_DEPARTMENT,
        "systems": departments * SYSTEMS_PER_DEPARTMENT,
        "sessions": departments * SESSIONS_PER_DEPARTMENT,
        "projects": departments * PROJECTS_PER_DEPARTMENT,
        "incidents": departments * INCIDENTS_PER_DEPARTMENT,
        "records": departments * PEOPLE_PER_DEPARTMENT * RECORDS_PER_PERSON,
        "obligations": departments * OBLIGATIONS_PER_DEPARTMENT,
        "checklist_items": departments * CHECKLIST_ITEMS_PER_DEPARTMENT,
        "measurements": departments * MEASUREMENTS_PER_DEPARTMENT,
    }


def make_load(folder: Path, scale: float) -> list[Path]:
    """Write the files that are not there yet; a file appears under its name when it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = counts(scale)
    files = []
    with duckdb.connect() as con:
        for table in sorted(TABLES.glob("*.sql")):
            file = folder / f"{table.stem}.csv"
            files.append(file)
            if file.exists():
                continue
            part = file.with_suffix(".part")
            # COPY takes no parameters; the values are whole numbers of our own.
            query = table.read_text(encoding="utf-8")
            for parameter, value in numbers.items():
                query = query.replace(f"${parameter}", str(value))
            con.execute(f"COPY ({query}) TO '{part}' (FORMAT csv, HEADER)")
            part.rename(file)
    return files


def row_count(scale: float) -> int:
    """The rows of all files together."""
    numbers = counts(scale)
    organisations = numbers.pop("organisations")
    return 4 * organisations + sum(numbers.values()) + numbers["projects"] // 4


if __name__ == "__main__":
    make_load(Path(sys.argv[1]), float(sys.argv[2]))
