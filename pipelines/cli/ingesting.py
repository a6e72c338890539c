"""`appraise ingest`, `appraise status`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.shared import (
    AsJson,
    Home,
    Lang,
    Project,
    app,
    print_json,
    print_table,
    progress,
    say,
    settings_from,
)  # fmt: skip
from pipelines.cli.words import WORDS, column_words, due_words, part_words, state_words, waiting_words
from pipelines.errors import InputError
from pipelines.explain.find import rows
from pipelines.settings import Settings
from pipelines.warehouse import connect

if TYPE_CHECKING:
    from pipelines.ingest.intake import Delivery, Loaded
    from pipelines.validate.incoming import Verdict


@app.command()
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files to take in; none: all under the sources.")] = None,
    home: Home = None,
    project: Project = None,
    inbox: Annotated[Path | None, typer.Option(help="Folder where files arrive [APPRAISE_INBOX].")] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Take in what is new; print accepted, unchanged and quarantined rows by feed."""
    from pipelines import steps

    settings = settings_from(home, project, inbox=inbox, lang=lang)
    with progress("looking for new files") as update:
        done = steps.ingest(settings, paths, update)
    show_taken_in(settings, *done, as_json=as_json)


def show_taken_in(
    settings: Settings,
    deliveries: Sequence[Delivery],
    verdicts: Sequence[Verdict],
    loaded: Sequence[Loaded],
    *,
    as_json: bool = False,
) -> None:
    """Print what came of the files. Raises InputError naming those that were refused."""
    words = WORDS[settings.lang]
    with connect(settings, read_only=True) as con:
        new = [one.batch_id for one in deliveries if one.batch_id is not None and one.outcome != "unchanged"]
        batches = sorted({*new, *(one.batch_id for one in verdicts), *(one.batch_id for one in loaded)})
        summary = rows(con, BATCHES, {"batches": batches})
        reasons = rows(con, REASONS, {"batches": batches})
    refused = {row["source_file"]: row["refusal"] for row in summary if row["state"] == "refused"}
    refused |= {str(one.file): one.message for one in deliveries if one.outcome == "refused" and one.batch_id is None}
    unchanged = sum(one.outcome == "unchanged" for one in deliveries)
    ignored = {str(one.file): one.message for one in deliveries if one.outcome == "ignored"}
    if as_json:
        print_json(
            {
                "batches": summary, "quarantine": reasons, "refused": refused, "ignored": ignored,
                "unchanged_files": unchanged,
            }
        )  # fmt: skip
    else:
        lines = [
            tuple(state_words(cell, settings.lang) if name == "state" else cell for name, cell in row.items())
            for row in summary
        ]
        print_columns(words["taken_in"], TAKEN_IN, [line[: len(TAKEN_IN)] for line in lines], settings.lang)
        print_columns(words["quarantined"], QUARANTINED, [tuple(row.values()) for row in reasons], settings.lang)
        for one in deliveries:
            if one.unused and one.outcome == "archived":
                unused = words["unused"].format(one.file.name, ", ".join(one.unused))
                say(unused)
        for file, why in ignored.items():
            say(words["ignored"].format(file, why))
        say(words["files"].format(len(deliveries), unchanged, len(refused)))
    if refused:
        listed = "\n       ".join(f"{file}: {why}" for file, why in sorted(refused.items()))
        raise InputError(
            f"refused {len(refused)} of {len(deliveries)} files; the others are taken in.\n       {listed}",
            do="`appraise status` tells the reasons. Mend the files or sources/*.yaml and run `appraise ingest` again.",
        )


