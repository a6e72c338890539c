"""The pipeline on the public US federal records: `python examples/us_federal/run.py --data DIR --home DIR`.

Prints what was accepted, left out and quarantined, compares the variances with the published columns and says
where the published files lie. The result is no appraisal of these agencies: see README.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipelines import steps
from pipelines.errors import UserError
from pipelines.settings import Settings
from pipelines.warehouse import connect

HERE = Path(__file__).resolve().parent
PERIOD = "2010-01-01..2018-12-31"
ORGANISATION = "US_FEDERAL"

TAKEN_IN = """
SELECT feed, source_file AS file, state, read_count AS read, left_out_count AS left_out,
    repaired_count AS repaired, quarantined_count AS quarantined,
    read_count - left_out_count - coalesce(quarantined_count, 0) AS accepted
FROM ingest.batch ORDER BY batch_id
"""
LEFT_OUT = """
SELECT batch.feed, left_out.reason, count(*) AS rows
FROM ingest.left_out AS left_out INNER JOIN ingest.batch AS batch USING (batch_id)
GROUP BY ALL ORDER BY ALL
"""
QUARANTINED = """
SELECT feed, reason_code, source_row, record_key, column_name, found
FROM ingest.quarantine ORDER BY feed, source_row, reason_code
"""
AGENCIES = """
SELECT subject_id AS agency, subject_name AS name, score, measured_weight AS measured, status
FROM appraisal
WHERE run_id = $run_id AND subject_type = 'department'
ORDER BY subject_id
"""
READ_FROM_VARIANCE = """\
  1,452 of the 1,547 follow from the dates alone. On 95 only the published variance itself says that the end was
  still awaited; they are no independent test (README.md)."""
MARKED = """
SELECT name_en AS indicator, status, reason, count(*) AS agencies,
    string_agg(subject_id, ' ' ORDER BY subject_id) AS codes
FROM indicator_score
WHERE run_id = $run_id AND subject_type = 'department' AND status <> 'measured'
GROUP BY ALL ORDER BY ALL
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything; a mistake of the data or the call is told in one message."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public files")
    parser.add_argument("--home", type=Path, default=Path("var/real"), help="folder for the warehouse and the results")
    given = parser.parse_args(arguments)
    try:
        run(given.data, given.home)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def settings_for(data: Path, home: Path) -> Settings:
    """The settings of this example: its own sources and schemes, the public files as inbox."""
    return Settings(project=HERE, inbox=data.resolve(), home=home)


def run(data: Path, home: Path) -> str:
    """Take in, compute, publish and report. Returns the run's id."""
    settings = settings_for(data, home)
    deliveries, _, _ = steps.ingest(settings)
    print("Not taken in (README.md says why)")
    print(*(f"  {one.file.name}" for one in deliveries if one.outcome == "ignored"), sep="\n")
    with connect(settings, read_only=True) as warehouse:
        show(warehouse, "Taken in", TAKEN_IN)
        show(warehouse, "Left out, as the sources say", LEFT_OUT)
        show(warehouse, "Quarantined: kept, named, not used", QUARANTINED)
    run_id = steps.run(settings, PERIOD, ORGANISATION)
    published = steps.publish(settings, run_id)
    with duckdb.connect(str(settings.published / "hr.duckdb"), read_only=True) as results:
        report(results, data, run_id)
    print("\nPublished:", *published, sep="\n  ")
    return run_id


def report(results: duckdb.DuckDBPyConnection, data: Path, run_id: str) -> None:
    """The comparisons and the tables, read from the published file as anyone can."""
    show(results, "Our variances and the published columns (variance_equal.sql)", text_of("variance_equal.sql"))
    print(READ_FROM_VARIANCE)
    show(results, "Agencies - computed from public records, no appraisal of them", AGENCIES, run_id=run_id)
    show(results, "Marked, not zeroed: nothing to count", MARKED, run_id=run_id)
    results.execute("SET VARIABLE data = $data", {"data": str(data.resolve())})
    title = "Outside comparison, never as truth: ranks against the CIOs' own ratings (outside_comparison.sql)"
    show(results, title, text_of("outside_comparison.sql"))


def text_of(name: str) -> str:
    """A query of this example."""
    return (HERE / name).read_text(encoding="utf-8")


def show(con: duckdb.DuckDBPyConnection, title: str, query: str, **parameters: object) -> None:
    """Print a query's result in columns under a title."""
    answer = con.execute(query, parameters) if parameters else con.execute(query)
    heading = tuple(str(column[0]) for column in answer.description or ())
    rows = [heading, *(tuple("" if cell is None else str(cell) for cell in row) for row in answer.fetchall())]
    widths = [max(len(row[n]) for row in rows) for n in range(len(heading))]
    print(f"\n{title}")
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
