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
    """A page of the Data Docs: the file's name without ending, and its HTML."""

    name: str
    html: str


def write_pages(folder: Path, pages: Iterable[Page]) -> None:
    """Write the pages over those of the last check, and an index of all that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        (folder / f"{page.name}.html").write_text(page.html, encoding="utf-8")
    names = sorted(file.stem for file in folder.glob("*.html") if file.stem != "index")
    links = "\n".join(f'<li><a href="{escape(name)}.html">{escape(name)}</a></li>' for name in names)
    (folder / "index.html").write_text(
        '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8">'
        "<title>数据校验 Data checks</title></head>\n"
        f"<body><h1>数据校验 Data checks</h1>\n<ul>\n{links}\n</ul></body></html>\n",
        encoding="utf-8",
    )
