"""Grades a person decides in the place of suggested ones, as given on the command line or in a file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import InputError, UserError
from pipelines.yaml_file import did_you_mean

HOW = 'Write SUBJECT=GRADE:REASON, as in P07=good:"led the recovery".'
# The headings of a file, in English or Chinese; the first two may be left out.
HEADINGS = {
    "org_id": "组织编号", "subject_type": "考核对象类型", "subject_id": "考核对象编号", "grade": "确定等次",
    "reason": "理由",
}  # fmt: skip
NEEDED = ("subject_id", "grade", "reason")


@dataclass(frozen=True)
class GivenGrade:
    """A grade for a subject (its id, or organisation/id; with or without its kind), why, and where that was said."""

    subject: str
    grade: str
    reason: str
    subject_type: str | None = None
    file: Path | None = None
    line: int | None = None

    def error(self, what: str, do: str = "") -> UserError:
        """A mistake in it."""
        return UserError(what, do=do, file=self.file, line=self.line)


def parse_grade(text: str) -> GivenGrade:
    """`SUBJECT=GRADE:REASON`, with a colon of either width. Raises UserError for anything else."""
    subject, equals, rest = text.partition("=")
    grade, *reasons = re.split("[:：]", rest, maxsplit=1)
    parts = [part.strip() for part in (subject, grade, *reasons)]
    if not (equals and len(parts) == 3 and all(parts)):
        what = "no reason is given" if equals and all(parts[:2]) else "it is not understood"
        raise UserError(f'"{text}": {what}.', do=HOW)
    return GivenGrade(subject=parts[0], grade=parts[1], reason=parts[2])


def read_grades(file: Path) -> list[GivenGrade]:
    """The grades of a CSV file in UTF-8 or GB18030. Raises InputError, with the line, for what cannot be used."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", file=file) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError as error:
            raise InputError("is neither UTF-8 nor GB18030 text.", do="Save it as CSV UTF-8.", file=file) from error
    lines = csv.reader(text.splitlines(), strict=True)
    try:
        return list(read_lines(lines, file))
    except csv.Error as error:
        raise InputError(f"no CSV: {error}.", file=file, line=lines.line_num) from error


def read_lines(lines: Any, file: Path) -> Iterator[GivenGrade]:
    """Each line below the headings."""
    english = {chinese: name for name, chinese in HEADINGS.items()}
    headings = [english.get(one.strip(), one.strip()) for one in next(lines, [])]
    for heading in headings:
        if heading not in HEADINGS:
            raise InputError(f'no column is called "{heading}".', do=did_you_mean(heading, HEADINGS), file=file, line=1)
    if lacking := [name for name in NEEDED if name not in headings]:
        do = f"Give {', '.join(NEEDED)}; org_id and subject_type where an id alone is not enough."
        raise InputError(f"the column {lacking[0]} is missing.", do=do, file=file, line=1)
    if len(set(headings)) < len(headings):
        raise InputError("a column stands twice.", do="Keep one of them.", file=file, line=1)
    is_empty = True
    for cells in filter(None, lines):
        row = dict(zip(headings, (cell.strip() for cell in cells), strict=False))
        if len(cells) != len(headings) or not all(row[name] for name in NEEDED):
            do = "Fill subject, grade and reason; quote a text that contains a comma."
            raise InputError("a line with a missing text, or with too many.", do=do, file=file, line=lines.line_num)
        subject = "/".join(filter(None, (row.get("org_id"), row["subject_id"])))
        kind = row.get("subject_type") or None
        is_empty = False
        yield GivenGrade(subject, row["grade"], row["reason"], kind, file, lines.line_num)
    if is_empty:
        raise InputError("no grade is in it.", do="Give a line for each subject.", file=file)
