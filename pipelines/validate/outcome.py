"""What comes of checking rules: an outcome for each, and a page for the Data Docs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pipelines.validate.rule_file import Rule


@dataclass(frozen=True)
class Outcome:
    """What came of one rule: how many rows break it (a rule on the whole table: 1), and how to find them."""

    rule: Rule
    success: bool
    unexpected_count: int
    query: str | None


@dataclass(frozen=True)
class Page:
    """A page of the Data Docs: the file's name without ending, its HTML, and how many rules were broken."""

    name: str
    html: str
    failed_count: int


def write_pages(folder: Path, pages: Iterable[Page]) -> None:
    """Write the pages over those of the last check, and an index of all that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        noted = f"<!-- broken: {page.failed_count} -->\n{page.html}"
        (folder / f"{page.name}.html").write_text(noted, encoding="utf-8")
    files = sorted(file for file in folder.glob("*.html") if file.stem != "index")
    links = "\n".join(
        f'<li>{state_of(file)} <a href="{escape(file.stem)}.html">{escape(file.stem)}</a></li>' for file in files
    )
    (folder / "index.html").write_text(
        '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8">'
        "<title>数据校验 Data checks</title></head>\n"
        f"<body><h1>数据校验 Data checks</h1>\n<ul>\n{links}\n</ul></body></html>\n",
        encoding="utf-8",
    )


def state_of(file: Path) -> str:
    """Whether the last check of a page's table broke a rule, as the page itself notes."""
    with file.open(encoding="utf-8") as page:
        broken = page.readline().removeprefix("<!-- broken: ").removesuffix(" -->\n")
    return "✓" if broken == "0" else f"✗ {escape(broken)}"
