"""Revisions of an enterprise's quarter: what each moved, why, and down to which records."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines import steps
from pipelines.cli.main import app
from pipelines.sample import sample_tables
from pipelines.settings import PROJECT_DIR
from tests.end_to_end.conftest import KEY, QUARTER, Home
from tests.end_to_end.corrections import House
from tests.models.restatement_checks import RULES

EARLIER = "2026Q1"
MOVED = "quantity, item, before_value, after_value, delta, before_text, after_text, cause, record_count"
RECORDS = (
    "source_feed, source_id, change, before_numerator, before_denominator, after_numerator, after_denominator, "
    "before_file, before_row, after_file, after_row"
)
CORRECTED = {"project_id": "PRJ-D09-06", "accepted_on": date(2026, 9, 19)}
AS_IT_WAS = {"project_id": "PRJ-D09-06", "accepted_on": date(2026, 10, 5)}
LATE = {
    "project_id": "LATE-1", "department_id": "D08", "name": "late", "status": "accepted", "is_major": False,
    "planned_end_on": date(2026, 8, 1), "accepted_on": date(2026, 8, 20),
}  # fmt: skip


SUBMITTED = """      - metric: plans_submitted_on_time
        # 信息化战略和制度的科学性、合理性和有效性
        clause: [S0-27]
        weight: {{value: {}, source: DEFAULT}}"""
RULE_SETS = """        clause: [S0-27, S0-20]
        weight: {{value: {}, source: DEFAULT}}
        curve: CHK
        absent: missing
  - id: business"""
LATE_TASK = "annual_plan_task-D09-0120-1"  # done eleven days late
APPEAL = {
    "appeal_id": "AP-1", "run_id": "x", "subject_type": "department", "subject_id": "D04", "grounds": "in time",
    "filed_on": date(2026, 11, 18), "state": "decided", "outcome": "upheld", "remedy": "correction",
    "remedy_reference": "PRJ-D0401-01",
}  # fmt: skip


@dataclass
class Story:
    """The revisions of the quarter in order, by what made them; the first is made of the files alone."""

    house: House
    runs: dict[str, str] = field(default_factory=dict)

    def moved(self, name: str, where: str = "true", columns: str = MOVED) -> list[tuple[Any, ...]]:
        query = f"SELECT {columns} FROM result.restatement WHERE run_id = ? AND {where} ORDER BY ALL"
        return self.house.rows(query, self.runs[name])

    def records(self, name: str, where: str, columns: str = RECORDS) -> list[tuple[Any, ...]]:
        query = f"SELECT DISTINCT {columns} FROM result.restatement_record WHERE run_id = ? AND {where} ORDER BY ALL"
        return self.house.rows(query, self.runs[name])


@pytest.fixture(scope="module")
def story(enterprise: Home, tmp_path_factory: pytest.TempPathFactory) -> Story:
    house = House.copied(enterprise.settings, tmp_path_factory.mktemp("restated"))
    runs = {"first": enterprise.run_id, "earlier": house.run(EARLIER)}
    house.deliver("project", CORRECTED, LATE)
    runs["corrected"] = house.run()
    house.deliver("project", AS_IT_WAS, withdrawn={"project_id": "LATE-1"})
    runs["reversed"] = house.run()
    house.deliver("incident", withdrawn={"incident_id": "INC-0001"})
    house.deliver("appeal", APPEAL)
    house.deliver("project", {"project_id": "PRJ-D0401-01", "accepted_on": date(2026, 7, 2)})
    runs["decided"] = house.run()
    house.deliver("obligation", {"obligation_id": LATE_TASK, "done_on": date(2026, 1, 20)})
    runs["earlier again"] = house.run(EARLIER)
    house.change_scheme("department.yaml", SUBMITTED.format(4), SUBMITTED.format(5))
    house.change_scheme("department.yaml", RULE_SETS.format(6), RULE_SETS.format(5))
    for name in ("department.yaml", "cio.yaml"):
        house.change_scheme(name, "      below: 2 ", "      below: 4 ")
    house.deliver("project", CORRECTED)
    runs["rules"] = house.run()
    return Story(house, runs)


REVISIONS = ("first", "corrected", "reversed", "decided", "rules")


def test_the_revisions_follow_each_other(story: Story) -> None:
    query = "SELECT run_id FROM run.run WHERE period = ? AND revision > 0 ORDER BY revision"
    assert [run_id for (run_id,) in story.house.rows(query, QUARTER)] == [story.runs[name] for name in REVISIONS]
    for name, prior in zip(REVISIONS[1:], REVISIONS, strict=False):
        assert story.moved(name, columns="DISTINCT prior_run_id") == [(story.runs[prior],)]
    assert story.moved("first") == []


def test_a_corrected_record_moves_those_who_answer_for_it_down_to_its_file_and_row(story: Story) -> None:
    assert story.moved("corrected", "subject_id = 'D09' AND item = 'projects_on_time'") == [
        ("contribution", "projects_on_time", 0, 5, 5, "0 % = 0/1", "100 % = 1/1", "records", 1)
    ]
    of_the_unit = "subject_id = 'D09' AND metric_id = 'projects_on_time'"
    assert story.records("corrected", of_the_unit) == [
        ("project", "PRJ-D09-06", "changed", 0, 1, 1, 1, "project_E001.csv", 115, "late/project_20.csv", 2)
    ]
    # The unit, its CIO, the group's CIO.
    same_record = "source_id = 'PRJ-D09-06' AND metric_id = 'projects_on_time'"
    assert story.records("corrected", same_record, "subject_id") == [("D09",), ("P0001",), ("P0355",)]


def test_a_late_record_is_an_added_one_and_a_withdrawn_one_is_removed(story: Story) -> None:
    late = "source_id = 'LATE-1' AND subject_id = 'D08'"
    shown = "change, before_numerator, after_numerator, before_row, after_row"
    assert story.records("corrected", late, shown) == [("added", None, 0, None, 3)]
    assert story.records("reversed", late, shown) == [("removed", 0, None, 3, None)]


def test_a_correction_and_its_reverse_give_the_first_numbers_as_a_third_revision(story: Story) -> None:
    for table in ("appraisal", "indicator_score", "gate", "consequence", "compliance_alert", "reward_award"):
        query = f"SELECT * EXCLUDE (run_id, revision) FROM result.{table} WHERE run_id = ? ORDER BY ALL"
        first, third = (story.house.rows(query, story.runs[name]) for name in ("first", "reversed"))
        assert first == third, table
    there = story.moved("corrected", columns="subject_id, quantity, item, unit, delta, before_text, after_text")
    back = story.moved("reversed", columns="subject_id, quantity, item, unit, -delta, after_text, before_text")
    assert there == back
    assert len(there) > 20


def test_who_is_outside_the_quota_only_because_another_came_in_was_moved_by_others(story: Story) -> None:
    assert story.moved(
        "decided", "subject_id = 'D02' AND quantity = 'gate'", "item, before_text, after_text, cause"
    ) == [("V2", "tripped graded_as_at_most 79.99", "clear", "records")]
    grades = "quantity = 'suggested_grade' AND subject_type = 'department'"
    assert story.moved("decided", grades, "subject_id, before_text, after_text, cause, record_count") == [
        ("D02", "qualified", "excellent", "records", 1),
        ("D06", "excellent", "good", "others", 0),
    ]


def test_what_an_upheld_appeal_led_to_is_a_decision(story: Story) -> None:
    causes = story.moved("decided", "subject_type = 'department'", "DISTINCT subject_id, cause, decision")
    assert ("D04", "decision", "AP-1") in causes
    # The group's CIO answers for both units.
    assert ("records,decision", "AP-1") in story.moved("decided", "subject_id = 'P0001'", "DISTINCT cause, decision")
    assert ("decision", "AP-1") in story.moved("decided", "subject_id = 'P0228'", "DISTINCT cause, decision")


def test_changed_rules_name_both_schemes(story: Story) -> None:
    schemes = "DISTINCT split_part(rules_before, '#', 1), split_part(rules_after, '#', 1), rules_before <> rules_after"
    own = "subject_type = 'department' AND quantity = 'base_score'"
    assert story.moved("rules", own, schemes) == [("MIIT_DEPT@2026.1", "MIIT_DEPT@2026.1", True)]


def test_rules_and_records_that_both_moved_somebody_are_both_named(story: Story) -> None:
    causes = dict(story.moved("rules", "quantity = 'base_score'", "DISTINCT subject_id, cause"))
    # Points of small incidents and two weights, in the scheme of all units; D09 alone had a record corrected.
    assert causes["D09"] == "records,rules"
    assert causes["D03"] == "rules"
    assert causes["P0001"] == "records,rules"
    # The same record counts more by the rules of now.
    incident = "subject_id = 'D03' AND metric_id = 'incident_points' AND source_id = 'INC-0032'"
    shown = "change, before_numerator, after_numerator, before_file = after_file, before_row = after_row"
    assert story.records("rules", incident, shown) == [("changed", 2, 4, True, True)]


def test_a_quarter_two_periods_ago_is_restated_by_itself(story: Story) -> None:
    query = "SELECT revision FROM run.run WHERE run_id = ?"
    assert story.house.rows(query, story.runs["earlier again"]) == [(2,)]
    own = "quantity = 'contribution' AND delta <> 0"
    moved = story.moved("earlier again", own, "subject_id, item, cause")
    assert moved == [(subject, "plan_tasks_on_time", "records") for subject in ("D09", "P0001", "P0355")]
    records = story.records("earlier again", "TRUE", "source_id, change, before_numerator, after_numerator")
    assert records == [(LATE_TASK, "changed", 0, 1)]


def test_every_part_is_explained_and_adds_up(story: Story) -> None:
    assert {name: story.house.rows(query) for name, query in RULES.items()} == {name: [] for name in RULES}


def test_deltas_are_the_differences_of_the_published_results_and_add_up_from_first_to_last(story: Story) -> None:
    between = """
        SELECT subject_type, subject_id, quantity, sum(delta) AS delta
        FROM result.restatement WHERE period = '2026Q3' AND quantity IN ('score', 'rank')
        GROUP BY ALL HAVING sum(delta) <> 0
    """
    ends = """
        WITH results AS (
            UNPIVOT (
                SELECT run_id, subject_type, subject_id, score::DECIMAL(38, 6) AS score, rank::DECIMAL(38, 6) AS rank
                FROM result.appraisal
            ) ON score, rank INTO NAME quantity VALUE number
        )
        SELECT subject_type, subject_id, quantity,
            sum(CASE WHEN run_id = $1 THEN number ELSE -number END) AS delta
        FROM results WHERE run_id IN ($1, $2) GROUP BY ALL HAVING delta <> 0
    """
    found = story.house.rows(f"{between} ORDER BY ALL")
    assert found == story.house.rows(f"{ends} ORDER BY ALL", story.runs["rules"], story.runs["first"])
    assert len(found) > 10


def test_every_cause_is_there(story: Story) -> None:
    causes = "SELECT DISTINCT cause FROM result.restatement ORDER BY ALL"
    assert {cause for (cause,) in story.house.rows(causes)} == {
        "records", "rules", "decision", "records,rules", "records,decision", "others",
    }  # fmt: skip


@pytest.fixture(scope="module")
def published(story: Story) -> Story:
    for name in ("corrected", "reversed", "decided"):
        steps.publish(story.house.settings, story.runs[name])
    return story


def read(story: Story, query: str, file: str = "hr.duckdb") -> list[tuple[Any, ...]]:
    with duckdb.connect(str(story.house.settings.published / file), read_only=True) as con:
        return con.execute(query).fetchall()


QUERIES = re.findall(r"```sql\n(.*?)```", (PROJECT_DIR / "docs" / "restatement.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_the_queries_of_the_guide_find_something(published: Story, query: str) -> None:
    about_awards = "subject_type = 'award'" in query
    assert bool(read(published, query)) is not about_awards  # the sample's quarter moves no award


def test_what_was_known_then_and_what_it_should_have_been_stand_side_by_side(published: Story) -> None:
    (query,) = [query for query in QUERIES if "score_history" in query]
    scores = {row[0]: row[1:] for row in read(published, query)}
    first, last = (
        {
            subject: (score, grade)
            for subject, score, grade in published.house.rows(
                "SELECT subject_id, score, suggested_grade FROM result.appraisal WHERE run_id = ?", published.runs[name]
            )
        }
        for name in ("first", "decided")
    )
    assert scores == {subject: (*first[subject], *last[subject]) for subject in first}
    days = "SELECT known_from, known_until FROM score_history WHERE subject_id = 'D09' ORDER BY revision"
    spans = read(published, days)
    assert spans[0] == (date(2026, 11, 16), date(2026, 11, 17))
    assert [until for _, until in spans if until is None] == [None]


def test_analysts_see_neither_persons_nor_their_rows_nor_amounts(published: Story) -> None:
    people = {str(row["person_id"]) for row in sample_tables("E001")["person"]}
    for table in ("restatement", "restatement_record", "score_history"):
        cells = {str(cell) for row in read(published, f"FROM {table}", "analyst.duckdb") for cell in row if cell}
        assert cells & (people | {"AP-1"}) == set()
        count = f"SELECT count(*) FROM {table}"
        assert read(published, count, "analyst.duckdb") == read(published, count)
    hidden = "SELECT count(*) FROM restatement WHERE subject_type IN ('award', 'innovation') AND delta IS NOT NULL"
    assert read(published, hidden, "analyst.duckdb") == [(0,)]
    cios = "SELECT DISTINCT subject_id FROM {} WHERE subject_type = 'cio'"
    moved, known = (
        set(read(published, cios.format(table), "analyst.duckdb")) for table in ("restatement", "appraisal")
    )
    assert moved
    assert moved <= known


def shown(story: Story, *arguments: str) -> str:
    environment = {"APPRAISE_HOME": str(story.house.settings.home), "APPRAISE_PSEUDONYM_KEY": KEY}
    result = CliRunner().invoke(app, list(arguments), env=environment)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_says_what_moved_why_and_where_the_record_stands(story: Story) -> None:
    said = shown(story, "restatement", story.runs["corrected"])
    assert "2026Q3, revision 2" in said
    assert "contribution Projects finished on time: 0 → 5 (+5)  [0 % = 0/1 → 100 % = 1/1]" in said
    assert "project_E001.csv, row 115 → late/project_20.csv, row 2" in said
    said = shown(story, "restatement", story.runs["decided"], "--subject", "D06", "--lang", "zh")
    assert "仅受他人结果影响" in said
    assert "建议等次: 优秀 → 良好" in said
    assert "appeal AP-1" in shown(story, "restatement", story.runs["decided"], "--subject", "E001/D04")
    assert "D01 did not move." in shown(story, "restatement", story.runs["corrected"], "--subject", "D01")
    assert "is the first revision of 2026Q3" in shown(story, "restatement", story.runs["first"])


def test_a_program_reads_the_newest_revision_of_a_period(story: Story) -> None:
    (found,) = json.loads(shown(story, "restatement", QUARTER, "--json"))
    assert (found["run_id"], found["revision"]) == (story.runs["rules"], 5)
    assert found["moved"][0].keys() >= {"subject_id", "before_value", "after_value", "delta", "cause"}
    assert all(isinstance(row["delta"], str | None) for row in found["moved"])


def test_an_explanation_as_of_a_day_is_that_of_the_revision_known_then(story: Story) -> None:
    for day, name in (("2026-11-16", "first"), ("2026-11-18", "corrected"), ("2026-11-19", "reversed")):
        explained = json.loads(shown(story, "explain", "D09", "--period", QUARTER, "--as-of", day, "--json"))
        assert explained["run_id"] == story.runs[name], day
    said = CliRunner().invoke(
        app, ["explain", "D09", "--period", QUARTER, "--as-of", "2026-11-20"],
        env={"APPRAISE_HOME": str(story.house.settings.home)},
    )  # fmt: skip
    assert "Deliveries that had come in by 2026-11-20 and are not in it: 1" in said.output
