"""Rules that look beyond the rows of one batch: what stands, what came before it, what comes the same night."""

from __future__ import annotations

import shutil
from datetime import date
from functools import partial
from typing import Any

import pytest

from pipelines.feeds import load_feeds
from pipelines.ingest.intake import load_new
from pipelines.schemes.catalogue import load_catalogue
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.validate.incoming import Verdict, validate_new
from pipelines.validate.rule_file import SET_RULE, incoming_rules
from pipelines.warehouse import connect
from tests.validate.conftest import archive_rows, settings_in

ORGANIZATION = {"org_id": "O1", "name": "示范组织", "regime": "district"}
UNIT = {"org_id": "O1", "name": "部门", "appraised": True, "valid_from": date(2020, 1, 1)}
UNITS = [{**UNIT, "department_id": name} for name in ("D1", "D2", "D3")]
STAFF = {"org_id": "O1", "name": "张三丰", "it_staff": False, "department_id": "D1", "valid_from": date(2020, 1, 1)}


def take_in(settings: Settings, *batches: tuple[str, list[dict[str, Any]]]) -> list[Verdict]:
    for feed, rows in batches:
        archive_rows(settings, feed, [{"org_id": "O1", **row} for row in rows], read_count=100)
    verdicts = validate_new(settings)
    load_new(settings)
    return verdicts


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The basics have come in; only to be copied."""
    settings = settings_in(tmp_path_factory.mktemp("first_night"))
    take_in(
        settings,
        ("organization", [ORGANIZATION]),
        ("department", UNITS),
        ("person", [{**STAFF, "person_id": name} for name in ("P1", "P2", "P3")]),
    )
    return settings


@pytest.fixture
def night(settings: Settings, first_night: Settings) -> Any:
    """Take in batches of (feed, rows) as one night does; gives the verdicts. An earlier night brought the basics."""
    shutil.copytree(first_night.home, settings.home, dirs_exist_ok=True)
    return partial(take_in, settings)


def rows(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    con = connect(settings, read_only=True)
    try:
        return con.execute(query).fetchall()
    finally:
        con.close()


def set_aside(settings: Settings) -> list[tuple[Any, ...]]:
    """Every row in quarantine: batch, file row, key, rule."""
    return rows(settings, "SELECT batch_id, source_row, record_key, reason_code FROM ingest.quarantine ORDER BY ALL")


def test_a_kind_no_metric_knows_is_loaded_and_reported(settings: Settings, night: Any) -> None:
    drill = {"obligation_id": "1", "kind": "fire_drill", "due_on": date(2026, 9, 1)}
    verdict = night(("obligation", [drill, {**drill, "obligation_id": "2", "kind": "hazard"}]))[0]
    assert verdict.warnings == (
        "kind_known: 1 rows. No metric knows this kind; the record is accepted and reported as unused.",
    )
    assert rows(settings, "SELECT kind FROM records.obligation ORDER BY 1") == [("fire_drill",), ("hazard",)]
    assert set_aside(settings) == []


def test_a_list_of_kinds_left_out_is_the_feed_s_codes() -> None:
    offered = {
        name: set(rule.value_set or ())
        for name in load_feeds()
        for rule in incoming_rules(name)
        if rule.expect == SET_RULE
    }
    open_feeds = {name: feed for name, feed in load_feeds().items() if any(field.open_codes for field in feed.fields)}
    assert offered == {name: set(feed.field("kind").codes) for name, feed in open_feeds.items()}
    assert set(offered) == {"obligation", "checklist_item", "measurement", "project_event"}


def kinds_in(feed: str, rule_id: str) -> set[str]:
    """The feed's kinds that a rule's query names."""
    query = next(rule.unexpected_rows_query or "" for rule in incoming_rules(feed) if rule.id == rule_id)
    return {kind for kind in codes(feed) if f"'{kind}'" in query}


def codes(feed: str) -> set[str]:
    return set(load_feeds()[feed].field("kind").codes)


def counted(*countings: str) -> set[str]:
    """The kinds counted in one of these ways."""
    metrics = load_catalogue(PROJECT_DIR).metrics.values()
    return {kind for metric in metrics if metric.counting in countings for kind in metric.kinds}


def test_checklists_counted_by_their_day_or_subject_are_those_that_need_it() -> None:
    standing = counted("standing", "standing_and_reviewed", "exactly_one")
    assert kinds_in("checklist_item", "dated_item_has_its_day") == codes("checklist_item") - standing
    assert kinds_in("checklist_item", "item_names_what_it_is_about") == counted("all_of_subject")


def test_every_measure_is_a_share_points_or_may_exceed_its_whole() -> None:
    shares, points = kinds_in("measurement", "share_within_the_whole"), kinds_in("measurement", "points_within_100")
    unbounded = counted("capped", "latest_capped", "mean_by_subject", "number", "annualised")
    assert points == counted("trimmed_mean", "rated") | {"deputy_head_rating"}
    assert shares == codes("measurement") - points - unbounded


def test_an_id_is_looked_up_by_every_feed_that_carries_it() -> None:
    for name, feed in load_feeds().items():
        fields = {field.name for field in feed.fields}
        carried = {
            key for key in ("department", "person", "project", "innovation", "incident") if f"{key}_id" in fields
        }
        rules = {rule.id for rule in incoming_rules(name)}
        assert {f"{key}_exists" for key in carried - {name}} <= rules
        assert not any(f"{key}_exists" in rules for key in {name} - {"organization"})


BENEFIT = {"innovation_id": "N1", "line": "零售", "benefit_year": 2026, "kind": "new_market", "basis": "gross_margin"}
INNOVATION = ("innovation", [{"innovation_id": "N1", "department_id": "D1", "it_driven": True}])


def share(name: str, percent: int, **changes: Any) -> dict[str, Any]:
    return {**BENEFIT, "benefit_id": name, "attributable_percent": percent, **changes}


def test_shares_of_a_line_count_with_what_stands_and_a_correction_replaces_itself(
    settings: Settings, night: Any
) -> None:
    night(INNOVATION, ("innovation_benefit", [share("1", 60), share("2", 40)]))
    night(("innovation_benefit", [share("3", 1)]))
    assert set_aside(settings)[-1][2:] == ("O1|3", "shares_of_a_line_within_100")
    night(("innovation_benefit", [share("1", 50), share("4", 10)]))
    night(("innovation_benefit", [share("5", 1, benefit_year=2025), share("6", 1, line="批发")]))
    assert len(set_aside(settings)) == 1
    found = rows(settings, "SELECT benefit_id, attributable_percent FROM records.innovation_benefit ORDER BY 1")
    assert found == [("1", 50), ("2", 40), ("4", 10), ("5", 1), ("6", 1)]


LIVE = date(2025, 6, 1)
FROZEN = {"benefit_id": "1", "baseline_amount": 100, "baseline_frozen_on": LIVE, **BENEFIT}
BASELINES: list[tuple[str, dict[str, Any], dict[str, Any], date | None, bool]] = [
    ("the same again", {}, {"actual_amount": 5}, LIVE, True),
    ("another amount", {}, {"baseline_amount": 100.01}, LIVE, False),
    ("no amount", {}, {"baseline_amount": None}, LIVE, False),
    ("another day", {}, {"baseline_frozen_on": date(2025, 5, 31)}, LIVE, False),
    ("no day", {}, {"baseline_frozen_on": None}, LIVE, False),
    ("frozen only now", {"baseline_frozen_on": None}, {"baseline_amount": 99}, LIVE, True),
    ("live on the day the file comes", {}, {"baseline_amount": 99}, date(2026, 10, 1), False),
    ("live a day later", {}, {"baseline_amount": 99}, date(2026, 10, 2), True),
    ("not live", {}, {"baseline_amount": 99}, None, True),
]


@pytest.mark.parametrize(
    ("standing", "change", "live", "accepted"), [case[1:] for case in BASELINES], ids=[case[0] for case in BASELINES]
)
def test_a_baseline_stays_once_it_is_frozen_and_the_innovation_is_live(
    settings: Settings, night: Any, standing: dict[str, Any], change: dict[str, Any], live: date | None, accepted: bool
) -> None:
    feed, (innovation,) = INNOVATION
    night((feed, [innovation | {"went_live_on": live}]), ("innovation_benefit", [FROZEN | standing]))
    night(("innovation_benefit", [FROZEN | change]))
    rules = [found[3] for found in set_aside(settings)]
    assert rules == ([] if accepted else ["baseline_stays_as_frozen"])


def test_going_live_cannot_be_moved_together_with_the_baseline(settings: Settings, night: Any) -> None:
    feed, (innovation,) = INNOVATION
    night((feed, [innovation | {"went_live_on": LIVE}]), ("innovation_benefit", [FROZEN]))
    later = [innovation | {"went_live_on": date(2026, 11, 1)}]
    night((feed, later), ("innovation_benefit", [FROZEN | {"baseline_amount": 1}]))
    assert [found[3] for found in set_aside(settings)] == ["baseline_stays_as_frozen"]


@pytest.mark.parametrize(
    ("moved_to", "accepted"), [(date(2025, 6, 1), False), (date(2025, 5, 31), True), (date(2025, 4, 1), True)]
)
def test_going_live_cannot_be_moved_behind_a_baseline_frozen_after_it(
    settings: Settings, night: Any, moved_to: date, accepted: bool
) -> None:
    feed, (innovation,) = INNOVATION
    night((feed, [innovation | {"went_live_on": date(2025, 5, 1)}]), ("innovation_benefit", [FROZEN]))
    night((feed, [innovation | {"went_live_on": moved_to}]))
    rules = [found[3] for found in set_aside(settings)]
    assert rules == ([] if accepted else ["going_live_not_moved_past_the_baseline"])


def test_of_two_files_of_a_night_the_second_cannot_change_the_baseline(settings: Settings, night: Any) -> None:
    feed, (innovation,) = INNOVATION
    changed = [FROZEN | {"baseline_amount": 1}]
    night(
        (feed, [innovation | {"went_live_on": LIVE}]), ("innovation_benefit", [FROZEN]), ("innovation_benefit", changed)
    )
    assert rows(settings, "SELECT baseline_amount FROM records.innovation_benefit") == [(100,)]


def test_a_second_contribution_of_a_person_waits_and_the_first_stays(settings: Settings, night: Any) -> None:
    first = {"innovation_id": "N1", "department_id": "D1", "contribution_id": "1", "person_id": "P1"}
    night(INNOVATION, ("contribution", [first]))
    night(("contribution", [first, first | {"contribution_id": "2"}]))
    assert [found[2:] for found in set_aside(settings)] == [("O1|2", "one_contribution_a_person")]
    night(("contribution", [first | {"person_id": "P2"}, first | {"contribution_id": "2"}]))
    assert len(set_aside(settings)) == 1
    found = rows(settings, "SELECT contribution_id, person_id FROM records.contribution ORDER BY 1")
    assert found == [("1", "P2"), ("2", "P1")]


def test_of_two_files_of_a_night_the_first_stands_when_together_they_claim_too_much(
    settings: Settings, night: Any
) -> None:
    night(INNOVATION, ("innovation_benefit", [share("1", 60)]), ("innovation_benefit", [share("2", 41)]))
    assert [found[2] for found in set_aside(settings)] == ["O1|2"]
    assert rows(settings, "SELECT benefit_id FROM records.innovation_benefit") == [("1",)]


@pytest.mark.parametrize(("second", "accepted"), [(40, True), (41, False)])
def test_contributions_and_successors_count_with_what_stands(
    settings: Settings, night: Any, second: int, accepted: bool
) -> None:
    given = {"innovation_id": "N1", "department_id": "D1"}
    taken = {"department_id": "D1", "effective_on": date(2026, 7, 1)}
    night(
        INNOVATION,
        ("contribution", [{**given, "contribution_id": "1", "person_id": "P1", "share_percent": 60}]),
        ("department_successor", [{**taken, "successor_department_id": "D2", "share_percent": 60}]),
    )
    verdicts = night(
        ("contribution", [{**given, "contribution_id": "2", "person_id": "P2", "share_percent": second}]),
        ("department_successor", [{**taken, "successor_department_id": "D3", "share_percent": second}]),
    )
    assert [verdict.quarantined_count for verdict in verdicts] == [0 if accepted else 1] * 2
    for feed in ("contribution", "department_successor"):
        assert rows(settings, f"SELECT sum(share_percent) FROM records.{feed}") == [(100 if accepted else 60,)]


def appointment(name: str, person: str, start: date, end: date | None = None) -> dict[str, Any]:
    return {"appointment_id": name, "person_id": person, "department_id": "D1", "start_on": start, "end_on": end}


def test_a_second_cio_waits_until_the_first_has_an_end(settings: Settings, night: Any) -> None:
    successor = appointment("2", "P2", date(2026, 7, 1))
    night(("appointment", [appointment("1", "P1", date(2026, 1, 1))]))
    night(("appointment", [successor]))
    assert set_aside(settings) == [(5, 2, "O1|2", "one_cio_a_unit_a_day")]
    night(("appointment", [appointment("1", "P1", date(2026, 1, 1), date(2026, 6, 30)), successor]))
    assert len(set_aside(settings)) == 1
    assert rows(settings, "SELECT appointment_id FROM records.appointment ORDER BY 1") == [("1",), ("2",)]


def test_a_new_term_gives_way_to_what_stands_even_if_it_began_earlier(settings: Settings, night: Any) -> None:
    night(("appointment", [appointment("1", "P1", date(2026, 3, 1))]))
    night(("appointment", [appointment("2", "P2", date(2026, 1, 1))]))
    assert [found[2:] for found in set_aside(settings)] == [("O1|2", "one_cio_a_unit_a_day")]
    assert rows(settings, "SELECT appointment_id FROM records.appointment") == [("1",)]


def test_a_cio_reappointed_early_is_no_second_cio(settings: Settings, night: Any) -> None:
    night(("appointment", [appointment("1", "P1", date(2026, 1, 1), date(2026, 12, 31))]))
    night(("appointment", [appointment("2", "P1", date(2026, 12, 1))]))
    assert set_aside(settings) == []


def test_a_unit_closed_by_the_same_night_s_file_is_not_appraised_afterwards(settings: Settings, night: Any) -> None:
    appraisal = {"kind": "appraisal", "department_id": "D1", "due_on": date(2026, 9, 30)}
    night(("obligation", [{**appraisal, "obligation_id": "1"}]))
    closed = [{**unit, "valid_until": date(2026, 6, 30)} if unit["department_id"] == "D1" else unit for unit in UNITS]
    night(("obligation", [{**appraisal, "obligation_id": "2"}]), ("department", closed))
    assert [found[2:] for found in set_aside(settings)] == [("O1|2", "appraised_unit_stands")]


def test_a_later_attempt_is_compared_with_the_earlier_one_that_stands(settings: Settings, night: Any) -> None:
    review = {
        "project_id": "J1",
        "kind": "first_review",
        "event_id": "1",
        "attempt": 1,
        "occurred_on": date(2026, 6, 1),
    }
    second = {**review, "event_id": "2", "attempt": 2}
    night(("project", [{"project_id": "J1", "name": "项目", "department_id": "D1"}]), ("project_event", [review]))
    second["occurred_on"] = date(2026, 5, 31)
    night(("project_event", [second]))
    assert [found[2:] for found in set_aside(settings)] == [("O1|2", "attempts_in_order")]
    night(("project_event", [second, {**review, "occurred_on": date(2026, 5, 30)}]))
    assert len(set_aside(settings)) == 1


def test_rows_of_a_refused_file_exist_for_no_other_file_of_the_night(settings: Settings, night: Any) -> None:
    project = {"name": "项目", "department_id": "D1"}
    lost = [{**project, "project_id": f"X{number}", "department_id": "D9"} for number in range(20)]
    payment = {"payment_id": "1", "project_id": "J1", "planned_on": date(2026, 5, 1), "planned_amount": 1}
    first, second = night(("project", [{**project, "project_id": "J1"}, *lost]), ("project_payment", [payment]))
    assert (first.state, second.quarantined_count) == ("refused", 1)


def test_hours_of_a_day_count_over_all_that_stands(settings: Settings, night: Any) -> None:
    held = {"topic": "skills", "held_on": date(2026, 8, 15), "credit_hours": 20}
    night(("training_session", [{**held, "session_id": name} for name in ("S1", "S2")]))
    record = {"person_id": "P1", "attended": True, "credited_hours": 12}
    night(("training_record", [{**record, "record_id": "1", "session_id": "S1"}]))
    night(("training_record", [{**record, "record_id": "2", "session_id": "S2"}]))
    assert set_aside(settings) == []
    night(("training_record", [{**record, "record_id": "2", "session_id": "S2", "credited_hours": 12.5}]))
    assert [found[2:] for found in set_aside(settings)] == [("O1|2", "hours_of_a_day_fit_it")]
    assert rows(settings, "SELECT record_id, credited_hours FROM records.training_record ORDER BY 1") == [
        ("1", 12), ("2", 12),
    ]  # fmt: skip
