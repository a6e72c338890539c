"""Every command and query that the documentation shows is run on the sample, in the order of the pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.cli.demo_appeals import file_objections
from pipelines.publish import dictionary_page
from pipelines.scheme_book import book
from pipelines.schemes import rule_book
from pipelines.settings import PROJECT_DIR
from tests.docs.blocks import DOCS, PAGES, Block, blocks, said_in_text
from tests.docs.reader import TODAY, Reader
from tests.end_to_end.conftest import KEY, QUARTER, Five


def shown(page: Path) -> list[Block]:
    return [block for block in blocks(page) if block.language in {"shell", "sql", "python"}]


@pytest.fixture(scope="module")
def reader(five: Five, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A copy of the five organisations' home as `make demo` leaves it before it confirms the
    quarter, below a folder with the shipped schemes."""
    folder = tmp_path_factory.mktemp("reader")
    settings = five.year.settings
    shutil.copytree(settings.home, folder / "var")
    shutil.copytree(settings.incoming, folder / "var" / "inbox")
    for part in ("schemes", "sources"):
        shutil.copytree(PROJECT_DIR / part, folder / part)
    copied = settings.model_copy(update={"home": folder / "var", "inbox": folder / "var" / "inbox"})
    file_objections(copied, "E001", QUARTER)
    with pytest.MonkeyPatch.context() as patched:
        for name, value in {"HOME": "var", "TODAY": TODAY, "PSEUDONYM_KEY": KEY, "LANG": "en"}.items():
            patched.setenv(f"APPRAISE_{name}", value)
        patched.delenv("APPRAISE_PROJECT", raising=False)
        for module, name in ((rule_book, "PAGE"), (book, "INDEX"), (dictionary_page, "PAGE")):
            patched.setattr(module, name, folder / getattr(module, name).name)
        yield Reader(folder)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_shows_does_what_it_says(reader: Reader, page: Path) -> None:
    run = [block for block in shown(page) if block.marker != "not run"]
    assert run or not page.name.startswith("guide_"), "A guide shows what to do."
    for block in run:
        reader.does(block)


@pytest.mark.parametrize("page", ["guide_hr.md", "guide_hr.zh.md"])
def test_the_documents_that_the_guide_of_hr_names_are_published(five: Five, page: str) -> None:
    folder = five.year.settings.published / "documents" / "E001" / QUARTER / "revision_1"
    named = [said for said in said_in_text(DOCS / page) if said.endswith((".xlsx", ".html"))]
    assert len(named) >= 5
    assert [name for name in named if not list(folder.rglob(Path(name).name))] == []
