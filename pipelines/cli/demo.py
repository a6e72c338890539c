"""The demonstration: sample files of made-up organisations through both DAGs, then the tables they end in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pipelines import steps
from pipelines.cli.demo_appeals import file_objections, print_objections
from pipelines.cli.demo_rewards import find_rewards, newest_award, print_rewards
from pipelines.cli.shared import note, out, print_table, say
from pipelines.explain.find import rows
from pipelines.orchestration.single_run import run_dag
from pipelines.sample import DELIVERIES, earlier_folder, institutions, make_sample
from pipelines.settings import Settings
from pipelines.sign_off import sign
from pipelines.warehouse import connect

SAMPLE_DAY = date(2026, 11, 16)
QUARTER, YEAR = "2026Q3", "2026"
SIGNERS = ("财务复核人（样例）", "人事公示人（样例）", "绩效委员会（样例）")
# What the demonstration answers where a DAG asks a person, by DAG and task.
ANSWERS = {
    "quarterly": {"review": {"chosen": "公示 Publicise", "user": "demo", "signed_by": SIGNERS[1]}},
    "confirmation": {"confirm": {"chosen": "确认 Confirm", "user": "demo", "signed_by": SIGNERS[2]}},
}
PUBLIC_UNTIL = """
    SELECT run_id, public_until FROM signing.waiting WHERE period = $quarter AND state = 'publicised'
"""
KINDS = {"organization": "organisation", "department": "departments", "cio": "CIOs"}
COLUMNS = ("", "id", "name", f"# {QUARTER}", f"# {YEAR} so far")

NEWEST = """
    WITH newest AS (
        SELECT run_id, period FROM run.run
        WHERE published AND period IN ($quarter, $year)
        QUALIFY row_number() OVER (PARTITION BY period ORDER BY provisional, revision DESC, cut_off DESC) = 1
    )
"""
# A line for each subject: the quarter beside the running year.
SUBJECTS = f"""
    {NEWEST}
    SELECT
        org_id, subject_type, subject_id, any_value(subject_name) AS name,
        any_value(appraisals) FILTER (period = $quarter) AS quarter,
        any_value(appraisals) FILTER (period = $year) AS year
    FROM (
        SELECT
            newest.period, scored.*,
            coalesce(grades.name_en, replace(scored.status, '_', ' ')) AS grade
        FROM result.appraisal AS scored
        INNER JOIN newest USING (run_id)
        INNER JOIN scope.subject AS subjects USING (run_id, org_id, subject_type, subject_id)
        LEFT JOIN compiled.grade AS grades
            ON subjects.scheme_key = grades.scheme_key AND scored.suggested_grade = grades.grade
    ) AS appraisals
    GROUP BY org_id, subject_type, subject_id
    ORDER BY
        org_id, list_position($kinds, subject_type), any_value(rank) FILTER (period = $year) NULLS LAST, subject_id
"""
# What each would lead to: whom it concerns, by what is said.
SAID = f"""
    {NEWEST}
    SELECT newest.period, org_id, what, word, string_agg(DISTINCT subject_id, ', ' ORDER BY subject_id) AS subjects
    FROM newest
    INNER JOIN (
        SELECT run_id, org_id, subject_id, 'recommended' AS what, consequence AS word FROM result.consequence
        UNION ALL
        SELECT run_id, org_id, subject_id, 'recommended', 'commendation' FROM result.commendation
        UNION ALL
        SELECT run_id, org_id, subject_id, 'alerts', alert FROM result.compliance_alert
    ) USING (run_id)
    GROUP BY newest.period, org_id, what, word
    ORDER BY org_id, newest.period DESC, what DESC, word
