"""Links and paths lead somewhere, commands exist with their options, and both languages of a page are in step."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from pipelines.cli.main import app
from pipelines.settings import PROJECT_DIR
from tests.docs.blocks import DOCS, PAGES, Block, anchors, blocks, commands, links, prose, said_in_text, without_words

CHINESE = [page for page in PAGES if page.name.endswith(".zh.md")]
GUIDES = ("operator", "hr", "analyst", "policy_author")
LANGUAGES = {"shell", "sql", "python", "yaml", "csv", "text"}
NOT_RUN = 16
FOLDERS = "pipelines|sql|schemes|metrics|feeds|sources|expectations|dags|tests|docs|examples|benchmarks|plugins|deploy"
PATH = re.compile(rf"(?:{FOLDERS})/[\w./*-]*|\w+\.(?:csv|yaml)")
# Named in the text, and made by whoever reads it, by a run or by the sample.
MADE = {"department.yaml", "cio.yaml", "reward.yaml", "draft.yaml", "grades.csv", "project.csv"}
COMMAND = re.compile(r"^(?:[A-Z_]+=\S+ )?(?:\.venv/bin/)?appraise (.+)")


def english(page: Path) -> Path:
    return page.with_name(page.name.replace(".zh.md", ".md"))


def without_language(text: str) -> str:
    """A block without what it says in one language: words, comments, columns, the language asked for."""
    return re.sub(r"\s*(?:--|#) .*$| --lang (?:zh|en)|(?<=\w)_(?:zh|en)\b", "", without_words(text), flags=re.MULTILINE)


def every_block() -> list[Block]:
    return [block for page in PAGES for block in blocks(page)]


def test_the_readme_and_the_guides_are_there_in_both_languages() -> None:
    expected = [
        PROJECT_DIR / "README.zh.md",
        DOCS / "deployment.zh.md",
        *(DOCS / f"guide_{guide}.zh.md" for guide in GUIDES),
    ]
    assert sorted(CHINESE) == sorted(expected)
    assert [page for page in CHINESE if not english(page).is_file()] == []


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name)
def test_a_page_says_the_same_in_both_languages(page: Path) -> None:
    def in_short(one: Path) -> tuple[object, ...]:
        shown = [(block.language, without_language(block.text), block.marker) for block in blocks(one)]
        levels = [len(marks) for marks in re.findall(r"^(#+) ", prose(one), re.MULTILINE)]
        rows = len(re.findall(r"^\|", prose(one), re.MULTILINE))
        targets = sorted(
            {target.replace(".zh.md", ".md").partition("#")[0] for target in links(one)} - {english(page).name}
        )
        return shown, levels, rows, targets

    assert in_short(page) == in_short(english(page))


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name)
def test_each_language_links_the_other_at_the_top(page: Path) -> None:
    for one, other in ((page, english(page)), (english(page), page)):
        assert f"({other.name})" in "".join(one.read_text(encoding="utf-8").splitlines()[:4])


@pytest.mark.parametrize("page", [*PAGES, *sorted(set(DOCS.rglob("*.md")) - set(PAGES))], ids=lambda page: page.name)
def test_every_link_leads_to_a_page_and_a_heading_that_are_there(page: Path) -> None:
    for target in links(page):
        if not target.startswith("http"):
            file, _, heading = target.partition("#")
            found = (page.parent / file).resolve() if file else page
            assert found.exists(), target
            assert not heading or heading in anchors(found), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_a_page_names_is_there(page: Path) -> None:
    named = {path for said in said_in_text(page) for path in re.findall(rf"(?<![\w/.]){PATH.pattern}", said)}
    missing = [path for path in sorted(named - MADE) if not list(PROJECT_DIR.glob(path.rstrip("/.")))]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_a_page_names_exists_with_its_options(page: Path) -> None:
    shown = [line for block in blocks(page) if block.language == "shell" for line in commands(block)]
    for line in [*shown, *said_in_text(page)]:
        if found := COMMAND.match(line):
            words = found[1].split()
            command: Any = typer.main.get_command(app)
            while names := getattr(command, "commands", None):
                assert words[0] in names, line
                command = names[words.pop(0)]
            options = {option for parameter in command.params for option in parameter.opts}
            assert set(re.findall(r"(?<![\w-])--[a-z-]+", " ".join(words))) - {"--help"} <= options, line


def test_every_block_says_what_it_is_in_and_few_are_not_run() -> None:
    assert {block.language for block in every_block()} <= LANGUAGES
    not_run = [block.place for block in every_block() if block.marker == "not run"]
    assert len(not_run) == NOT_RUN, not_run


def test_every_make_target_named_is_there() -> None:
    targets = set(re.findall(r"^(\w+):", (PROJECT_DIR / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"`make (\w+)", prose(page))}
    assert named
    assert named <= targets
