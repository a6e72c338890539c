"""A changed item of a rule file as a person reads it."""

from __future__ import annotations

import re

from pipelines.cli.simulated_words import IN_CHINESE, SIMULATED
from pipelines.simulate.changes import Change
from pipelines.simulate.effects import DraftEffect

KNOT = re.compile(r"\[([-0-9.]+),([-0-9.]+)\]")


def named(change: Change, effect: DraftEffect, lang: str) -> str:
    """`indicator projects_on_time: weight`; in Chinese with the metric's name."""
    names = [part for part in change.item if part]
    if lang == "zh":
        names = [f"{effect.titles[name].zh} {name}" if name in effect.titles else name for name in names]
    item = " ".join(text for text in (term(change.part, lang), ".".join(names)) if text)
    return f"{item}: {term(change.field, lang)}" if change.field else item


def term(word: str, lang: str) -> str:
    """A part or a field in the reader's language."""
    return IN_CHINESE.get(word, word) if lang == "zh" else word.replace("_", " ")


def before_and_after(change: Change, lang: str) -> tuple[str | None, str | None]:
    """What it said and says; an item that is new or gone is marked as such."""
    words, texts = SIMULATED[lang], (change.before, change.after)
    before, after = (None if text is None else in_short(words["values"].get(text, text)) for text in texts)
    if change.field:
        return before, after
    return before or words["added"], after or words["removed"]


def in_short(text: str) -> str:
    """A curve as `linear 60→0 80→60`; anything else as it is."""
    if not KNOT.search(text):
        return text
    return KNOT.sub(r"\1→\2", text).replace("[", "").replace("]", "").replace(",", " ")
