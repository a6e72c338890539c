"""Reads a page as a program for people who cannot see it would: tables with captions and headings, cells as text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img", "link", "input"}


@dataclass
class Page:
    """`tables`: caption and the rows of cells; `headings`: caption and the headings of its columns."""

    language: str = ""
    tags: set[str] = field(default_factory=set)
    addresses: list[str] = field(default_factory=list)
    tables: list[tuple[str, list[list[str]]]] = field(default_factory=list)
    headings: list[tuple[str, list[str]]] = field(default_factory=list)
    text: str = ""


class Reader(HTMLParser):
    """Fills a Page; a tag that is closed out of order is an error."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.open = Page(), list[str]()
        self.cell, self.in_style = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.add(tag)
        given = dict(attrs)
        self.page.addresses += [value or "" for name, value in attrs if name in {"src", "href", "action", "data"}]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.page.language = given.get("lang") or ""
        elif tag == "tr" and "tbody" in self.open:
            self.page.tables[-1][1].append([])
        if tag in {"caption", "th", "td"}:
            self.cell = ""

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.page.text += data
            self.cell += data

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"
        if tag == "caption":
            self.page.tables.append((self.cell, []))
            self.page.headings.append((self.cell, []))
        elif tag in {"th", "td"}:
            (self.page.tables[-1][1][-1] if "tbody" in self.open else self.page.headings[-1][1]).append(self.cell)


def read_page(html: str) -> Page:
    """The page as it is read out."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader.page
