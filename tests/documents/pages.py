"""A report as a test reads it: its links and targets, its charts, and its tables as rows of text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

CELLS = {"th", "td"}


@dataclass
class Chart:
    title: str = ""
    description: str = ""
    marks: list[dict[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class Page(HTMLParser):
    """Charts and tables by their name; a table is named by its section and caption."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.charts: dict[str, Chart] = {}
        self.tables: dict[tuple[str, str], list[list[str]]] = {}
        self.tags: list[str] = []
        self.text = ""
        self._section, self._caption, self._chart, self._within = "", "", "", ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self._within = tag
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        elif tag == "section":
            self._section = given["id"]
        elif tag == "svg":
            self._chart = given["aria-labelledby"].split(" ")[0].removesuffix("-t")
            self.charts[self._chart] = Chart()
        elif tag in {"rect", "circle", "line"} and given.get("class") != "rail":
            self.charts[self._chart].marks.append({"tag": tag, **given})
        elif tag == "text" and given.get("class") == "whole":
            self._within = "whole"  # the same label, less cut, for wider pages
        elif tag == "text":
            self.charts[self._chart].texts.append("")
        elif tag == "table":
            self._caption = ""
        elif tag == "tr":
            self.rows().append([])
        elif tag in CELLS:
            self.rows()[-1].append("")
        elif tag == "br" and self._caption and self.rows()[-1]:
            self.rows()[-1][-1] += "\n"
            self._within = "td"

    def handle_endtag(self, tag: str) -> None:
        self._within = "td" if tag == "a" and self._caption else ""
        if tag == "table":
            self._caption = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._within == "caption":
            self._caption += data
        elif self._within in {*CELLS, "a"} and self._caption:
            self.rows()[-1][-1] += data.rstrip("\n")
        elif self._within == "title" and self._chart:
            self.charts[self._chart].title += data
        elif self._within == "desc":
            self.charts[self._chart].description += data
        elif self._within == "text":
            self.charts[self._chart].texts[-1] += data

    def rows(self) -> list[list[str]]:
        return self.tables.setdefault((self._section, self._caption), [])

    def bars(self, chart: str) -> int:
        """How many rows a chart of bars has: each has two texts, what it is and its value."""
        return len(self.charts[chart].texts) // 2


def read(file: Path) -> Page:
    return Page(file.read_text(encoding="utf-8"))