"""


def run_demo(settings: Settings, regime: str | None = None, scale: int = 1) -> None:
    """Make the sample of one regime's organisation or of all five, settle the years before as they were settled then,
    run both DAGs in Airflow, then the year so far.

    Takes place on days of the sample, whatever the clock says. Prints tables for each organisation.
    """
    settings = settings.model_copy(update={"today": SAMPLE_DAY})
    settings.make_home()
    org_ids = [org_id for org_id, one in institutions().items() if regime in (None, one.regime)]
    named = ", ".join(f"{institutions()[org_id].name} ({org_id})" for org_id in org_ids)
    note(f"making sample data of {named}: 2026-01-01 to 2026-11-15")
    files = make_sample(settings.incoming, org_ids, scale=scale)
    note(f"{len(files)} files in {settings.incoming}")
    for year, day in DELIVERIES.items():
        note(f"{day}: what came when {year} was closed; the settlement of its rewards is reviewed and made public")
        settle(settings.model_copy(update={"today": day}), year)
    for dag_id, conf in (("nightly", {}), ("quarterly", {"period": QUARTER})):
        run_in_airflow(settings, dag_id, SAMPLE_DAY, conf)
    note(f"two objections to results of {QUARTER} in {org_ids[0]}")
    file_objections(settings, org_ids[0], QUARTER)
    confirm_quarter(settings)
    note("the running year as a preview")
    run_id = steps.run(settings, YEAR, day=SAMPLE_DAY - timedelta(days=1))
    steps.publish(settings, run_id)
    show_results(settings, org_ids)


def run_in_airflow(settings: Settings, dag_id: str, day: date, conf: Mapping[str, Any]) -> None:
    """Run a DAG on a day; where it asks a person, the demonstration answers."""
    note(f"running the DAG {dag_id} in Airflow (its start takes a few seconds)")
    if dag_id in ANSWERS:
        note("it asks a person, and the demonstration answers by itself")
    run_dag(settings, dag_id, day, conf, note, ANSWERS.get(dag_id))


def confirm_quarter(settings: Settings) -> None:
    """Confirm the quarter by its DAG on the first day it may be."""
    with connect(settings, read_only=True) as con:
        run_id, until = con.execute(PUBLIC_UNTIL, {"quarter": QUARTER}).fetchall()[0]
    day = until + timedelta(days=1)
    note(f"{day}: {QUARTER} was public until {until}; now it is to be confirmed")
    later = settings.model_copy(update={"today": day})
    run_in_airflow(later, "confirmation", day, {"run": run_id, "day": str(day)})


def settle(settings: Settings, year: int) -> None:
    """Take in what came when a year was closed, settle the year, sign it as soon as may be, and publish it."""
    steps.ingest(settings, [earlier_folder(settings.incoming, year)])
    run_id = steps.run(settings, str(year))
    confirmed_on = confirm(settings, run_id)
    note(f"{confirmed_on}: the settlement of {year} is confirmed, after it was public")
    steps.publish(settings, run_id)


def confirm(settings: Settings, run_id: str) -> date:
    """Sign a run as reviewed and publicised today, and as confirmed on the first day it may be. Returns that day."""
    for state, by in zip(("reviewed", "publicised"), SIGNERS, strict=False):
        signed = sign(settings, run_id, state, by)
    assert signed.public_until is not None  # the sample lies within the published calendar
    day = signed.public_until + timedelta(days=1)
    sign(settings.model_copy(update={"today": day}), run_id, "confirmed", SIGNERS[-1])
    return day


def show_results(settings: Settings, org_ids: Sequence[str]) -> None:
    """A table for each organisation, what is recommended, and the paths a person would open next."""
    given = {"quarter": QUARTER, "year": YEAR}
    with connect(settings, read_only=True) as con:
        found = rows(con, SUBJECTS, given | {"kinds": list(KINDS)})
        said = rows(con, SAID, given)
        rewards = find_rewards(con)
    for org_id in org_ids:
        one = institutions()[org_id]
        own = [row for row in found if row["org_id"] == org_id]
        print_table(f"{one.name} ({org_id}, {one.regime})", COLUMNS, list(lines(own)))
        print_said([row for row in said if row["org_id"] == org_id])
        print_rewards(rewards, org_id, one.name)
    print_objections(settings, org_ids[0], institutions()[org_ids[0]].name)
    places: Mapping[str, object] = {
        "workbooks, statements and reports, for HR": settings.published / "documents",
        "names and amounts, for HR": settings.published / "hr.duckdb",
        "pseudonyms, for analysts": settings.published / "analyst.duckdb",
        "the same tables as Parquet": settings.published / "parquet",
        "everything with its history": settings.warehouse,
        "the files that came in": settings.incoming,
        "what was checked": settings.home / "data_docs",
    }
    out.print("Where it lies", style="bold")
    for words, place in places.items():
        say(f"  {words}: {place}")
    home = "" if settings.home == Settings().home else f" --home {settings.home}"
    first = next((row for row in found if (row["org_id"], row["subject_type"]) == (org_ids[0], "department")), None)
    if first:
        say(f"\nNext: .venv/bin/appraise explain {first['subject_id']} --period {QUARTER}{home}")
    if reward := newest_award(rewards, org_ids):
        say(f"      .venv/bin/appraise explain {reward}{home}")


def print_said(said: Sequence[Mapping[str, Any]]) -> None:
    """What is recommended and what raised an alert in each period, with those it concerns."""
    for period, when in ((QUARTER, QUARTER), (YEAR, f"{YEAR} so far")):
        for what in ("recommended", "alerts"):
            own = [row for row in said if (row["period"], row["what"]) == (period, what)]
            if own:
                listed = "; ".join(f"{row['word']}: {row['subjects']}" for row in own)
                say(f"{what} ({when}): {listed}\n")


def lines(own: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """The cells of an organisation's subjects; the kind of subject stands where it changes."""
    before = None
    for row in own:
        kind = KINDS[row["subject_type"]]
        shown = (in_short(row["quarter"]), in_short(row["year"]))
        yield kind if kind != before else "", row["subject_id"], row["name"], *shown
        before = kind


def in_short(result: Mapping[str, Any] | None) -> str:
    """Rank, score, the grade or what stands in its place, and the gates; nothing for who was not appraised."""
    if result is None:
        return ""
    rank, score = ("-" if result[name] is None else str(result[name]) for name in ("rank", "score"))
    gates = f" ({result['gates']})" if result["gates"] else ""
    return f"{rank:>2} {score:>6} {result['grade']}{gates}"
