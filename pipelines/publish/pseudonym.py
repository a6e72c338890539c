"""Stable pseudonyms for persons: keyed, so that only who holds the key can tell who is meant. The key stays with HR."""

from __future__ import annotations

import os
import re
import secrets

from pipelines.errors import UserError
from pipelines.settings import Settings


def pseudonym_key(settings: Settings) -> str:
    """The key: `APPRAISE_PSEUDONYM_KEY`, else the one kept in `<home>/hr.key`, made on first use.

    Raises UserError for a key that is not at least 32 hexadecimal digits.
    """
    file = settings.home / "hr.key"
    if not settings.pseudonym_key and not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(secrets.token_hex(32))
    key = settings.pseudonym_key or file.read_text(encoding="utf-8").strip()
    if not re.fullmatch(r"[0-9a-f]{32,}", key):
        raise UserError("The key for pseudonyms is not made of 32 or more hexadecimal digits.", file=file)
    return key


def pseudonym(column: str, key: str) -> str:
    """SQL for the pseudonym of an id: nested keyed SHA-256, the first 16 hexadecimal digits."""
    return f"left(sha256('{key}' || sha256('{key}' || {column})), 16)"
