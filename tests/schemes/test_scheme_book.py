"""The scheme book is fresh, holds every item of every scheme and plan, and says each in its own words."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.cli.rules import docs
from pipelines.publish import dictionary_page
from pipelines.scheme_book import book
from pipelines.scheme_book.book import INDEX, page_of, pages
from pipelines.scheme_book.curve import in_words, target
from pipelines.scheme_book.said import number
from pipelines.schemes import load_catalogue, load_rules, rule_book
from pipelines.schemes.model import Scheme
from pipelines.schemes.reward_model import RewardPlan
from pipelines.schemes.sourced import Curve
from pipelines.settings import PROJECT_DIR

CATALOGUE = load_catalogue()
RULES = load_rules(PROJECT_DIR / "schemes")
SCHEMES = {one.scheme.scheme: one.scheme for one in RULES.schemes}
PLANS = {one.plan.reward_plan: one.plan for one in RULES.plans}
PAGES = dict(pages())


def section(one: Scheme | RewardPlan) -> str:
    """What the book says of one scheme or plan."""
    named = f"`{one.scheme if isinstance(one, Scheme) else one.reward_plan} {one.version}`"
    found = [part for part in re.split(r"^## ", PAGES[page_of(one.regime)], flags=re.MULTILINE) if named in part]
    assert len(found) == 1
    return found[0]


def lines_with(words: str, text: str) -> list[str]:
    return [line for line in text.splitlines() if words in line]


def test_the_pages_are_as_the_rules_are_now_and_there_are_no_others() -> None:
    written = {path: path.read_text(encoding="utf-8") for path in (INDEX, *INDEX.with_suffix("").glob("*"))}
    assert written == PAGES, "Run `appraise docs`."


def test_the_index_names_all_schemes_and_plans_once() -> None:
    assert (len(SCHEMES), len(PLANS)) == (12, 5)
    for name in (*SCHEMES, *PLANS):
        assert len(lines_with(f"| {name} |", PAGES[INDEX])) == 1


@pytest.mark.parametrize("name", SCHEMES)
def test_every_item_of_a_scheme_stands_in_its_section_with_number_source_and_clause(name: str) -> None:
    scheme = SCHEMES[name]
    text = section(scheme)
    assert f"自 {scheme.in_force.start} 起" in text
    rules, parameters = text.split("### 计量参数")
    for one in scheme.indicators():
        (row,) = lines_with(f"`{one.metric}`", rules)
        definition = CATALOGUE.metrics[one.metric].definition
        assert all(words.replace("|", "\\|") in row for words in (definition.zh, definition.en))
        assert f"| {number(one.weight.value)}<br>{one.weight.source_mark}" in row
        assert all(CATALOGUE.clauses[clause].quote_zh in row for clause in one.clause)
        for value, points in scheme.curves[one.curve].knots:
            assert re.search(rf"{number(value)}[^>]* → {number(points)} 分", row), value
    for gate in scheme.gates:
        (row,) = lines_with(f"| {gate.gate} | {gate.title.zh}", text)
        assert ("| 启用 on |" in row) == gate.enabled
        assert all(number(step.threshold) in row for step in gate.steps)
    for band in scheme.grades.bands:
        limit = f"≥ {number(band.at_least)}" if band.at_least is not None else "<"
        assert lines_with(f"| {band.title.zh}<br>{band.title.en} | {limit}", text)
    for parameter, numbers in scheme.parameters.items():
        rows = lines_with(f"`{parameter}`", parameters)
        for row, (_, value, sourced) in zip(rows, numbers.rows(), strict=True):
            assert f"| {number(value)} |" in row
            assert f"| {sourced.source_mark}" in row
    for titled in (*scheme.alerts, *scheme.consequences, *scheme.dimensions):
        assert titled.title.zh in text
        assert titled.title.en in text
    if scheme.quota:
        assert f"应考核数的 {number(scheme.quota.percent.value)} %（{scheme.quota.percent.source_mark}" in text
    for days in scheme.procedure.numbers().values():
        assert lines_with(f" {number(days.value)} ", rules.split("### 公示与异议")[1])
    if scheme.adjustments:
        for kind in scheme.adjustments.kinds:
            assert lines_with(f"<br>{kind.kind.replace('_', ' ')} |", text)


@pytest.mark.parametrize("name", PLANS)
def test_every_number_of_a_plan_stands_in_its_section(name: str) -> None:
    plan = PLANS[name]
    text = section(plan)
    for tier in plan.market.tiers.tiers if plan.market else ():
        until = f" {number(tier.until)}" if tier.until is not None else ""
        assert f"| {number(tier.start)} –{until} | {number(tier.rate[0])} % |" in text
    for block in (plan.market, plan.eligibility, plan.split, plan.deferral, plan.clawback, plan.floor):
        for field in type(block).model_fields if block else ():
            one = getattr(block, field)
            if (value := getattr(one, "value", None)) is not None and isinstance(value, Decimal):
                assert [line for line in lines_with(number(value), text) if one.source_mark in line], field
    if not plan.cash.paid:
        assert f"不发奖金：{plan.cash.reason.zh if plan.cash.reason else ''}" in text
        assert "分期兑现" not in text


def curve(shape: str, *knots: tuple[int, int]) -> Curve:
    exact = [[Decimal(value), Decimal(points)] for value, points in knots]
    return Curve.model_validate({"shape": shape, "knots": exact, "source": "DEFAULT"})


@pytest.mark.parametrize(
    ("given", "words", "full"),
    [
        (
            curve("linear", (60, 0), (100, 100)),
            "60 % → 0 分<br>100 % → 100 分<br>其间按直线 straight between",
            "≥ 100 %",
        ),
        (curve("linear", (0, 100), (5, 100), (30, 0)), None, "≤ 5 %"),
        (curve("linear", (0, 0), (90, 100), (110, 100), (130, 0)), None, "90 % – 110 %"),
        (curve("steps", (0, 0), (1, 100)), "≥ 0 % → 0 分<br>≥ 1 % → 100 分", "≥ 1 %"),
        (curve("steps", (0, 100), (1, 0)), "≥ 0 % → 100 分<br>≥ 1 % → 0 分", "< 1 %"),
        (curve("steps", (0, 0), (1, 100), (3, 0)), None, "≥ 1 %，< 3 %"),
    ],
)  # fmt: skip
def test_a_curve_is_said_knot_by_knot_and_with_its_target(given: Curve, words: str | None, full: str) -> None:
    assert words is None or in_words(given, "%") == words
    assert target(given, "%") == full


def test_the_command_writes_all_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_book, "PAGE", tmp_path / "rule_book.md")
    monkeypatch.setattr(book, "INDEX", tmp_path / "scheme_book.md")
    monkeypatch.setattr(dictionary_page, "PAGE", tmp_path / "data_dictionary.md")
    docs()
    assert (tmp_path / "scheme_book.md").read_text(encoding="utf-8") == PAGES[INDEX]
    names = sorted(file.name for file in (tmp_path / "scheme_book").iterdir())
    assert names == sorted(path.name for path in PAGES if path != INDEX)
