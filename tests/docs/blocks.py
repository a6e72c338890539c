"""What the documentation shows: fenced blocks with their markers, commands named in a sentence, links, paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.settings import PROJECT_DIR

DOCS = PROJECT_DIR / "docs"
# Written by `appraise docs`, whose own tests find them stale; they show no commands.
GENERATED = {DOCS / "rule_book.md", DOCS / "scheme_book.md"}
PAGES = [
    *sorted(PROJECT_DIR.glob("README*.md")),
    *sorted(page for page in DOCS.rglob("*.md") if page not in GENERATED and page.parent == DOCS),
]
# A marker stands on the line before its block, with a reason: `<!-- not run: it serves a page until Ctrl-C -->`.
MARKER = re.compile(r"<!-- (not run|may be empty|exits with (\d+)): (.+?) -->")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page; `line` is where it begins, `marker` what the text says of running it."""

    page: Path
    line: int
    language: str
    text: str
    marker: str = ""
    reason: str = ""
    exit_code: int = 0

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(PROJECT_DIR)}:{self.line}"


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page in their order; one without a language is a shell block."""
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        before = text[: found.start()].rstrip("\n").rsplit("\n", 1)[-1]
        marked = MARKER.fullmatch(before)
        said = (marked[1].split(" with")[0], marked[3], int(marked[2] or 0)) if marked else ("", "", 0)
        yield Block(page, text[: found.start()].count("\n") + 1, found[1] or "shell", found[2], *said)


def commands(block: Block) -> list[str]:
    """The commands of a shell block; a backslash at the end of a line joins it with the next."""
    lines = block.text.replace("\\\n", " ").splitlines()
    return [line.split("  #")[0].strip() for line in lines if line.strip() and not line.startswith("#")]


def without_words(text: str) -> str:
    """Commands without what a person says in quotes, so that the same ones in another language read alike."""
    return re.sub(r'(?<= )"[^"\n]*"', '"..."', text)


def prose(page: Path) -> str:
    """The page without its blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def said_in_text(page: Path) -> list[str]:
    """Everything that stands between backticks in a sentence or table."""
    return re.findall(r"`([^`\n]+)`", prose(page).replace("\\|", "|"))


def links(page: Path) -> list[str]:
    """The targets of the links of a page."""
    return re.findall(r"\]\(([^)\s]+)\)", prose(page))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
