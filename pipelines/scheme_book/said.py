"""Pieces of a page of the scheme book: two languages beside each other, sources, clauses quoted, tables, lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from pipelines.feeds import Words
from pipelines.scheme_book.words import COMPARISONS, Both
from pipelines.schemes.catalogue import Clause
from pipelines.schemes.conditions import Threshold
from pipelines.schemes.exact import plain_text
from pipelines.schemes.rule_book import line
from pipelines.schemes.sourced import Sourced


def both(words: Words | Both) -> str:
    """Chinese, and English below it."""
    zh, en = (words.zh, words.en) if isinstance(words, Words) else words
    return zh if zh == en else f"{zh}<br>{en}"


def source(one: Sourced) -> str:
    """`DEFAULT`, or `LAW V 促进科技成果转化法第四十五条`."""
    return f"{one.source_mark} {one.law}" if one.law else one.source_mark


def number(value: Decimal) -> str:
    """A number with commas between thousands: `1,000,000`, `0.7`."""
    whole, dot, rest = plain_text(value).partition(".")
    return f"{int(whole):,}{dot}{rest}"


def quoted(ids: Iterable[str], clauses: Mapping[str, Clause]) -> str:
    """Each clause with its own words: `S0-29「……」`."""
    return "<br>".join(f"{one}「{clauses[one].quote_zh}」" for one in ids)


def compared(threshold: Threshold, unit: str) -> Both:
    """`不低于 1 个` and `at least 1 n`."""
    zh, en = COMPARISONS[threshold.comparison]
    said = f"{number(threshold.threshold)} {unit}".rstrip()
    return zh.format(said), en.format(said)


def table(head: Sequence[Both], rows: Iterable[Sequence[str]]) -> str:
    """A table; nothing where it has no rows."""
    body = [line(row) for row in rows]
    top = line([both(one) for one in head]) + line(["---"] * len(head))
    return f"{top}{''.join(body)}\n" if body else ""


def items(every: Iterable[tuple[Both, str]]) -> str:
    """A list: what is ruled, with where it comes from behind it."""
    said = [((f"{words[0]}（{where}）", words[1]) if where else words) for words, where in every]
    lines = [f"- {both(words)}\n" for words in said]
    return f"{''.join(lines)}\n" if lines else ""


def same(said: str) -> Both:
    """A number or code that reads alike in both languages."""
    return said, said


def filled(words: Both, said: Both) -> Both:
    """Each language's words with its own text in them."""
    return words[0].format(said[0]), words[1].format(said[1])


def joined(every: Iterable[Both], between: Both) -> Both:
    """Several as one, in each language with its own word between."""
    said = list(every)
    return between[0].join(zh for zh, _ in said), between[1].join(en for _, en in said)


def heading(level: int, words: Words | Both) -> str:
    """`### 指标 Indicators`"""
    zh, en = (words.zh, words.en) if isinstance(words, Words) else words
    return f"{'#' * level} {zh} {en}\n\n"
