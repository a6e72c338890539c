"""Signatures, the grade a person set, and what a revision moved, for a person to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipelines.explain.find import Row
from pipelines.explain.numbers import number
from pipelines.explain.restated_words import CAUSES_ZH, CHANGES_ZH, QUANTITIES_ZH
from pipelines.explain.said import Column, Grid, Heading, Line, Said
from pipelines.explain.sign_off_text import STATES, decided_words
from pipelines.explain.weight_text import signed
from pipelines.explain.words import WORDS, feed_words, place

MOVED = ("before", "now", "delta")


def sign_off_line(sign_off: Sequence[Row], lang: str) -> Line:
    """The signatures in their order; that there is none where nobody has signed."""
    words, signed_so_far = WORDS[lang], []
    for row in sign_off:
        reason = f": {row['reason']}" if row["reason"] else ""
        state = STATES["zh"].get(row["state"], row["state"]) if lang == "zh" else row["state"]
        signed_so_far.append(f"{state} ({row['signed_by']}, {row['signed_on']}{reason})")
    return Line(f"{words['sign_off']} {' → '.join(signed_so_far) or words['unsigned']}")


def decided_line(decided: Mapping[str, Sequence[Row]], lang: str) -> Iterator[Line]:
    """The grade a person set in place of the suggestion, who, when and why; or that the decision lapsed."""
    for row in decided["decided_grades"]:
        yield Line(decided_words(row, lang), tone="faint" if row["status"] == "lapsed" else "strong")


def restated_said(decided: Mapping[str, Sequence[Row]], lang: str) -> Iterator[Said]:
    """What the revision moved for the subject, with the cause, and the records that moved it."""
    if decided["restated"]:
        yield Heading(WORDS[lang]["restated"])
        yield moved(decided["restated"], lang)
    if decided["restated_records"]:
        yield moved_records(decided["restated_records"], lang)


def moved(restated: Sequence[Row], lang: str) -> Grid:
    """Each quantity before and now, with the change and its cause."""
    words = WORDS[lang]
    columns = [Column(words["quantity"], folds=True), *(Column(words[name], is_number=True) for name in MOVED)]
    grid = Grid(words["restated"], [*columns, Column(words["cause"], folds=True)], depth=1)
    for row in restated:
        quantity = str(QUANTITIES_ZH.get(row["quantity"], row["quantity"]) if lang == "zh" else row["quantity"])
        delta = "" if row["delta"] is None else signed(row["delta"])
        shown = (side(row, "before"), side(row, "after"))
        item = row[f"item_{lang}"] or row["item"]
        grid.add(f"{quantity.replace('_', ' ')} {item}".strip(), *shown, delta, cause(row, lang))
    return grid


def side(row: Row, when: str) -> str:
    """The number, or the words where it is none."""
    value, said = row[f"{when}_value"], row[f"{when}_text"]
    return str(said).replace("_", " ") if value is None and said else number(value)


def cause(row: Row, lang: str) -> str:
    """The causes, and the detail where one is given."""
    causes = [CAUSES_ZH.get(name, name) if lang == "zh" else name for name in row["cause"].split(",")]
    return ", ".join(causes) + (f": {row['detail']}" if row["detail"] else "")


def moved_records(records: Sequence[Row], lang: str) -> Grid:
    """The evidence that is new, gone or changed, with the file and row of both versions."""
    words = WORDS[lang]
    columns = [Column(words[name], folds=True) for name in ("metric", "record", "what_happened", "before", "now")]
    grid = Grid(words["moved_records"], columns, depth=1)
    for row in records:
        what = str(CHANGES_ZH.get(row["change"], row["change"]) if lang == "zh" else row["change"])
        versions = (version(row, when, lang) for when in ("before", "after"))
        day = f", {row['occurred_on']}" if row["occurred_on"] else ""
        record = f"{feed_words(row['source_feed'], lang)} {row['source_id']}{day}"
        grid.add(row[f"metric_{lang}"] or row["metric_id"] or "", record, what, *versions)
    return grid


def version(row: Row, when: str, lang: str) -> str:
    """`0/1, in/project.csv, row 7`."""
    share = ""
    if row[f"{when}_denominator"] is not None:
        share = f"{number(row[f'{when}_numerator'])}/{number(row[f'{when}_denominator'])}"
    return ", ".join(filter(None, (share, place(row[f"{when}_file"], row[f"{when}_row"], lang)))) or "-"
