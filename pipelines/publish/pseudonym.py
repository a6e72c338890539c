"""Stable pseudonyms for persons: keyed, so that only who holds the key can tell who is meant. The key stays with HR."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from pipelines.errors import UserError
from pipelines.settings import Settings


def pseudonym_key(settings: Settings) -> str:
    """The key: `APPRAISE_PSEUDONYM_KEY`, else the one kept in `<home>/hr.key`, made on first use.

    Raises UserError for a key that is not at least 32 hexadecimal digits, or is gone while its pseudonyms are in use.
    """
    file = settings.home / "hr.key"
    if not settings.pseudonym_key and not file.exists():
        if (settings.published / "analyst.duckdb").exists():
            raise UserError(
                "The key for pseudonyms is gone; with a new one nobody would be who they were before.",
                do="Put it back (or APPRAISE_PSEUDONYM_KEY). To begin anew, take away published/analyst.duckdb.",
                file=file,
            )
        make_key(file)
    try:
        key = settings.pseudonym_key or file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The key for pseudonyms cannot be read: {error}.", file=file) from error
    if not re.fullmatch(r"[0-9a-f]{32,}", key):
        raise UserError("The key for pseudonyms is not made of 32 or more hexadecimal digits.", file=file)
    return key


def make_key(file: Path) -> None:
    """A new key, readable by its owner only; written aside and renamed, so that a kill never leaves half a key."""
    partial = file.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(32))
        out.flush()
        os.fsync(out.fileno())
    partial.rename(file)


def pseudonym(column: str, key: str) -> str:
    """SQL for the pseudonym of an id within its organisation: nested keyed SHA-256, the first 16 hexadecimal digits."""
    return f"left(sha256('{key}' || sha256('{key}' || whole.org_id || '/' || {column})), 16)"
