"""The demonstration: sample files of a made-up enterprise through both DAGs, then the tables they end in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pipelines.cli.shared import err, out
from pipelines.cli.tables import print_appraisals
from pipelines.orchestration.single_run import run_dag
from pipelines.sample import make_sample
from pipelines.settings import Settings
from pipelines.warehouse import connect

SAMPLE_DAY = date(2026, 11, 16)
QUARTER = "2026Q3"


def run_demo(settings: Settings) -> None:
    """Make the sample, run both DAGs in Airflow, print the quarter's tables and where everything lies."""
    say("making sample data: 12 departments, 400 people, 2026-01-01 to 2026-11-15")
    make_sample(settings.incoming)
    for dag_id, conf in (("nightly", {}), ("quarterly", {"period": QUARTER})):
        say(f"running the DAG {dag_id} in Airflow (its start takes a few seconds)")
        run_dag(settings, dag_id, SAMPLE_DAY, conf, say)
    show_results(settings)


def show_results(settings: Settings) -> None:
    """The tables of the quarter, and the paths a person would open next."""
    with connect(settings, read_only=True) as con:
        found = con.execute(
            "SELECT run_id FROM run.run WHERE period = $period AND published ORDER BY revision DESC LIMIT 1",
            {"period": QUARTER},
        ).fetchone()
    if found:
        print_appraisals(settings, str(found[0]))
    places: Mapping[str, object] = {
        "names and amounts, for HR": settings.published / "hr.duckdb",
        "pseudonyms, for analysts": settings.published / "analyst.duckdb",
        "everything with its history": settings.warehouse,
        "the files that came in": settings.incoming,
        "what was checked": settings.home / "data_docs",
    }
    out.print("Where it lies", style="bold")
    for words, place in places.items():
        out.print(f"  {words}: {place}", highlight=False, soft_wrap=True)
    out.print("\nNext: .venv/bin/appraise explain D01 --period 2026Q3", highlight=False)


def say(words: str) -> None:
    """A line of progress."""
    err.print(f"... {words}", highlight=False)
