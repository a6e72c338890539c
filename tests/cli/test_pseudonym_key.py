"""The key for pseudonyms: made once, whole or not at all, and never replaced in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import UserError
from pipelines.publish.pseudonym import pseudonym_key
from pipelines.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("APPRAISE_PSEUDONYM_KEY", raising=False)
    return Settings(home=tmp_path)


def test_a_key_is_made_once_for_its_owner_only(settings: Settings) -> None:
    (settings.home / "hr.partial").write_text("half a key, of a process that was killed")
    key = pseudonym_key(settings)
    assert pseudonym_key(settings) == key
    assert (settings.home / "hr.key").stat().st_mode & 0o777 == 0o600
    assert not (settings.home / "hr.partial").exists()


@pytest.mark.parametrize("content", [b"", b"abc", b"\xff\xfe\x00"])
def test_what_is_no_key_is_refused(settings: Settings, content: bytes) -> None:
    (settings.home / "hr.key").write_bytes(content)
    with pytest.raises(UserError, match="key for pseudonyms"):
        pseudonym_key(settings)


def test_a_lost_key_is_not_replaced_while_its_pseudonyms_are_in_use(settings: Settings) -> None:
    pseudonym_key(settings)
    settings.published.mkdir()
    (settings.published / "analyst.duckdb").touch()
    (settings.home / "hr.key").unlink()
    with pytest.raises(UserError, match="gone"):
        pseudonym_key(settings)
