"""Every rule of the five documents has a place that exists, its words stand in its document, and the page is fresh."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pipelines.cli.rules import docs
from pipelines.errors import RuleError
from pipelines.feeds import load_feeds
from pipelines.publish import dictionary_page
from pipelines.scheme_book import book
from pipelines.schemes import load_catalogue, load_rules, rule_book
from pipelines.schemes.citations import OFF, citations
from pipelines.schemes.rule_book import PAGE, line, project_rule_book
from pipelines.schemes.rule_places import load_places
from pipelines.settings import PROJECT_DIR

SHARED = PROJECT_DIR.parent / "shared"
SEEDS, RULES = SHARED / "seeds", SHARED / "domain" / "rules.csv"
CATALOGUE = load_catalogue()
RULES_NOW = load_rules(PROJECT_DIR / "schemes")
SCHEMES = {one.scheme.scheme: one.scheme for one in RULES_NOW.schemes}
CITED = citations(SCHEMES.values(), [one.plan for one in RULES_NOW.plans])
ROW = re.compile(r"^\| (S\d-\d\d) \| (.*) \|$", re.MULTILINE)


def rows() -> dict[str, list[str]]:
    """The cells of each rule on the page: words, meaning, where it lives, metrics, records."""
    found = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return {clause: re.split(r"(?<!\\) \| ", rest) for clause, rest in found}


def test_the_page_is_as_the_rules_are_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == project_rule_book(), "Run `appraise docs`."


def test_each_of_the_175_rules_has_one_row_with_words_meaning_and_place() -> None:
    found = rows()
    assert len(ROW.findall(PAGE.read_text(encoding="utf-8"))) == len(found) == 175
    assert found.keys() == CATALOGUE.clauses.keys()
    for clause, cells in found.items():
        assert len(cells) == 5, clause
        assert all(cells[:3]), clause


def test_what_is_recorded_only_says_where_and_why() -> None:
    recorded = {clause: cells for clause, cells in rows().items() if cells[2].startswith("**Recorded, not computed.**")}
    assert recorded
    for clause, (_, _, why, _, records) in recorded.items():
        assert len(why) > 60, clause
        assert records, clause


def test_a_rule_that_is_cited_lives_in_something_that_is_switched_on() -> None:
    assert [clause for clause, found in CITED.items() if all(one.name.endswith(OFF) for one in found)] == []


def test_every_clause_cited_is_a_rule() -> None:
    assert CITED.keys() <= CATALOGUE.clauses.keys()


@pytest.mark.parametrize(
    ("clause", "where", "counted", "records"),
    [
        (
            "S2-24",
            "PINGSHAN_DEPT: indicator settled_within_60_days, parameter settlement_days",
            "settled_within_60_days (PRJ10)",
            "project, project_event (settlement, final_accounts)",
        ),
        (
            "S0-33",
            "MIIT_CIO: consequence pay_10, pay_20_or_dismissal",
            "personal_causes (G11)",
            "finding",
        ),
        (
            "S1-20",
            "SASAC_CIO: gate V7 (off)<br>SASAC_DEPT: indicator licensed_software_share, gate V7 (off)<br>"
            "SASAC_ORG: indicator licensed_software_share, gate V7 (off)",
            "licensed_software_share (SAM01)",
            "measurement (licensed_installs)",
        ),
        (
            "S1-19",
            "SASAC_DEPT: dimension software<br>SASAC_ORG: dimension software",
            "licensed_software_share (SAM01), software_in_ledger (SAM02), licences_in_use (SAM03)",
            "measurement (licensed_installs, software_in_ledger, licences_in_use)",
        ),
        (
            "S2-33",
            "PINGSHAN_CIO: grades, dimension team, indicator unit_scores<br>PINGSHAN_DEPT: grades",
            "unit_scores (ROLL)",
            "results of the units",
        ),
        (
            "S0-32",
            "MIIT_CIO: indicator innovation_benefit_achieved, parameter retained_benefit_percent<br>"
            "MIIT_DEPT: parameter retained_benefit_percent<br>"
            "SASAC_REWARD: reward plan, kinds, tiers<br>MIIT_REWARD: reward plan, kinds, tiers",
            "innovation_benefit_achieved (INV01)",
            "innovation, innovation_benefit, contribution",
        ),
        (
            "S1-28",
            "SASAC_CIO: adjustments<br>SASAC_DEPT: adjustments<br>SASAC_ORG: indicator help_tasks_done, adjustments<br>"
            "SASAC_REWARD: reward income_percent",
            "help_tasks_done (HLP01)",
            "obligation (help_task), innovation, innovation_benefit, contribution",
        ),
        (
            "S2-16",
            "**Computed.** Every metric of projects and funds counts for the unit that owns the project.",
            "",
            "project.department_id",
        ),
    ],
)
def test_a_row_names_items_metrics_and_records(clause: str, where: str, counted: str, records: str) -> None:
    assert rows()[clause][2:] == [where, counted, records]


def test_every_feed_and_kind_on_the_page_exists() -> None:
    feeds = load_feeds()
    for clause, cells in rows().items():
        for name, kinds in re.findall(r"([a-z_.=]+)(?: \(([^)]*)\))?", cells[4].replace("results of the units", "")):
            feed, _, rest = name.partition(".")
            assert feed in feeds, (clause, name)
            field, _, code = (rest or "kind").partition("=")
            if rest or kinds:
                codes = feeds[feed].field(field).codes
                assert {one for one in [*kinds.split(", "), code] if one} <= codes.keys(), (clause, name)


PLACES = """places:
  S0-01:
    fields: [organization.org_class]
    not_computed: There is no number.
