"""Says in the folder of an earlier revision which one has taken its place: pages cannot know what came after them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.documents.edition import edition_name, file_name

MARK = "SUPERSEDED.txt"
# Of the period and scope of a run: each revision, and which has taken its place, if one has. What is confirmed stands
# until a newer revision is confirmed; before that the newest stands that was not sent back or rejected.
REVISIONS = """
    WITH revisions AS (
        SELECT run.*, bool_or(run.is_current) OVER () AS one_is_confirmed
        FROM run INNER JOIN run AS this ON run.period = this.period AND run.org_id = this.org_id
        WHERE this.run_id = $run_id AND run.kind = 'final'
    ),

    standing AS (
        SELECT max(revision) AS revision
        FROM revisions
        WHERE is_current OR (NOT one_is_confirmed AND is_newest AND state NOT IN ('returned', 'rejected'))
    )

    SELECT organization.org_id, revisions.period, revisions.kind, revisions.revision, revisions.run_id,
        revisions.org_id <> '*' AS is_alone,
        CASE WHEN revisions.revision < standing.revision THEN standing.revision END AS taken_by
    FROM revisions
    INNER JOIN organization ON revisions.run_id = organization.run_id
    CROSS JOIN standing
    ORDER BY organization.org_id, revisions.revision
"""
SAYS = """{period} 第 {revision} 版已被第 {newest} 版取代。本文件夹保留备查，请使用第 {newest} 版的文件。

Revision {revision} of {period} has been superseded by revision {newest}. This folder is kept for the record;
use the files of revision {newest}.
"""


@dataclass(frozen=True)
class Marks:
    """The folders of documents that stand published, by name: those that get a mark, and those whose mark holds no
    longer, since what had taken their place was sent back or rejected."""

    added: list[str]
    outdated: list[str]


def mark_superseded(con: duckdb.DuckDBPyConnection, run_id: str, folder: Path, published: Path) -> Marks:
    """Write a mark for each overtaken revision that has a folder, in `folder` or else in what stands `published`.

    `con` reads the published database for HR."""
    marks = Marks([], [])
    for name, said in revisions(con, run_id):
        stands = (published / name).is_dir() and not (folder / name).is_dir()
        if said and ((folder / name).is_dir() or stands):
            (folder / name).mkdir(parents=True, exist_ok=True)
            (folder / name / MARK).write_text(said, encoding="utf-8", newline="\n")
        if stands and said:
            marks.added.append(name)
        elif stands and (published / name / MARK).exists():
            marks.outdated.append(name)
    return marks


def revisions(con: duckdb.DuckDBPyConnection, run_id: str) -> Iterator[tuple[str, str | None]]:
    """The folder of each revision of a run's period, and what its mark says where one has taken its place."""
    for org_id, period, kind, revision, run, is_alone, newest in con.execute(REVISIONS, {"run_id": run_id}).fetchall():
        folder = edition_name(kind, revision, run, is_alone=is_alone)
        name = f"documents/{file_name(org_id)}/{period}/{folder}"
        yield name, SAYS.format(period=period, revision=revision, newest=newest) if newest else None
