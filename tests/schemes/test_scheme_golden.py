"""The shipped schemes carry every item, weight, curve and clause of the rules, no other, as `expected/items.csv` lists
them. Grades, gates and numbers: test_default_schemes.py."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.schemes import load_catalogue, load_schemes
from pipelines.settings import PROJECT_DIR

SCHEMES = {one.scheme.scheme: one.scheme for one in load_schemes(PROJECT_DIR / "schemes", load_catalogue())}
with (Path(__file__).parent / "expected" / "items.csv").open(encoding="utf-8", newline="") as stream:
    ITEMS = list(csv.reader(stream))[1:]
IDS = list(dict.fromkeys(item[0] for item in ITEMS))


def test_the_twelve_schemes_of_the_rules_are_shipped() -> None:
    assert set(SCHEMES) == set(IDS)
    assert len(IDS) == 12


@pytest.mark.parametrize("scheme_id", IDS)
def test_every_item_of_the_rules_is_in_the_scheme_with_its_weight_curve_and_clauses(scheme_id: str) -> None:
    found = [
        [scheme_id, str(number), str(dimension.weight.value), one.metric, str(one.weight.value), one.curve,
         " ".join(one.clause)]
        for number, dimension in enumerate(SCHEMES[scheme_id].dimensions, start=1)
        for one in dimension.indicators
    ]  # fmt: skip
    assert found == [item for item in ITEMS if item[0] == scheme_id]


@pytest.mark.parametrize("scheme_id", IDS)
def test_nothing_of_a_shipped_scheme_is_switched_off(scheme_id: str) -> None:
    assert not [one.metric for one in SCHEMES[scheme_id].indicators() if one.disabled]


@pytest.mark.parametrize("scheme_id", IDS)
def test_a_cio_needs_half_the_period_in_office_and_others_need_none(scheme_id: str) -> None:
    share = SCHEMES[scheme_id].minimum_tenure_share
    assert (share and share.value) == (50 if SCHEMES[scheme_id].subject == "cio" else None)


def test_the_reporting_limits_of_the_law_say_which_law_and_how_it_was_read() -> None:
    rows = list(SCHEMES["MIIT_DEPT"].parameters["incident_report_limit_hours"].rows())
    by_law = {code: (who.law, who.mark) for code, _, who in rows if who.source == "LAW"}
    expected = ("国家网络安全事件报告管理办法第四条", "V")
    assert by_law == dict.fromkeys(("official.cii", "official.central_organ", "official.other"), expected)
