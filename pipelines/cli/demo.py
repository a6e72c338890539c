"""The demonstration: sample files of made-up organisations through both DAGs, then the tables they end in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from pipelines import steps
from pipelines.cli.shared import err, out, print_table
from pipelines.explain.find import rows
from pipelines.orchestration.single_run import run_dag
from pipelines.sample import institutions, make_sample
from pipelines.settings import Settings
from pipelines.warehouse import connect

SAMPLE_DAY = date(2026, 11, 16)
QUARTER, YEAR = "2026Q3", "2026"
KINDS = {"organization": "organisation", "department": "departments", "cio": "CIOs"}
COLUMNS = ("", "id", "name", f"{QUARTER} #", f"{YEAR} so far #", "gates", "recommended", "alerts")

# A line for each subject: the quarter beside the running year, and what the year so far would lead to.
SUBJECTS = """
    WITH newest AS (
        SELECT run_id, period FROM run.run
        WHERE published AND period IN ($quarter, $year)
        QUALIFY row_number() OVER (PARTITION BY period ORDER BY provisional, revision DESC, cut_off DESC) = 1
    ),
    shown AS (
        SELECT
            newest.period, appraisals.*,
            coalesce(grades.name_en, replace(appraisals.status, '_', ' ')) AS grade
        FROM result.appraisal AS appraisals
        INNER JOIN newest USING (run_id)
        INNER JOIN scope.subject AS subjects USING (run_id, org_id, subject_type, subject_id)
        LEFT JOIN compiled.grade AS grades
            ON subjects.scheme_key = grades.scheme_key AND appraisals.suggested_grade = grades.grade
    ),
    said AS (
        SELECT run_id, org_id, subject_type, subject_id, consequence AS word, 1 AS place FROM result.consequence
        UNION ALL
        SELECT run_id, org_id, subject_type, subject_id, 'commendation', 0 FROM result.commendation
    )
    SELECT
        org_id, subject_type, subject_id, any_value(subject_name) AS name,
        any_value(score) FILTER (period = $quarter) AS quarter_score,
        any_value(grade) FILTER (period = $quarter) AS quarter_grade,
        any_value(rank) FILTER (period = $quarter) AS quarter_rank,
        any_value(score) FILTER (period = $year) AS year_score,
        any_value(grade) FILTER (period = $year) AS year_grade,
        any_value(rank) FILTER (period = $year) AS year_rank,
        coalesce(any_value(gates) FILTER (period = $year), '') AS gates,
        (
            SELECT coalesce(string_agg(said.word, ', ' ORDER BY said.place, said.word), '') FROM said
            WHERE said.run_id IN (SELECT run_id FROM newest WHERE period = $year)
                AND (said.org_id, said.subject_type, said.subject_id)
                = (shown.org_id, shown.subject_type, shown.subject_id)
        ) AS recommended,
        (
            SELECT coalesce(string_agg(DISTINCT alert, ', ' ORDER BY alert), '') FROM result.compliance_alert AS raised
            WHERE raised.run_id IN (SELECT run_id FROM newest WHERE period = $year)
                AND (raised.org_id, raised.subject_type, raised.subject_id)
                = (shown.org_id, shown.subject_type, shown.subject_id)
        ) AS alerts
    FROM shown
    GROUP BY org_id, subject_type, subject_id
    ORDER BY org_id, list_position($order, subject_type), year_rank NULLS LAST, subject_id
"""


def run_demo(settings: Settings, regime: str | None = None, scale: int = 1) -> None:
    """Make the sample of one regime's organisation or of all five, run both DAGs in Airflow, then the year so far.

    Takes place on a day of the sample, whatever the clock says. Prints a table for each organisation.
    """
    settings = settings.model_copy(update={"today": SAMPLE_DAY})
    org_ids = [org_id for org_id, one in institutions().items() if regime in (None, one.regime)]
    named = ", ".join(f"{institutions()[org_id].name} ({org_id})" for org_id in org_ids)
    say(f"making sample data of {named}: 2026-01-01 to 2026-11-15")
    files = make_sample(settings.incoming, org_ids, scale=scale)
    say(f"{len(files)} files in {settings.incoming}")
    for dag_id, conf in (("nightly", {}), ("quarterly", {"period": QUARTER})):
        say(f"running the DAG {dag_id} in Airflow (its start takes a few seconds)")
        run_dag(settings, dag_id, SAMPLE_DAY, conf, say)
    say("the running year as a preview")
    run_id = steps.run(settings, YEAR, day=SAMPLE_DAY - timedelta(days=1))
    steps.publish(settings, run_id)
    show_results(settings, org_ids)


def show_results(settings: Settings, org_ids: Sequence[str]) -> None:
    """A table for each organisation, and the paths a person would open next."""
    given: dict[str, object] = {"quarter": QUARTER, "year": YEAR, "order": list(KINDS)}
    with connect(settings, read_only=True) as con:
        found = rows(con, SUBJECTS, given)
    for org_id in org_ids:
        one = institutions()[org_id]
        own = [row for row in found if row["org_id"] == org_id]
        print_table(f"{one.name} ({org_id}, {one.regime})", COLUMNS, list(lines(own)))
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
    first = next((row for row in found if row["subject_type"] == "department"), None)
    if first:
        out.print(f"\nNext: .venv/bin/appraise explain {first['subject_id']} --period {QUARTER}", highlight=False)


def lines(own: Sequence[Mapping[str, object]]) -> Iterator[tuple[str, ...]]:
    """The cells of an organisation's subjects; the kind of subject stands where it changes."""
    before = None
    for row in own:
        kind = KINDS[str(row["subject_type"])]
        yield (
            kind if kind != before else "",
            *(str(row[name]) for name in ("subject_id", "name")),
            *(in_short(row, when) for when in ("quarter", "year")),
            *(str(row[name]) for name in ("gates", "recommended", "alerts")),
        )
        before = kind


def in_short(row: Mapping[str, object], when: str) -> str:
    """Score, grade or what stands in its place, and rank; nothing for who was not appraised."""
    if row[f"{when}_grade"] is None:
        return ""
    score, rank = row[f"{when}_score"], row[f"{when}_rank"]
    return f"{'-' if score is None else score!s:>6} {row[f'{when}_grade']}" + ("" if rank is None else f" {rank}")


def say(words: str) -> None:
    """A line of progress."""
    err.print(f"... {words}", highlight=False, soft_wrap=True)
