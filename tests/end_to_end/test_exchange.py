"""New paths take the place of old ones: all, or none."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines.publish.exchange import exchange, undo


def folder(path: Path, content: str) -> Path:
    path.mkdir(parents=True)
    (path / "page.html").write_text(content)
    return path


def contents(path: Path) -> dict[str, str]:
    return {file.relative_to(path).as_posix(): file.read_text() for file in path.rglob("*") if file.is_file()}


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A folder of new things, one of what is published, and an empty one."""
    new, published, aside = (tmp_path / name for name in ("new", "published", "aside"))
    for one in (new, published, aside):
        one.mkdir()
    (new / "a.duckdb").write_text("new")
    (published / "a.duckdb").write_text("old")
    folder(new / "E001", "new")
    folder(published / "E001", "old")
    (published / "E001" / "gone.html").write_text("old")
    folder(new / "E002", "first")
    return new, published, aside


NAMES = ("a.duckdb", "E001", "E002")
REPLACED = {"a.duckdb": "new", "E001/page.html": "new", "E002/page.html": "first"}


def test_files_and_folders_are_replaced_whole_and_new_ones_added(places: tuple[Path, Path, Path]) -> None:
    new, published, aside = places
    exchange(new, published, NAMES, aside)
    assert contents(published) == REPLACED
    undo(aside, published)
    assert contents(published) == REPLACED


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_when_something_cannot_be_moved_everything_is_as_it_was(places: tuple[Path, Path, Path], after: int) -> None:
    new, published, aside = places
    before = contents(published)
    with pytest.raises(FileNotFoundError):
        exchange(new, published, [*NAMES[:after], "never_written", *NAMES[after:]], aside)
    assert contents(published) == before


@pytest.mark.parametrize(("name", "kind"), [("a.duckdb", IsADirectoryError), ("E001", NotADirectoryError)])
def test_a_target_of_another_kind_is_not_replaced(
    places: tuple[Path, Path, Path], name: str, kind: type[OSError]
) -> None:
    new, published, aside = places
    old = published / name
    old.rename(published / "elsewhere")
    if name == "E001":
        old.write_text("a file")
    else:
        folder(old, "a folder")
    before = contents(published)
    with pytest.raises(kind):
        exchange(new, published, ["E002", name], aside)
    assert contents(published) == before


class Killed(BaseException):
    """The process ends here, as kill -9 ends it: nothing is tidied up."""


@pytest.mark.parametrize("moves", range(6))
def test_what_a_kill_left_half_done_is_undone_by_the_next(
    places: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    new, published, aside = places
    before, made = contents(published), 0
    for name in ("replace", "rename"):
        move = getattr(Path, name)

        def counted(self: Path, target: Path, move: Callable[[Path, Path], Path] = move) -> Path:
            nonlocal made
            if made == moves:
                raise Killed
            made += 1
            return move(self, target)

        monkeypatch.setattr(Path, name, counted)
    with suppress(Killed):
        exchange(new, published, NAMES, aside)
    monkeypatch.undo()
    undo(aside, published)
    # The note, the file, the old folder, the new one and the first of another: with the fifth move all was done.
    assert contents(published) == (before if moves < 5 else REPLACED)


def test_folders_made_above_a_target_have_the_modes_of_the_new_ones(places: tuple[Path, Path, Path]) -> None:
    new, published, aside = places
    folder(new / "documents" / "E001" / "2026Q3", "new")
    (new / "documents").chmod(0o710)
    (new / "documents" / "E001").chmod(0o700)
    exchange(new, published, ["documents/E001/2026Q3"], aside)
    modes = [(published / name).stat().st_mode & 0o777 for name in ("documents", "documents/E001")]
    assert modes == [0o710, 0o700]