"""
WITHOUT_S0_01 = CATALOGUE.clauses.keys() - {"S0-01"}


def places_of(tmp_path: Path, text: str, cited: set[str] | None = None) -> object:
    file = tmp_path / "rule_places.yaml"
    file.write_text(text, encoding="utf-8")
    return load_places(CATALOGUE, SCHEMES.keys(), WITHOUT_S0_01 if cited is None else cited, file)


def test_a_place_that_exists_is_accepted(tmp_path: Path) -> None:
    assert places_of(tmp_path, PLACES)


@pytest.mark.parametrize(
    ("old", "new", "what", "do"),
    [
        ("organization.org", "organisation.org", 'there is no feed "organisation".', 'Did you mean "organization"?'),
        ("org_class", "org_clas", 'the feed "organization" has no field "org_clas".', 'Did you mean "org_class"?'),
        ("org_class", "org_class=larg", '"organization.org_class" knows no "larg".', 'Did you mean "large"?'),
        (
            "    not",
            "    metrics: [unit_score]\n    not",
            'the metric "unit_score" is not in metrics/.',
            '"unit_scores"?',
        ),
        ("    not", "    schemes: [MIIT_DEP]\n    not", 'there is no scheme "MIIT_DEP".', 'Did you mean "MIIT_DEPT"?'),
        ("S0-01", "S0-99", "is not in clauses.csv.", "Did you mean"),
        ("S0-01", "S0-27", "a scheme cites it, so its place is known.", "Take it out here."),
        ("not_computed", "computd", 'the key "computd" is unknown here.', 'Did you mean "computed"?'),
        ("    not_computed: There is no number.\n", "", 'needs either "computed" or "not_computed"', ""),
        ("    not", "    computed: By hand.\n    not", 'needs either "computed" or "not_computed"', ""),
        ("    fields: [organization.org_class]\n", "", 'names no place: give "fields" or "schemes"', ""),
    ],
)
def test_a_place_that_does_not_exist_is_refused(tmp_path: Path, old: str, new: str, what: str, do: str) -> None:
    assert old in PLACES
    with pytest.raises(RuleError, match=re.escape(what)) as raised:
        places_of(tmp_path, PLACES.replace(old, new, 1))
    assert do in raised.value.do
    assert raised.value.line


def test_a_rule_without_a_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no place for S0-02"):
        places_of(tmp_path, PLACES, cited=set(WITHOUT_S0_01 - {"S0-02"}))


def test_a_bar_in_a_text_does_not_end_the_cell() -> None:
    assert line(["a|b", "c"]) == "| a\\|b | c |\n"


def test_the_command_writes_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_book, "PAGE", tmp_path / "rule_book.md")
    monkeypatch.setattr(book, "INDEX", tmp_path / "scheme_book.md")
    monkeypatch.setattr(dictionary_page, "PAGE", tmp_path / "data_dictionary.md")
    docs()
    assert (tmp_path / "rule_book.md").read_text(encoding="utf-8") == project_rule_book()
    assert (tmp_path / "data_dictionary.md").read_text(encoding="utf-8") == dictionary_page.dictionary_page()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the documents this is compared with are not here")
def test_quotes_stand_letter_for_letter_in_their_document() -> None:
    documents = {f"S{int(file.name[:3])}": file.read_text(encoding="utf-8") for file in SEEDS.glob("*.txt")}
    assert len(documents) == 5
    missing = [one.clause_id for one in CATALOGUE.clauses.values() if one.quote_zh not in documents[one.document_id]]
    assert missing == []


@pytest.mark.skipif(not RULES.is_file(), reason="the rules this is compared with are not here")
def test_clauses_and_quotes_are_those_of_the_rules() -> None:
    with RULES.open(encoding="utf-8-sig", newline="") as stream:
        expected = {row["rule_id"]: row["quote_zh"] for row in csv.DictReader(stream)}
    assert {one.clause_id: one.quote_zh for one in CATALOGUE.clauses.values()} == expected


def test_meanings_are_sentences_of_their_own() -> None:
    meanings = [one.meaning_en for one in CATALOGUE.clauses.values()]
    assert len(set(meanings)) == len(meanings)
    assert all(one[0].isupper() and one.endswith(".") and len(one.split()) >= 5 for one in meanings)
