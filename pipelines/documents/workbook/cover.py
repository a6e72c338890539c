"""The first sheet: what these results are, what state they are in, and what each sheet is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from pipelines.documents.edition import Edition
from pipelines.documents.regimes import REGIMES
from pipelines.documents.workbook.cover_words import ABOUT, NAMES, NOTES, SAID
from pipelines.documents.workbook.headings import column
from pipelines.documents.workbook.sheet import Sheet
from pipelines.documents.workbook.words import KINDS, STATES, WORDS

FINAL = {"confirmed", "archived"}
SCHEMES = """
    SELECT DISTINCT
        subject_type, scheme_id, scheme_version, CASE $lang WHEN 'zh'
        THEN scheme_title ELSE scheme_title_en END AS title
    FROM grade_count WHERE run_id = $run_id AND org_id = $org_id AND subject_count > 0
    ORDER BY subject_type = 'organization', subject_type = 'cio'
"""
COUNTS = """
    SELECT
        subject_type, count(*) AS appraised, count(coalesce(decided_grade, suggested_grade)) AS graded
    FROM appraisal WHERE run_id = $run_id AND org_id = $org_id
    GROUP BY subject_type ORDER BY subject_type = 'organization', subject_type = 'cio'
"""


def state_of(edition: Edition) -> tuple[str, bool]:
    """The run's state in words, and whether it warns: nothing but a confirmed result is to be acted upon."""
    run = edition.run
    code = run["kind"] if run["kind"] != "final" else run["state"]
    said = STATES[edition.lang][code].format(**run)
    newest = "" if run["is_newest"] or run["kind"] == "look_back" else WORDS[edition.lang]["not_newest"]
    return said + newest, run["state"] not in FINAL


def cover(edition: Edition, sheets: Sequence[Sheet]) -> Sheet:
    """The cover; `sheets`: those that follow it."""
    lang = edition.lang
    rows = [*about_run(edition), *notes(lang), *((sheet.name, sheet.about) for sheet in sheets)]
    name, title, about = NAMES[lang]
    content = pl.DataFrame(rows, {"heading": pl.String, "content": pl.String}, orient="row")
    return Sheet(name, title, about, [column(lang, "heading", 26), column(lang, "content", 64)], content)


def about_run(edition: Edition) -> Iterator[tuple[str, str | None]]:
    """Which results these are, computed from what, by which rules, and how many."""
    lang, run, said, own = edition.lang, edition.run, SAID[edition.lang], edition.organization
    aside = WORDS[lang]["aside"].format
    yield said["organization"], aside(own["organization_name"], own["org_id"])
    yield said["regime"], REGIMES[lang].get(own["regime"], own["regime"])
    yield said["period"], said["from_to"].format(run["period"], run["period_start"], run["period_end"])
    yield said["cut_off"], str(run["cut_off"])
    yield said["revision"], said[run["kind"]].format(run["revision"])
    yield said["state"], state_of(edition)[0]
    yield said["run"], run["run_id"]
    yield said["data"], said["known"].format(run["known_on"] or "-", run["as_of_batch"])
    for name in ("data_sha256", "schemes_sha256", "code_sha256"):
        yield said[name], run[name]
    for scheme in edition.rows(SCHEMES, lang=lang):
        kind = KINDS[lang][scheme["subject_type"]]
        yield aside(said["scheme"], kind), aside(scheme["title"], f"{scheme['scheme_id']}@{scheme['scheme_version']}")
    for count in edition.rows(COUNTS):
        yield aside(said["counts"], KINDS[lang][count["subject_type"]]), said["counted"].format(**count)


def notes(lang: str) -> Iterator[tuple[str, str]]:
    """What holds for all sheets, and the heading of their list."""
    for number, note in enumerate(NOTES[lang], start=1):
        yield f"{SAID[lang]['note']} {number}", note
    yield SAID[lang]["sheets"], ABOUT[lang]
