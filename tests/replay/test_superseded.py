"""The folder of an earlier revision says which took its place, is noted so, and is left alone when publishing fails."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import steps
from pipelines.documents.superseded import MARK
from pipelines.errors import PublishError
from pipelines.replay.compare import compare_published
from pipelines.runs import digest_of
from pipelines.sign_off import sign
from pipelines.warehouse import connect
from tests.confirming import put_confirmed
from tests.replay.conftest import Home


def folder(home: Home, revision: int) -> Path:
    (found,) = home.settings.published.glob(f"documents/*/*/revision_{revision}")
    return found


def not_as_noted(home: Home) -> list[str]:
    with connect(home.settings, read_only=True) as con:
        return [what for what, is_right, _ in compare_published(con, home.settings) if not is_right]


def contents(home: Home) -> dict[str, str]:
    return {str(file): digest_of(file) for file in home.settings.published.rglob("*") if file.is_file()}


def test_the_earlier_folder_names_the_revision_that_took_its_place_in_both_languages(home: Home) -> None:
    said = (folder(home, 1) / MARK).read_text("utf-8")
    assert "第 1 版已被第 2 版取代" in said
    assert "has been superseded by revision 2" in said
    assert not (folder(home, 2) / MARK).exists()
    assert not_as_noted(home) == []


def test_pages_claim_no_more_than_what_was_so_when_they_were_published(home: Home) -> None:
    for revision in (1, 2):
        for page in ("report_zh.html", "statements_zh/department_d1.html"):
            assert "发布时为最新" in (folder(home, revision) / page).read_text("utf-8")
            assert "现行最新" not in (folder(home, revision) / page).read_text("utf-8")


def test_publishing_again_in_whatever_order_gives_the_same_marks(tampered: Home) -> None:
    mark = (folder(tampered, 1) / MARK).read_bytes()
    for run in (tampered.first, tampered.second):
        steps.publish(tampered.settings, run)
        assert (folder(tampered, 1) / MARK).read_bytes() == mark
        assert not (folder(tampered, 2) / MARK).exists()
        assert not_as_noted(tampered) == []
    assert "第 2 版" in (folder(tampered, 1) / "report_zh.html").read_text("utf-8")


def test_what_is_confirmed_is_taken_over_by_nothing_that_is_not(tampered: Home) -> None:
    """Revision 1 was confirmed; revision 2 is computed and nobody has signed it."""
    with duckdb.connect(str(tampered.settings.warehouse)) as con:
        put_confirmed(con, tampered.first, date(2026, 11, 1))
    steps.publish(tampered.settings, tampered.second)
    assert not (folder(tampered, 1) / MARK).exists()
    assert not_as_noted(tampered) == []
    steps.publish(tampered.settings, tampered.first)
    page = (folder(tampered, 1) / "statements_zh/department_d1.html").read_text("utf-8")
    assert "已被取代" not in page + (folder(tampered, 1) / "report_zh.html").read_text("utf-8")


def test_a_mark_goes_when_the_revision_it_names_is_rejected(tampered: Home) -> None:
    assert (folder(tampered, 1) / MARK).exists()
    sign(tampered.settings, tampered.second, "rejected", "reviewer", tampered.settings.current_date(), "wrong data")
    steps.publish(tampered.settings, tampered.second)
    assert not (folder(tampered, 1) / MARK).exists()
    assert not_as_noted(tampered) == []


def test_a_page_changed_by_somebody_is_still_found_after_its_folder_was_marked(tampered: Home) -> None:
    (folder(tampered, 1) / MARK).unlink()
    (folder(tampered, 1) / "report_zh.html").write_text("better")
    steps.publish(tampered.settings, tampered.second)
    assert (folder(tampered, 1) / MARK).exists()
    assert not_as_noted(tampered) == [f"published/{folder(tampered, 1).relative_to(tampered.settings.published)}"]


def test_when_a_mark_cannot_be_put_in_its_place_nothing_is_published(
    tampered: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(tampered)
    replace = Path.replace

    def refused(self: Path, target: Path) -> Path:
        if Path(target) == folder(tampered, 1) / MARK:
            raise PermissionError(13, "The file is open in another program", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(PublishError, match="published last are unchanged"):
        steps.publish(tampered.settings, tampered.second)
    monkeypatch.undo()
    assert contents(tampered) == before
    steps.publish(tampered.settings, tampered.second)
    assert not_as_noted(tampered) == []
