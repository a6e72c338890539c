"""Statements of an enterprise from its files: every number is the published table's, and browsers show them."""

from __future__ import annotations

import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from pipelines.documents.edition import file_name
from pipelines.documents.statement.write import page_name
from pipelines.explain.numbers import number
from tests.end_to_end.conftest import Home
from tests.end_to_end.reading import Page, read_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pages(home: Home, lang: str) -> Path:
    """Where the statements of the quarter lie."""
    return home.settings.published / "documents" / "E001" / "2026Q3" / "revision_1" / f"statements_{lang}"


def page_of(home: Home, lang: str, kind: str, identifier: str) -> Page:
    return read_page((pages(home, lang) / page_name(kind, identifier)).read_text(encoding="utf-8"))


def test_everybody_appraised_or_rewarded_has_a_statement_in_both_languages(bilingual: Home) -> None:
    subjects = bilingual.table("appraisal", "subject_type, subject_id")
    persons = bilingual.table("reward_award", "DISTINCT 'reward', person_id")
    expected = {f"{kind}_{file_name(str(identifier))}.html" for kind, identifier in [*subjects, *persons]}
    assert len(expected) > 30
    for lang in ("zh", "en"):
        assert {file.name for file in pages(bilingual, lang).iterdir()} == expected


@pytest.mark.parametrize(("lang", "caption"), [("zh", "得分构成"), ("en", "How the score is made up")])
def test_every_number_of_a_score_is_that_of_the_published_tables(bilingual: Home, lang: str, caption: str) -> None:
    columns = "subject_type, subject_id, position, points, weight, contribution, name" + ("" if lang == "zh" else "_en")
    expected = defaultdict(list)
    for row in bilingual.table("(FROM indicator_score WHERE status IN ('measured', 'missing'))", columns):
        kind, identifier, _, *numbers, name = row
        shown = ["" if value is None else number(value) for value in numbers]
        expected[kind, identifier].append([name, *shown])
    scores = bilingual.table("appraisal", "subject_type, subject_id, CAST(score AS TEXT), base_score")
    compared = 0
    for kind, identifier, score, base in scores:
        rows = dict(page_of(bilingual, lang, str(kind), str(identifier)).tables)[caption]
        indicators = [[row[0], *row[2:5]] for row in rows if row[1] or row[2]]
        few = {"zh": " 样本过小", "en": " few records"}[lang]
        indicators = [[row[0].removesuffix(few), *row[1:]] for row in indicators]
        assert indicators == expected[kind, identifier]
        assert rows[-1][4] == score
        assert [number(base)] == [row[4] for row in rows if row[0].startswith(("各项合计", "sum"))]
        compared += len(indicators)
    assert compared > 300


def test_a_reward_statement_holds_the_amounts_of_its_person_alone(bilingual: Home) -> None:
    columns = "person_id, format('{:,}', CAST(award_amount AS BIGINT)), award_amount"
    awards = bilingual.table("(FROM reward_award WHERE award_amount > 0)", columns)
    own = defaultdict(set)
    for person, _, amount in awards:
        own[person].add(f"{amount:,f}")
    for person, amounts in own.items():
        text = page_of(bilingual, "zh", "reward", str(person)).text
        others = set().union(*(found for one, found in own.items() if one != person)) - amounts
        assert all(amount in text for amount in amounts)
        # An instalment of one's own may be worth what somebody else is awarded.
        parts = bilingual.table(
            f"(FROM reward_tranche WHERE person_id = '{person}')", "planned_amount, released_amount, to_come_amount"
        )
        others -= {f"{value:,f}" for row in parts for value in row if value is not None}
        assert not [amount for amount in others if f"{amount} 元" in text]


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_browser_opens_statements_without_complaint(bilingual: Home, tmp_path: Path, lang: str) -> None:
    ((person,),) = bilingual.table("(SELECT min(person_id) AS person_id FROM reward_award)")
    for kind, identifier in (("department", "D01"), ("reward", person)):
        file = pages(bilingual, lang) / page_name(kind, str(identifier))
        shown = subprocess.run(
            [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}",
             "--enable-logging=stderr", "--dump-dom", file.as_uri()],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        assert "</footer>" in shown.stdout
        assert "CONSOLE" not in shown.stderr
