"""Charts: where marks stand, and labels that leave room for their values."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from pipelines.documents.report.marks import Bar, bars, cut, per_cent, trail
from pipelines.documents.report.words import words
from tests.documents.pages import Page


@pytest.mark.parametrize(
    ("label", "shown"),
    [("a" * 26, "a" * 26), ("a" * 27, "a" * 25 + "…"), ("部" * 13, "部" * 13), ("部" * 14, "部" * 12 + "…")],
)
def test_a_label_is_cut_where_its_value_begins(label: str, shown: str) -> None:
    assert cut(label, 26) == shown


def test_a_label_too_long_for_a_phone_is_whole_where_there_is_room() -> None:
    chart = str(bars("c", "title", "said", [Bar("a" * 48, "1", Decimal(1)), Bar("b" * 47, "1", Decimal(1))]))
    assert f'<text class="cut" y="13">{"a" * 46}…</text><text class="whole" y="13">{"a" * 48}</text>' in chart
    assert f'<text y="51">{"b" * 47}</text>' in chart
    assert Page(chart).charts["c"].texts == ["a" * 46 + "…", "1", "b" * 47, "1"]


@pytest.mark.parametrize(("value", "place"), [("-1", "0"), ("0", "0"), ("25", "12.5"), ("200", "100"), ("201", "100")])
def test_a_place_lies_on_the_chart(value: str, place: str) -> None:
    assert per_cent(Decimal(value), Decimal(200)) == Decimal(place)


def test_nothing_is_drawn_of_nothing_and_little_can_be_seen() -> None:
    rows = [
        Bar("none", "0", Decimal(0)),
        Bar("little", "1", Decimal("0.01")),
        Bar("down", "-1", Decimal(20), Decimal(50)),
    ]
    chart = Page(bars("c", "title", "said", rows)).charts["c"]
    assert [(mark["x"], mark["width"]) for mark in chart.marks] == [("0%", "0.3%"), ("20%", "30%")]
    assert chart.texts == ["none", "0", "little", "1", "down", "-1"]


def test_a_period_without_a_score_leaves_a_gap() -> None:
    points = [("Q1", Decimal(60)), ("Q2", None), ("Q3", Decimal(80)), ("Q4", Decimal(100))]
    chart = Page(trail("t", "unit", "said", Decimal(60), points)).charts["t"]
    assert [mark["tag"] for mark in chart.marks] == ["circle", "circle", "circle", "line"]
    assert [mark["cy"] for mark in chart.marks if mark["tag"] == "circle"] == ["78", "59", "40"]
    assert chart.texts == ["unit", "60", "Q1", "Q2", "80", "Q3", "100", "Q4"]


def test_both_languages_say_everything_with_the_same_values() -> None:
    for key, said in words().items():
        assert said.keys() == {"zh", "en"}, key
        named = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in said.values()]
        assert named[0] == named[1], key


def test_words_of_amounts_not_posted_take_the_same_values_as_those_they_stand_for() -> None:
    said = words()
    for key in said:
        if key.startswith("open_") and (plain := said.get(key.removeprefix("open_"))):
            places = [sorted(re.findall(r"\{\w+\}", form["zh"])) for form in (said[key], plain)]
            assert places[0] == places[1], key
