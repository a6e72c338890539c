"""Which drafts may be tried together, and where each decides."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipelines.schemes.catalogue import load_catalogue
from pipelines.settings import PROJECT_DIR
from pipelines.simulate.applying import decides_for
from pipelines.simulate.drafts import load_drafts

SCHEMES = PROJECT_DIR / "schemes"
COMMON = SCHEMES / "enterprise" / "2026" / "department.yaml"


def test_a_common_draft_and_an_organisations_own_copy_of_it_are_told_apart(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    text = COMMON.read_text(encoding="utf-8")
    own.write_text(text.replace("regime: enterprise\n", "regime: enterprise\norganization: E1\n"), encoding="utf-8")
    days = [date(2026, 9, 30)]
    drafts = load_drafts([COMMON, own], SCHEMES, load_catalogue(), days, as_if_in_force=False)
    assert [one.name for one in drafts] == ["MIIT_DEPT@2026.1", "MIIT_DEPT@2026.1 of E1"]
    known = {"E1": "enterprise", "E2": "enterprise", "U1": "university"}
    having_own: set[tuple[str | None, str]] = {("E1", "department")}
    assert [decides_for(one, known, having_own) for one in drafts] == [("E2",), ("E1",)]


def test_stretching_a_draft_to_the_periods_keeps_its_own_dates(tmp_path: Path) -> None:
    later = tmp_path / "later.yaml"
    text = COMMON.read_text(encoding="utf-8")
    later.write_text(
        text.replace("from: 2026-01-01, until: null", "from: 2027-01-01, until: 2027-12-31"), encoding="utf-8"
    )
    days = [date(2026, 9, 30), date(2028, 12, 31)]
    (one,) = load_drafts([later], SCHEMES, load_catalogue(), days, as_if_in_force=True)
    assert (one.in_force.start, one.in_force.until) == (date(2027, 1, 1), date(2027, 12, 31))
    assert (one.tried_in_force.start, one.tried_in_force.until) == (days[0], days[1])
    assert all(one.applies_on(day) for day in days)
    (strict,) = load_drafts([later], SCHEMES, load_catalogue(), days, as_if_in_force=False)
    assert not any(strict.applies_on(day) for day in days)
    assert strict.applies_on(date(2027, 1, 1))
    assert strict.applies_on(date(2027, 12, 31))
    assert not strict.applies_on(date(2026, 12, 31))
