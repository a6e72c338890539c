"""Says in the folder of an earlier revision which one has taken its place: pages cannot know what came after them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipelines.documents.edition import edition_name, file_name

MARK = "SUPERSEDED.txt"
# Of a run and the others of its period and scope: each revision that a newer one has taken the place of.
OVERTAKEN = """
    SELECT organization.org_id, earlier.period, earlier.kind, earlier.revision, earlier.run_id,
        earlier.org_id <> '*' AS is_alone, newest.revision
    FROM run AS newest
    INNER JOIN run AS earlier ON newest.period = earlier.period AND newest.org_id = earlier.org_id
    INNER JOIN organization ON earlier.run_id = organization.run_id
    WHERE
        newest.kind = 'final' AND newest.is_newest AND earlier.kind = 'final'
        AND earlier.revision < newest.revision AND $run_id IN (newest.run_id, earlier.run_id)
    ORDER BY organization.org_id, earlier.revision
"""
SAYS = """{period} 第 {revision} 版已被第 {newest} 版取代。本文件夹保留备查，请使用第 {newest} 版的文件。

Revision {revision} of {period} has been superseded by revision {newest}. This folder is kept for the record;
use the files of revision {newest}.
"""


def mark_superseded(con: duckdb.DuckDBPyConnection, run_id: str, folder: Path, published: Path) -> list[str]:
    """Write a mark for each overtaken revision that has a folder, in `folder` or else in what stands `published`.

    `con` reads the published database for HR. Returns those of folders that stand published already, by their names
    within both."""
    names = []
    for name, said in overtaken(con, run_id):
        if (folder / name).is_dir():
            (folder / name / MARK).write_text(said, encoding="utf-8", newline="\n")
        elif (published / name).is_dir():
            (folder / name).mkdir(parents=True)
            (folder / name / MARK).write_text(said, encoding="utf-8", newline="\n")
            names.append(name)
    return names


def overtaken(con: duckdb.DuckDBPyConnection, run_id: str) -> Iterator[tuple[str, str]]:
    """The folder of each overtaken revision, and what its mark says."""
    for org_id, period, kind, revision, run, is_alone, newest in con.execute(OVERTAKEN, {"run_id": run_id}).fetchall():
        folder = edition_name(kind, revision, run, is_alone=is_alone)
        name = f"documents/{file_name(org_id)}/{period}/{folder}"
        yield name, SAYS.format(period=period, revision=revision, newest=newest)
