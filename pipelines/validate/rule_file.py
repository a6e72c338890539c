"""Expectation files (`expectations/**/*.yaml`): what is expected of a table, and what follows otherwise."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from pipelines.feeds import Closed, Feed, Words, feed_named
from pipelines.settings import PROJECT_DIR
from pipelines.yaml_file import load_model

EXPECTATIONS_DIR = PROJECT_DIR / "expectations"
SQL_RULE = "unexpected_rows_expectation"
SET_RULE = "expect_column_values_to_be_in_set"
ROW_RULES = ("expect_column_values_", "expect_column_pair_values_", SQL_RULE)


class Rule(Closed):
    """One expectation. `expect` is the Great Expectations type in snake case; its arguments follow it.

    In SQL (`unexpected_rows_query`) the checked rows are called `batch`; every row the query returns breaks
    the rule. A rule that quarantines returns `source_row` and the columns a reader must see.

    `needs_field`, in every_feed.yaml: only for feeds that carry this ID of another feed. A `value_set` left out of
    expect_column_values_to_be_in_set is the codes of the feed's field.
    """

    id: str
    expect: str
    needs_field: str | None = None
    column: str | None = None
    column_a: str | None = Field(None, alias="column_A")
    column_b: str | None = Field(None, alias="column_B")
    min_value: int | None = None
    max_value: int | None = None
    value_set: tuple[str, ...] | None = None
    or_equal: bool | None = None
    ignore_row_if: str | None = None
    unexpected_rows_query: str | None = None
    severity: Literal["critical", "warning", "info"]
    on_failure: Literal["quarantine", "stop", "warn"]
    why: Words

    @model_validator(mode="after")
    def quarantine_needs_rows(self) -> Self:
        """Only a rule about rows can say which rows to set aside."""
        if self.on_failure == "quarantine" and not self.expect.startswith(ROW_RULES):
            raise ValueError(f'"{self.expect}" judges the whole table; on_failure must be stop or warn')
        return self

    def arguments(self) -> dict[str, object]:
        """The arguments of the expectation, as Great Expectations takes them."""
        own = {"id", "expect", "needs_field", "severity", "on_failure", "why"}
        given = self.model_dump(exclude=own, exclude_none=True, by_alias=True)
        for name, value in given.items():
            if isinstance(value, tuple):
                given[name] = list(value)
        return given


class RuleFile(Closed):
    """One expectation file."""

    expectations: tuple[Rule, ...]

    @model_validator(mode="after")
    def ids_stand_once(self) -> Self:
        """An id names one expectation."""
        ids = [rule.id for rule in self.expectations]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"the id {twice[0]} stands twice")
        return self


@cache
def incoming_rules(feed: str, folder: Path = EXPECTATIONS_DIR) -> tuple[Rule, ...]:
    """What is expected of a batch of the feed: the rules for every feed that fit it, then its own."""
    contract = feed_named(feed)
    shared = shared_rules(folder)
    own = load_model(folder / "incoming" / f"{feed}.yaml", RuleFile).expectations
    return tuple(for_feed(rule, contract) for rule in (*shared, *own) if fits(rule, contract))


@cache
def shared_rules(folder: Path) -> tuple[Rule, ...]:
    """The rules of every_feed.yaml, read once."""
    return load_model(folder / "every_feed.yaml", RuleFile).expectations


def fits(rule: Rule, feed: Feed) -> bool:
    """Whether the rule is meant for the feed: it has the field that is needed, and is not where that ID comes from."""
    named = any(field.name == rule.needs_field for field in feed.fields)
    return rule.needs_field is None or (named and rule.needs_field != f"{feed.feed}_id")


def for_feed(rule: Rule, feed: Feed) -> Rule:
    """The rule with `$feed` replaced by the feed's name, and the codes of the feed where it leaves them out."""
    if rule.unexpected_rows_query:
        return rule.model_copy(update={"unexpected_rows_query": rule.unexpected_rows_query.replace("$feed", feed.feed)})
    if rule.expect == SET_RULE and rule.value_set is None and rule.column:
        return rule.model_copy(update={"value_set": tuple(feed.field(rule.column).codes)})
    return rule


def result_rules(folder: Path = EXPECTATIONS_DIR) -> dict[str, tuple[Rule, ...]]:
    """What is expected of the results of a run, by table of the schema `result`."""
    files = sorted((folder / "results").glob("*.yaml"))
    return {file.stem: load_model(file, RuleFile).expectations for file in files}
