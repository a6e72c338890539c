"""Feeds: the contract of each dataset (`feeds/*.yaml`), as one closed, frozen model."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipelines.errors import UnknownSubjectError
from pipelines.settings import PROJECT_DIR
from pipelines.yaml_file import did_you_mean, load_model

FieldType = Literal["text", "code", "integer", "number", "money", "date", "timestamp", "boolean"]
SQL_TYPES: Mapping[FieldType, str] = {
    "text": "TEXT",
    "code": "TEXT",
    "integer": "BIGINT",
    "number": "DECIMAL(18, 6)",
    "money": "DECIMAL(18, 2)",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
}


class Closed(BaseModel):
    """A model that refuses unknown keys and cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Closed):
    """A text for people, in Chinese and English."""

    zh: str
    en: str


class Field(Closed):
    """One field of a feed: name, type, heading; `codes` maps each code to its Chinese word.

    `open_codes`: other texts are accepted too, as they stand.
    """

    name: str
    type: FieldType
    heading: Words
    required: bool = False
    personal: bool = False
    codes: Mapping[str, str] = {}
    open_codes: bool = False
    note: str = ""

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.type]


class Feed(Closed):
    """One dataset. `delivery`: a snapshot holds all records of its source and ends those it leaves out; an upsert
    brings new and changed records; an append only new ones. Above `error_limit_percent` quarantined rows a delivery
    is refused."""

    feed: str
    title: Words
    grain: Words
    key: tuple[str, ...]
    delivery: Literal["snapshot", "append", "upsert"]
    error_limit_percent: int
    personal: bool = False
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


@cache
def load_feeds(folder: Path = PROJECT_DIR / "feeds") -> dict[str, Feed]:
    """All feeds by name. Raises RuleError with file and line for a file that does not fit."""
    return {file.stem: load_model(file, Feed) for file in sorted(folder.glob("*.yaml"))}


def feed_named(name: str) -> Feed:
    """The feed of that name. Raises UnknownSubjectError, with the nearest name, when there is none."""
    feeds = load_feeds()
    if name not in feeds:
        raise UnknownSubjectError(f'There is no feed "{name}".', do=did_you_mean(name, feeds))
    return feeds[name]
