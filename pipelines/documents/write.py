"""All documents of a run: a folder for each organisation, period and revision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipelines.documents.edition import Edition, edition_name, file_name
from pipelines.documents.report.write import write_report
from pipelines.documents.statement.write import write_statements
from pipelines.documents.workbook.book import write_workbook

# Each writes one organisation's documents of one language into a folder of that organisation and run.
WRITERS: tuple[Callable[[Edition, Path], None], ...] = (write_workbook, write_statements, write_report)

COVERED = """
    SELECT organization.org_id, run.period, run.kind, run.revision, run.run_id, run.org_id <> '*' AS is_alone
    FROM organization INNER JOIN run ON organization.run_id = run.run_id
    WHERE run.run_id = $run_id
    ORDER BY organization.org_id
"""


def documents_of(published: duckdb.DuckDBPyConnection, run_id: str) -> dict[str, str]:
    """Each organisation of a run in the published database for HR, with the name of its folder of documents."""
    found = published.execute(COVERED, {"run_id": run_id}).fetchall()
    return {
        org_id: f"documents/{file_name(org_id)}/{period}/{edition_name(kind, revision, run, is_alone=is_alone)}"
        for org_id, period, kind, revision, run, is_alone in found
    }


def write_documents(
    published: duckdb.DuckDBPyConnection, run_id: str, org_id: str, folder: Path, languages: Sequence[str]
) -> None:
    """Write an organisation's documents of a run into the empty `folder`, from the published database for HR."""
    shared: dict[object, Any] = {}
    for lang in languages:
        for write in WRITERS:
            write(Edition(published, run_id, org_id, lang, shared, languages), folder)