@app.command()
def status(home: Home = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """Show runs, batches, quarantine and what waits for whom."""
    settings = settings_from(home, lang=lang)
    with connect(settings, read_only=True) as con:
        content = {name: rows(con, query, {}) for name, query in STATUS.items()}
        content[OPEN_APPEALS] = rows(con, APPEALS, {"today": settings.current_date()})
        content["signatures (what waits for whom)"] = rows(con, WAITING, {"today": settings.current_date()})
    if as_json:
        print_json(content)
        return
    for name, found in content.items():
        title = part_words(name, settings.lang)
        if found:
            shown = [tuple(status_cell(column, cell, settings.lang) for column, cell in row.items()) for row in found]
            print_columns(title, tuple(found[0]), shown, settings.lang)
        else:
            say(WORDS[settings.lang]["none"].format(title))


def status_cell(column: str, cell: object, lang: str) -> object:
    """A cell of `status` in the reader's language."""
    if column == "state":
        return state_words(str(cell), lang)
    if column == "reason":
        return due_words(str(cell), lang)
    return waiting_words(str(cell), lang) if column == "waits_for" else cell


def print_columns(title: str, columns: Sequence[str], found: Sequence[Sequence[object]], lang: str) -> None:
    """A table whose headings are in the reader's language."""
    print_table(title, [column_words(column, lang) for column in columns], found, lang=lang)


TAKEN_IN = ("feed", "file", "read", "new", "changed", "unchanged", "ended", "quarantined", "left out", "state")
QUARANTINED = ("feed", "reason", "rows", "first row")
BATCHES = """
    SELECT
        feed, source_file, read_count, inserted_count, changed_count, unchanged_count, closed_count,
        quarantined_count, left_out_count, state, refusal
    FROM ingest.batch WHERE list_contains($batches, batch_id) ORDER BY batch_id
"""
REASONS = """
    SELECT feed, reason_code, count(DISTINCT (batch_id, source_row)) AS row_count, min(source_row) AS first_row
    FROM ingest.quarantine WHERE list_contains($batches, batch_id) GROUP BY ALL ORDER BY ALL
"""
OPEN_APPEALS = "open appeals (wait for a decision: appraise appeal decide)"
APPEALS = """
    SELECT org_id, appeal_id, period, subject_type, subject_id, metric_id, filed_on, standing, answer_by,
        coalesce(answer_by < $today, FALSE) AS overdue
    FROM appeals.register WHERE state IN ('filed', 'accepted') ORDER BY answer_by NULLS LAST, org_id, appeal_id
"""
# A publicised run can be confirmed from the day after public_until on.
WAITING = """
    SELECT
        run_id, period, org_scope, revision, state,
        CASE
            WHEN state = 'publicised' AND public_until IS NULL THEN 'the calendar of working days'
            WHEN state = 'publicised' AND public_until >= $today THEN 'the end of publicity'
            ELSE 'whoever signs it ' || waits_for
        END AS waits_for,
        public_until
    FROM signing.waiting
    ORDER BY period, org_scope, revision
"""
STATUS = {
    "runs": (
        "SELECT run_id, period, org_scope, revision, cut_off, as_of_batch, "
        "(SELECT count(*) FROM ingest.batch WHERE batch_id > as_of_batch AND state = 'loaded') AS loaded_since, "
        "CASE WHEN provisional AND state = 'computed' THEN 'preview' ELSE coalesce(sign_off, state) END AS state, "
        "published FROM run.run ORDER BY period, revision, cut_off, run_id"
    ),
    "batches": (
        "SELECT feed, state, count(*) AS batches, max(batch_id) AS newest, sum(read_count) AS rows_read "
        "FROM ingest.batch GROUP BY ALL ORDER BY ALL"
    ),
    "open quarantine (waits for whoever delivers the feed)": (
        "SELECT found.feed, batches.source_file, found.reason_code, "
        "count(DISTINCT (found.batch_id, found.source_row)) AS row_count, min(found.source_row) AS first_row "
        "FROM ingest.quarantine AS found INNER JOIN ingest.batch AS batches USING (batch_id) "
        # A refused file that was looked at again counts as it was found last.
        "WHERE found.closed_by_batch_id IS NULL AND NOT (batches.state = 'refused' AND EXISTS ("
        "SELECT 1 FROM ingest.batch AS again WHERE again.source = batches.source "
        "AND again.source_file = batches.source_file AND again.batch_id > batches.batch_id)) "
        "GROUP BY ALL ORDER BY ALL"
    ),
    "unfinished (run the same command again)": (
        "SELECT 'batch ' || batch_id AS what, state FROM ingest.batch WHERE state NOT IN ('loaded', 'refused') "
        "UNION ALL SELECT 'run ' || run_id, state FROM run.run WHERE state <> 'computed' ORDER BY ALL"
    ),
    "due and not computed (run the DAG of that name)": (
        "SELECT kind || 'ly' AS dag, subject AS period, due_on, reason, gap_count, gaps FROM schedule.due AS due "
        "WHERE kind IN ('quarter', 'year') AND NOT EXISTS ("
        "SELECT 1 FROM run.run AS runs LEFT JOIN run.run AS sent_back ON due.run_id = sent_back.run_id "
        "WHERE runs.period = due.subject AND runs.org_scope = '*' AND runs.state = 'computed' "
        "AND NOT runs.provisional AND runs.revision > coalesce(sent_back.revision, 0)) "
        "QUALIFY row_number() OVER (PARTITION BY kind, subject ORDER BY position DESC) = 1 ORDER BY due_on, subject"
    ),
}
