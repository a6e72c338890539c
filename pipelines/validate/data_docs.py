"""Turns a suite's result into a page of the Data Docs. Counts only: no value of the data is in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.view.view import DefaultJinjaPageView

from pipelines.validate.outcome import Outcome, Page
from pipelines.validate.rule_file import SQL_RULE
from pipelines.validate.suite import rule_id


def render(
    name: str,
    result: ExpectationSuiteValidationResult,
    outcomes: Mapping[str, Outcome],
    row_count: int,
) -> Page:
    """The page of a suite's result, with the rows that break each rule, of `row_count` in all."""
    for entry in result.results:
        outcome = outcomes[rule_id(entry)]
        count = outcome.unexpected_count
        if outcome.rule.expect == SQL_RULE:
            entry.result = {"observed_value": count}
        else:
            share = count / row_count * 100 if row_count else None
            entry.result = {
                "element_count": row_count,
                "unexpected_count": count,
                "unexpected_percent": share,
            }
    content = ValidationResultsPageRenderer().render(result)
    return Page(name, str(page_view().render(content)))  # type: ignore[no-untyped-call]


@cache
def page_view() -> DefaultJinjaPageView:
    """One view for all pages: each compiles its templates anew, which costs more than the page."""
    return DefaultJinjaPageView()
