"""What was published last, noted in the warehouse by hash: what still is as it was written can be taken over."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.publish.description import DESCRIPTION_FILE
from pipelines.runs import code_sha256, digest_of, sha256_of


def is_last_written(con: duckdb.DuckDBPyConnection, published: Path, name: str, key: str | None) -> bool:
    """Whether a file or folder is, byte for byte, what this program wrote last with the same key."""
    noted = con.execute("SELECT file_sha256, written_by FROM run.published_file WHERE file = $1", [name]).fetchone()
    return (published / name).exists() and noted == (digest(published / name), written_by(key))


def note_written(con: duckdb.DuckDBPyConnection, folder: Path, name: str, key: str | None) -> None:
    """Note what was written and is about to be put in place."""
    con.execute(
        "INSERT OR REPLACE INTO run.published_file VALUES ($1, $2, $3)", [name, digest(folder / name), written_by(key)]
    )


def note_added(con: duckdb.DuckDBPyConnection, published: Path, name: str, added: Path) -> None:
    """Note what a published folder will be with one more file; what is not as it was written stays noted as it was."""
    con.execute(
        "UPDATE run.published_file SET file_sha256 = $1 WHERE file = $2 AND file_sha256 = $3",
        [digest(published / name, added), name, digest(published / name)],
    )


def take_out(con: duckdb.DuckDBPyConnection, published: Path, name: str, file: str) -> None:
    """Take a file out of a published folder; what is not as it was written stays noted as it was."""
    before = digest(published / name)
    (published / name / file).unlink()
    con.execute(
        "UPDATE run.published_file SET file_sha256 = $1 WHERE file = $2 AND file_sha256 = $3",
        [digest(published / name), name, before],
    )


def digest(path: Path, added: Path | None = None) -> str:
    """The SHA-256 of a file, or of the names and contents of all files in a folder; as if `added` stood in it too."""
    if path.is_file():
        return digest_of(path)
    files = {file.relative_to(path).as_posix(): file for file in path.rglob("*") if file.is_file()}
    if added:
        files[added.name] = added
    return sha256_of(f"{name} {digest_of(files[name])}" for name in sorted(files, key=Path))


def written_by(key: str | None) -> str:
    """The program and the key that decide what a file shows of a run."""
    return sha256_of((code_sha256(), digest_of(DESCRIPTION_FILE), key))
