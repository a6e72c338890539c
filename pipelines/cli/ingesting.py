"""`appraise ingest`, `appraise status`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.shared import (
    AsJson,
    Home,
    Project,
    app,
    out,
    print_json,
    print_table,
    progress,
    settings_from,
)
from pipelines.errors import InputError
from pipelines.explain.find import rows
from pipelines.warehouse import connect


@app.command()
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files to take in; none: all under the sources.")] = None,
    home: Home = None,
    project: Project = None,
    inbox: Annotated[Path | None, typer.Option(help="Folder where files arrive [APPRAISE_INBOX].")] = None,
    as_json: AsJson = False,
) -> None:
    """Take in what is new; print accepted, unchanged and quarantined rows by feed."""
    from pipelines import steps

    settings = settings_from(home, project, inbox=inbox)
    with progress("looking for new files") as say:
        deliveries, verdicts, loaded = steps.ingest(settings, paths, say)
    with connect(settings, read_only=True) as con:
        new = [one.batch_id for one in deliveries if one.batch_id is not None and one.outcome != "unchanged"]
        batches = sorted({*new, *(one.batch_id for one in verdicts), *(one.batch_id for one in loaded)})
        summary = rows(con, BATCHES, {"batches": batches})
        reasons = rows(con, REASONS, {"batches": batches})
    refused = {row["source_file"]: row["refusal"] for row in summary if row["state"] == "refused"}
    refused |= {str(one.file): one.message for one in deliveries if one.outcome == "refused" and one.batch_id is None}
    unchanged = sum(one.outcome == "unchanged" for one in deliveries)
    if as_json:
        print_json({"batches": summary, "quarantine": reasons, "refused": refused, "unchanged_files": unchanged})
    else:
        columns = (
            "feed",
            "file",
            "read",
            "new",
            "changed",
            "unchanged",
            "ended",
            "quarantined",
            "left out",
            "state",
        )
        print_table("Taken in", columns, [tuple(row.values())[:10] for row in summary])
        print_table("Quarantined", ("feed", "reason", "rows", "first row"), [tuple(row.values()) for row in reasons])
        for one in deliveries:
            if one.unused and one.outcome == "archived":
                out.print(f"{one.file.name}: columns that no field takes: {', '.join(one.unused)}", highlight=False)
        out.print(f"files looked at: {len(deliveries)}, known already: {unchanged}, refused: {len(refused)}")
    if refused:
        words = "\n       ".join(f"{file}: {why}" for file, why in sorted(refused.items()))
        raise InputError(
            f"refused {len(refused)} of {len(deliveries)} files; the others are taken in.\n       {words}",
            do="Mend the files or their sources/*.yaml and run `appraise ingest` again.",
        )


@app.command()
def status(home: Home = None, as_json: AsJson = False) -> None:
    """Show runs, batches, quarantine and what waits for whom."""
    settings = settings_from(home)
    with connect(settings, read_only=True) as con:
        content = {name: rows(con, query, {}) for name, query in STATUS.items()}
        content[OPEN_APPEALS] = rows(con, APPEALS, {"today": settings.current_date()})
        content["signatures (what waits for whom)"] = rows(con, WAITING, {"today": settings.current_date()})
    if as_json:
        print_json(content)
        return
    for name, found in content.items():
        if found:
            print_table(name, tuple(found[0]), [tuple(row.values()) for row in found])
        else:
            out.print(f"{name}: none")


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
        "coalesce(sign_off, state) AS state, published FROM run.run ORDER BY period, revision, cut_off, run_id"
    ),
    "batches": (
        "SELECT feed, state, count(*) AS batches, max(batch_id) AS newest, sum(read_count) AS rows_read "
        "FROM ingest.batch GROUP BY ALL ORDER BY ALL"
    ),
    "open quarantine (waits for whoever delivers the feed)": (
        "SELECT found.feed, batches.source_file, found.reason_code, "
        "count(DISTINCT (found.batch_id, found.source_row)) AS row_count, min(found.source_row) AS first_row "
        "FROM ingest.quarantine AS found INNER JOIN ingest.batch AS batches USING (batch_id) "
        "WHERE found.closed_by_batch_id IS NULL GROUP BY ALL ORDER BY ALL"
    ),
    "unfinished (run the same command again)": (
        "SELECT 'batch ' || batch_id AS what, state FROM ingest.batch WHERE state NOT IN ('loaded', 'refused') "
        "UNION ALL SELECT 'run ' || run_id, state FROM run.run WHERE state <> 'computed' ORDER BY ALL"
    ),
}
