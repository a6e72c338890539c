"""Writes the statements of one organisation and run in one language: a page a subject, and one a person rewarded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from pipelines.documents.edition import Edition, file_name
from pipelines.documents.html import HTML_LANGUAGE, templates
from pipelines.documents.statement.gather import Found, gather
from pipelines.documents.statement.reward_page import RewardPages
from pipelines.documents.statement.reward_words import reward_labels
from pipelines.documents.statement.subject_page import SubjectPages
from pipelines.documents.statement.words import SENTENCES, labels

RewardPage = tuple[str, dict[str, Any]]


def write_statements(edition: Edition, folder: Path) -> None:
    """Write the pages into `statements_zh` or `statements_en` below the folder; no folder where there is nobody."""
    found = edition.once(gather)
    rewards = list(RewardPages(edition).pages())
    if not found.subjects and not rewards:
        return
    pages = folder / f"statements_{edition.lang}"
    pages.mkdir()
    # A file takes as long to make as the page in it: while one is written the next is rendered.
    with ThreadPoolExecutor(max_workers=1) as disk:
        written = [
            disk.submit((pages / name).write_bytes, page.encode()) for name, page in rendered(edition, found, rewards)
        ]
    for one in written:
        one.result()


def rendered(edition: Edition, found: Found, rewards: Sequence[RewardPage]) -> Iterator[tuple[str, str]]:
    """The name and the HTML of each page."""
    environment = templates("pipelines.documents.statement")
    style = environment.get_template("statement.css").render()
    common = {
        "language": HTML_LANGUAGE[edition.lang],
        "w": labels(edition.lang),
        "r": reward_labels(edition.lang),
        "restated_words": SENTENCES[edition.lang]["restated"],
        "run_id": edition.run_id,
        "style": Markup(style),
    }
    subjects = SubjectPages(edition, found)
    rewarded = {person_id for person_id, _ in rewards}
    appraised = {subject["subject_id"] for subject in found.subjects if subject["subject_type"] == "cio"}
    template = environment.get_template("statement.html")
    for subject in found.subjects:
        kind, subject_id = subject["subject_type"], subject["subject_id"]
        link = address("reward", subject_id) if kind == "cio" and subject_id in rewarded else ""
        yield page_name(kind, subject_id), template.render(common, **subjects.page(subject), link=link)
    template = environment.get_template("reward.html")
    for person_id, page in rewards:
        link = address("cio", person_id) if person_id in appraised else ""
        yield page_name("reward", person_id), template.render(common, **page, link=link)


def page_name(kind: str, identifier: str) -> str:
    """The file a statement is written to: `department_D01.html`, `cio_P12.html`, `reward_P12.html`."""
    return f"{kind}_{file_name(identifier)}.html"


def address(kind: str, identifier: str) -> str:
    """How another statement in the same folder is linked to."""
    return quote(page_name(kind, identifier))
