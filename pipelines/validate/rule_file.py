"""Expectation files (`expectations/**/*.yaml`): what is expected of a table, and what follows otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from pipelines.feeds import Closed, Words
from pipelines.settings import PROJECT_DIR
from pipelines.yaml_file import load_model

EXPECTATIONS_DIR = PROJECT_DIR / "expectations"
SQL_RULE = "unexpected_rows_expectation"
ROW_RULES = ("expect_column_values_", "expect_column_pair_values_", SQL_RULE)


class Rule(Closed):
    """One expectation. `expect` is the Great Expectations type in snake case; its arguments follow it.

    In SQL (`unexpected_rows_query`) the checked rows are called `batch`; every row the query returns breaks
    the rule. A rule that quarantines returns `source_row` and the columns a reader must see.
    """

    id: str
    expect: str
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
        own = {"id", "expect", "severity", "on_failure", "why"}
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


def incoming_rules(feed: str, folder: Path = EXPECTATIONS_DIR) -> tuple[Rule, ...]:
    """What is expected of a batch of the feed: the rules for every feed, then its own."""
    shared = load_model(folder / "every_feed.yaml", RuleFile).expectations
    own = load_model(folder / "incoming" / f"{feed}.yaml", RuleFile).expectations
    return (*(for_feed(rule, feed) for rule in shared), *own)


def for_feed(rule: Rule, feed: str) -> Rule:
    """A rule for every feed, with `$feed` replaced by the feed's name."""
    query = rule.unexpected_rows_query
    return rule.model_copy(update={"unexpected_rows_query": query.replace("$feed", feed)}) if query else rule


def result_rules(folder: Path = EXPECTATIONS_DIR) -> dict[str, tuple[Rule, ...]]:
    """What is expected of the results of a run, by table of the schema `result`."""
    files = sorted((folder / "results").glob("*.yaml"))
    return {file.stem: load_model(file, RuleFile).expectations for file in files}
