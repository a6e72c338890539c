"""The result tables as a person reads them in the terminal."""

from __future__ import annotations

from pipelines.cli.shared import print_table, say
from pipelines.cli.words import WORDS, column_words, state_words
from pipelines.explain.find import Row, rows
from pipelines.explain.words import reason_words
from pipelines.runs import load_run
from pipelines.settings import Settings
from pipelines.warehouse import connect

TITLES = {
    "organization": ("组织", "Organisations"),
    "department": ("部门", "Departments"),
    "cio": ("首席信息官", "Chief information officers"),
}
COLUMNS = (
    "rank", "id", "name", "score", "suggested grade", "indicators counted", "measured %", "status", "gates",
    "why no grade",
)  # fmt: skip

APPRAISALS = """
    SELECT
        org_id, subject_type, appraisals.rank, subject_id, appraisals.subject_name, appraisals.score,
        grades.name_zh, grades.name_en, counts.counted_count, counts.all_count,
        CAST(appraisals.measured_weight AS DECIMAL(9, 2)) AS measured,
        appraisals.status, appraisals.gates, appraisals.reason
    FROM result.appraisal AS appraisals
    INNER JOIN scope.subject AS subjects USING (run_id, org_id, subject_type, subject_id)
    INNER JOIN (
        SELECT
            run_id, org_id, subject_type, subject_id,
            count(*) FILTER (status IN ('measured', 'missing')) AS counted_count, count(*) AS all_count
        FROM result.indicator_score GROUP BY ALL
    ) AS counts USING (run_id, org_id, subject_type, subject_id)
    LEFT JOIN compiled.grade AS grades
        ON subjects.scheme_key = grades.scheme_key AND appraisals.suggested_grade = grades.grade
    WHERE run_id = $run_id
    ORDER BY org_id, subject_type, appraisals.rank NULLS LAST, subject_id
"""


def print_appraisals(settings: Settings, run_id: str) -> None:
    """One table for each organisation and kind of subject, best first."""
    with connect(settings, read_only=True) as con:
        found = rows(con, APPRAISALS, {"run_id": run_id})
        period = con.execute("SELECT period FROM run.run WHERE run_id = $id", {"id": run_id}).fetchone()
    lang = settings.lang
    if not found and period:
        say(WORDS[lang]["nobody"].format(period[0]))
    columns = [column_words(column, lang) for column in COLUMNS]
    for org_id in dict.fromkeys(row["org_id"] for row in found):
        for subject_type, titles in TITLES.items():
            kind = (org_id, subject_type)
            own = [cells(row, lang) for row in found if (row["org_id"], row["subject_type"]) == kind]
            title = titles[0] if lang == "zh" else titles[1]
            of_period = WORDS[lang]["of"].format(title, org_id, period[0] if period else "")
            print_table(of_period, columns, own, lang=lang)


def cells(row: Row, lang: str) -> tuple[object, ...]:
    """A subject's line, in the order of COLUMNS."""
    return (
        row["rank"], row["subject_id"], row["subject_name"], row["score"], row[f"name_{lang}"],
        WORDS[lang]["counted"].format(row["counted_count"], row["all_count"]), row["measured"],
        state_words(row["status"], lang), row["gates"], row["reason"] and reason_words(row["reason"], lang),
    )  # fmt: skip


def state_of(settings: Settings, run_id: str) -> str:
    """Which state a run is in: preview, computed, or that of its last signature."""
    with connect(settings, read_only=True) as con:
        run = load_run(con, run_id)
    return "preview" if run.provisional else run.sign_off or run.state
