"""What comes of checking rules: an outcome for each, and a page for the Data Docs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from pipelines.documents.html import link, list_of, plain_page
from pipelines.validate.rule_file import Rule

NOTED = re.compile(r"<!-- broken: (\d+) warnings: (\d+) -->")


@dataclass(frozen=True)
class Outcome:
    """What came of one rule: how many rows break it (a rule on the whole table: 1), and how to find them."""

    rule: Rule
    success: bool
    unexpected_count: int
    query: str | None


@dataclass(frozen=True)
class Page:
    """A page of the Data Docs: the file's name without ending, its HTML, and how many rules were broken; of these, how
    many only warn."""

    name: str
    html: str
    broken_count: int
    warning_count: int


def write_pages(folder: Path, pages: Iterable[Page]) -> None:
    """Write the pages over those of the last check, and an index of all that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        noted = f"<!-- broken: {page.broken_count} warnings: {page.warning_count} -->\n{page.html}"
        (folder / f"{page.name}.html").write_text(noted, encoding="utf-8")
    files = sorted(file for file in folder.glob("*.html") if file.stem != "index")
    listed = list_of(Markup("{0} {1}").format(link(f"{file.stem}.html", file.stem), state_of(file)) for file in files)
    (folder / "index.html").write_text(plain_page("数据校验 Data checks", listed), encoding="utf-8")


def state_of(file: Path) -> str:
    """What the last check of a page's table came to, as the page itself notes."""
    with file.open(encoding="utf-8") as page:
        noted = NOTED.match(page.readline())
    broken, warnings = (int(noted[1]), int(noted[2])) if noted else (0, 0)
    failed = broken - warnings
    told = [f"✗ 未通过 failed: {failed}"] if failed else []
    told += [f"⚠ 警告 warnings: {warnings}"] if warnings else []
    return " ".join(told) or "✓"
