"""The rule files a run is frozen with, kept in the archive under their hashes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from pipelines.errors import VerifyError
from pipelines.journal.files import write_once
from pipelines.settings import PROJECT_DIR

SCHEMES = "schemes/**/*.yaml"
# An institution's own metrics and clauses; the shipped ones belong to the program.
OWN = ("metrics/*.yaml", "clauses.csv")


def archive_rules(archive: Path, project: Path) -> dict[str, str]:
    """Copy the rule files of an institution's folder into the archive, each content once; path -> hash."""
    kept: dict[str, str] = {}
    parts = (SCHEMES,) if project.resolve() == PROJECT_DIR else (SCHEMES, *OWN)
    for file in sorted(file for part in parts for file in project.glob(part)):
        content = file.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        write_once(kept_as(archive, digest), content)
        kept[file.relative_to(project).as_posix()] = digest
    return kept


def note_rules(con: duckdb.DuckDBPyConnection, run_id: str, kept: dict[str, str]) -> None:
    """Note which files a run was frozen with."""
    con.executemany("INSERT INTO run.rule_file VALUES (?, ?, ?)", [(run_id, *one) for one in sorted(kept.items())])


def restore_rules(archive: Path, kept: dict[str, str], project: Path) -> None:
    """Lay the files a run was frozen with below `project`. Raises VerifyError for one that is gone or changed."""
    for path, digest in kept.items():
        file = kept_as(archive, digest)
        content = file.read_bytes() if file.is_file() else None
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            what = "is missing" if content is None else "was changed"
            raise VerifyError(
                f"{what}; it holds the rules of {path}.", do="Put it back from a copy of the archive.", file=file
            )
        target = project / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def kept_as(archive: Path, digest: str) -> Path:
    return archive / "rules" / f"{digest}.txt"
