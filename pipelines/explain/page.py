"""An explanation as one HTML page that needs nothing else: readable on a phone, printable, for screen readers too."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.documents.html import HTML_LANGUAGE, templates
from pipelines.errors import UserError
from pipelines.explain.said import Grid, Heading, Line, Said


@dataclass
class Part:
    """A heading and what stands under it until the next one."""

    heading: Heading
    content: list[Line | Grid] = field(default_factory=list)


def write_page(said: Iterable[Said], file: Path, lang: str) -> None:
    """Write the page, whole or not at all. Raises UserError where the file cannot be written."""
    text = page(said, lang)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise UserError(
            f"The page cannot be written: {error.strerror}.", do="Give a file in a folder that is there.", file=file
        ) from error


def page(said: Iterable[Said], lang: str) -> str:
    """The page's HTML; every text in it is escaped."""
    environment = templates("pipelines.explain")
    environment.tests["grid"] = lambda part: isinstance(part, Grid)
    parts = parts_of(said)
    template = environment.get_template("page.html")
    return template.render(language=HTML_LANGUAGE[lang], title=parts[0].heading.text, parts=parts)


def parts_of(said: Iterable[Said]) -> list[Part]:
    """What is said under each heading."""
    parts: list[Part] = []
    for one in said:
        if isinstance(one, Heading):
            parts.append(Part(one))
        else:
            parts[-1].content.append(one)
    return parts
