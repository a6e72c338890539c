"""Turns a suite's result into a page of the Data Docs. Counts only: no value of the data is in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
from great_expectations.render.view.view import DefaultJinjaPageView

from pipelines.validate.outcome import Outcome, Page
from pipelines.validate.rule_file import SQL_RULE
from pipelines.validate.suite import rule_id

# The page must open without a network and tell nobody that it was opened: what Great Expectations would load from
# elsewhere is taken out, and a few plain styles stand in for it.
FROM_ELSEWHERE = re.compile(
    r'<script src="http.*?</script>|<link [^>]*>|<img\b.*?>|<footer>.*?</footer>|url\(.?http[^)]*\)', re.DOTALL
)
STYLE = """<style>
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; max-width: 70rem; margin: 1rem auto; padding: 0 1rem }
table { border-collapse: collapse } td, th { border-top: 1px solid #8884; padding: .3rem .6rem; text-align: left }
.collapse, #navigation, input, label { display: none } ol.breadcrumb { list-style: none; padding: 0 }
.failed, .text-danger { color: #b00020; font-weight: bold }
.fa-check-circle::before { content: "✓"; color: #2e7d32 }
.fa-times::before, .fa-exclamation-triangle::before { content: "✗"; color: #b00020 }
</style></head>"""
# What only works inside Great Expectations' own site: other pages, filters, folding.
DEAD = re.compile(
    r'<a [^>]*href="(?:\.\./)*expectations/[^"]*"[^>]*>(?P<text>.*?)</a>|<nav\b.*?</nav>|Validation Filter:'
    r'|<a [^>]*data-toggle="collapse"[^>]*>.*?</a>|/ __none__', re.DOTALL
)  # fmt: skip


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
            share = count / row_count * 100 if row_count else 0
            entry.result = {
                "element_count": row_count,
                "unexpected_count": count,
                "unexpected_percent": share,
            }
    content = ValidationResultsPageRenderer().render(result)
    html = str(page_view().render(content))  # type: ignore[no-untyped-call]
    html = FROM_ELSEWHERE.sub("", html).replace("</head>", STYLE, 1)
    html = DEAD.sub(lambda found: found["text"] or "", html)
    broken = [outcome.rule for outcome in outcomes.values() if not outcome.success]
    warnings = sum(rule.on_failure == "warn" for rule in broken)
    return Page(name, re.sub(r'href="(?:\.\./)+index\.html"', 'href="index.html"', html), len(broken), warnings)


@cache
def page_view() -> DefaultJinjaPageView:
    """One view for all pages: each compiles its templates anew, which costs more than the page."""
    return DefaultJinjaPageView()
