"""What all records of the sample share: the days it spans, drawing, and texts turned into a feed's types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random

from pipelines.feeds import Field, FieldType, feed_named

Row = dict[str, object]
Tables = dict[str, list[Row]]

FIRST_DAY = date(2026, 1, 1)
LAST_DAY = date(2026, 11, 15)


def happens(rng: Random, percent: int) -> bool:
    """True in `percent` of 100 cases."""
    return rng.randrange(100) < percent


def day_between(rng: Random, first: date, last: date) -> date:
    """A day from `first` to `last`, both included."""
    return first + timedelta(days=rng.randint(0, (last - first).days))


def known(day: date | None) -> date | None:
    """The day, unless it has not come yet when the files are made."""
    return day if day is not None and day <= LAST_DAY else None


def yuan(cents: int) -> Decimal:
    """Whole cents as an exact amount."""
    return Decimal(cents).scaleb(-2)


def free_numbers(first: int = 1) -> Iterator[int]:
    """1, 2, 3, ... without 90 to 99, which records told one by one carry."""
    return (number for number in count(first) if not 90 <= number <= 99)


def typed(feed: str, given: Mapping[str, object]) -> Row:
    """A record written in a YAML file, its values in the types of the feed's fields.

    Raises KeyError for a field the feed does not have.
    """
    fields = {field.name: field for field in feed_named(feed).fields}
    return {name: value_of(value, fields[name]) for name, value in given.items()}


def value_of(value: object, field: Field) -> object:
    """One value; YAML has made days and numbers of some texts already."""
    return None if value is None else READERS.get(field.type, str)(value)


READERS: Mapping[FieldType, Callable[[object], object]] = {
    "timestamp": lambda value: datetime.fromisoformat(str(value)),
    "date": lambda value: date.fromisoformat(str(value)),
    "money": lambda value: Decimal(str(value)).quantize(Decimal("0.01")),
    "number": lambda value: Decimal(str(value)),
    "integer": lambda value: int(str(value)),
    "boolean": bool,
}


def put(feed: str, rows: list[Row], told: Row) -> None:
    """Change every row that has the key fields `told` names; where there is none, add it."""
    named = [name for name in feed_named(feed).key if name in told]
    same = [row for row in rows if all(row[name] == told[name] for name in named)]
    for row in same:
        row.update(told)
    if not same:
        rows.append(dict.fromkeys(field.name for field in feed_named(feed).fields) | told)
