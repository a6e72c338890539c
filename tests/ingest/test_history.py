"""History keeps every version: what is new opens one, what changes closes one, nothing is overwritten."""

from __future__ import annotations

from datetime import timedelta

import duckdb
import pytest

from pipelines.errors import CheckError
from pipelines.feeds import load_feeds
from pipelines.ingest.history import load_batch
from pipelines.ingest.views import create_incoming
from pipelines.warehouse import writer
from tests.ingest.institution import DEPARTMENTS, TRAINING, Institution


def units(*rows: str) -> str:
    return DEPARTMENTS + "".join(f"E1,{row},,,true,2026-01-01,\n" for row in rows)


def training(*rows: str) -> str:
    return TRAINING + "".join(f"E1,{row}\n" for row in rows)


HISTORY = "SELECT department_id, name, batch_id, closed_by_batch_id FROM history.department ORDER BY ALL"


def test_a_snapshot_opens_changes_keeps_and_closes(institution: Institution) -> None:
    institution.deliver("department.csv", units("D1,a", "D2,b", "D3,c"))
    institution.take_in()
    institution.deliver("department.csv", units("D4,d", "D2,B", "D1,a"))
    (loaded,) = institution.take_in()
    counts = (loaded.inserted_count, loaded.changed_count, loaded.unchanged_count, loaded.closed_count)
    assert counts == (1, 1, 1, 1)
    assert institution.rows(HISTORY) == [
        ("D1", "a", 1, None), ("D2", "B", 2, None), ("D2", "b", 1, 2), ("D3", "c", 1, 2), ("D4", "d", 2, None),
    ]  # fmt: skip


def test_records_are_read_as_of_a_batch(institution: Institution) -> None:
    for rows in (("D1,a", "D2,b"), ("D1,A",), ("D1,A", "D2,b")):
        institution.deliver("department.csv", units(*rows))
        institution.take_in()
    query = "SELECT list(department_id || name ORDER BY 1) FROM records.department"
    with duckdb.connect(str(institution.settings.warehouse)) as con:
        found = []
        for batch in (1, 2, 3, None):
            con.execute("SET VARIABLE as_of_batch = $batch", {"batch": batch})
            found.append(con.execute(query).fetchall()[0][0])
    assert found == [["D1a", "D2b"], ["D1A"], ["D1A", "D2b"], ["D1A", "D2b"]]


def test_a_quarantined_key_is_not_absent_from_a_snapshot(institution: Institution) -> None:
    institution.deliver("department.csv", units("D1,a", "D2,b", "D3,c"))
    institution.take_in()
    institution.deliver("department.csv", units("D1,a", "D2,"))
    institution.take_in()
    found = institution.rows("SELECT department_id FROM records.department ORDER BY 1")
    assert found == [("D1",), ("D2",)]
    institution.deliver("department.csv", units("D1,a", ",unreadable"))
    institution.take_in()
    assert institution.rows("SELECT department_id FROM records.department ORDER BY 1") == found


def test_a_snapshot_ends_nothing_of_other_sources_and_organisations(institution: Institution) -> None:
    institution.describe("{source: two, feed: department, files: two.csv}")
    institution.deliver("department.csv", units("D1,a") + "E2,D1,x,,,true,2026-01-01,\n")
    institution.deliver("two.csv", units("D9,z"))
    institution.take_in()
    institution.deliver("department.csv", units("D2,b"))
    institution.take_in()
    found = institution.rows("SELECT org_id, department_id FROM records.department ORDER BY ALL")
    assert found == [("E1", "D2"), ("E1", "D9"), ("E2", "D1")]


def test_an_upsert_keeps_what_it_does_not_bring(institution: Institution) -> None:
    institution.deliver("training_record_1.csv", training("R1,S1,P1,1,2,,", "R2,S1,P2,1,2,,"))
    institution.deliver("training_record_2.csv", training("R2,S1,P2,1,3,,", "R3,S1,P3,0,,,"))
    first, second = institution.take_in()
    assert (first.inserted_count, second.inserted_count, second.changed_count) == (2, 1, 1)
    found = institution.rows("SELECT record_id, credited_hours, batch_id FROM records.training_record ORDER BY 1")
    assert [(key, hours and int(hours), batch) for key, hours, batch in found] == [
        ("R1", 2, 1),
        ("R2", 3, 2),
        ("R3", None, 2),
    ]


def test_an_append_feed_takes_no_changes(institution: Institution, monkeypatch: pytest.MonkeyPatch) -> None:
    feeds = load_feeds()
    append = feeds["training_record"].model_copy(update={"delivery": "append"})
    monkeypatch.setitem(feeds, "training_record", append)
    institution.deliver("training_record_1.csv", training("R1,S1,P1,1,2,,", "R2,S1,P2,1,2,,"))
    institution.deliver("training_record_2.csv", training("R1,S1,P1,1,2,,", "R2,S1,P2,1,3,,", "R3,S1,P3,0,,,"))
    _, loaded = institution.take_in()
    assert (loaded.inserted_count, loaded.unchanged_count, loaded.quarantined_count) == (1, 1, 1)
    assert institution.quarantine() == [(3, "changed_in_append_feed", None, "E1|R2")]
    assert institution.rows("SELECT count(*) FROM history.training_record WHERE closed_by_batch_id > 0") == [(0,)]


def test_repeated_rows_and_repeated_keys(institution: Institution) -> None:
    rows = [
        "R1,S1,P1,1,2,,",
        "R2,S1,P2,1,2,,",
        "R1,S1,P1,1,2.0,,",
        "R2,S1,P2,1,3,,",
        "R3,S,P,1,1,,",
        "R3,S,P,1,x,,",
    ]
    institution.deliver("training_record.csv", training(*rows))
    institution.take_in()
    found = [row[:2] for row in institution.quarantine()]
    assert found == [
        (3, "repeated_key"),
        (4, "repeated_row"),
        (5, "repeated_key"),
        (6, "repeated_key"),
        (7, "not_a_number"),
    ]
    assert institution.rows("SELECT record_id, source_row FROM records.training_record") == [("R1", 2)]
    reasons = institution.rows("SELECT reason FROM ingest.quarantine WHERE source_row IN (3, 4) ORDER BY source_row")
    assert "rows 3, 5" in reasons[0][0]
    assert "the same as row 2" in reasons[1][0]


def test_a_later_correction_closes_the_quarantine(institution: Institution) -> None:
    institution.deliver("training_record.csv", training("R1,S1,P1,1,bad,,", "R2,S1,P2,1,worse,,"))
    institution.take_in()
    institution.deliver("correction/training_record.csv", training("R1,S1,P1,1,2,,"))
    institution.archive(institution.settings.incoming / "correction")
    institution.load()
    found = institution.rows("SELECT record_key, closed_by_batch_id FROM ingest.quarantine ORDER BY 1")
    assert found == [("E1|R1", 2), ("E1|R2", None)]


def test_the_same_file_changes_nothing_under_any_name(institution: Institution) -> None:
    institution.deliver("training_record.csv", training("R1,S1,P1,1,2,,"))
    institution.take_in()
    institution.deliver("training_record_copy.csv", training("R1,S1,P1,1,2,,"))
    assert [one.outcome for one in institution.archive()] == ["unchanged", "unchanged"]
    assert institution.load() == []


def test_a_return_to_an_earlier_state_is_news(institution: Institution) -> None:
    for name in ("a", "b", "a"):
        institution.deliver("department.csv", units(f"D1,{name}"))
        institution.take_in()
    institution.deliver("department_again.csv", units("D1,b"))
    institution.take_in()
    found = institution.rows("SELECT name, batch_id, closed_by_batch_id FROM history.department ORDER BY 2")
    assert found == [("a", 1, 2), ("b", 2, 3), ("a", 3, 4), ("b", 4, None)]
    archives = institution.rows("SELECT count(DISTINCT archive_file) FROM ingest.batch")
    assert archives == [(4,)]


@pytest.mark.parametrize("nights", [1, 3])
def test_a_return_to_an_earlier_state_under_a_new_name_is_news(institution: Institution, nights: int) -> None:
    for number, hours in enumerate((2, 3, 2)):
        institution.deliver(f"training_record_{number}.csv", training(f"R1,S1,P1,1,{hours},,"))
        if nights == 3:
            institution.take_in()
    institution.take_in()
    assert institution.rows("SELECT credited_hours, batch_id FROM records.training_record") == [(2, 3)]
    assert {one.outcome for one in institution.archive()} == {"unchanged"}


def test_a_file_refused_by_a_check_is_tried_again_when_other_data_has_come(institution: Institution) -> None:
    institution.deliver("training_record.csv", training("R1,S1,P1,1,2,,"))
    institution.archive()
    with writer(institution.settings) as con:
        con.execute("UPDATE ingest.batch SET state = 'refused', refusal = 'no session'")
    assert [one.message for one in institution.archive()] == ["no session"]
    institution.deliver("department.csv", units("D1,a"))
    institution.archive()
    institution.load()
    assert {one.feed: one.outcome for one in institution.archive()}["training_record"] == "archived"


def test_a_file_refused_by_a_check_is_tried_again_on_another_day_whose_dates_may_have_passed(
    institution: Institution,
) -> None:
    institution.deliver("training_record.csv", training("R1,S1,P1,1,2,,"))
    institution.archive()
    with writer(institution.settings) as con:
        con.execute("UPDATE ingest.batch SET state = 'refused', refusal = 'in the future'")
    assert [one.message for one in institution.archive()] == ["in the future"]
    today = institution.settings.current_date()
    following = Institution(institution.settings.model_copy(update={"today": today + timedelta(days=1)}))
    assert [one.outcome for one in following.archive()] == ["archived"]


def refused_once(institution: Institution) -> Institution:
    """What lies there is refused; the same institution on the following day."""
    institution.archive()
    with writer(institution.settings) as con:
        con.execute("UPDATE ingest.batch SET state = 'refused', refusal = 'in the future' WHERE state = 'archived'")
    today = institution.settings.current_date()
    return Institution(institution.settings.model_copy(update={"today": today + timedelta(days=1)}))


def test_a_file_accepted_late_leaves_what_came_since_as_it_is(institution: Institution) -> None:
    institution.deliver("training_record_a.csv", training("R1,S1,P1,1,2,,", "R2,S1,P2,1,2,,", "R3,S1,P3,1,2,,"))
    following = refused_once(institution)
    institution.deliver("training_record_b.csv", training("R1,S1,P1,1,3,,", "R3,S1,P3,1,2,,"))
    institution.archive(institution.settings.incoming / "training_record_b.csv")
    institution.load()
    (loaded,) = following.take_in()
    assert (loaded.inserted_count, loaded.changed_count, loaded.unchanged_count) == (1, 0, 1)
    hours = institution.rows("SELECT record_id, credited_hours, batch_id FROM records.training_record ORDER BY 1")
    assert hours == [("R1", 3, 2), ("R2", 2, 3), ("R3", 2, 2)]
    assert institution.quarantine()[-1:] == [(2, "older_than_what_stands", None, "E1|R1")]
    closed = institution.rows("SELECT reason, closed_by_batch_id FROM ingest.quarantine")
    assert closed == [("lies in a file that was refused as batch 1, and something newer has come since.", 3)]


def test_of_two_files_accepted_late_the_newer_one_stands(institution: Institution) -> None:
    institution.deliver("training_record_a.csv", training("R1,S1,P1,1,2,,", "R2,S1,P2,1,2,,"))
    institution = refused_once(institution)
    institution.deliver("training_record_b.csv", training("R1,S1,P1,1,3,,"))
    following = refused_once(institution)
    following.take_in()
    hours = following.rows("SELECT record_id, credited_hours FROM records.training_record ORDER BY 1")
    assert hours == [("R1", 3), ("R2", 2)]


def test_a_newer_file_that_only_confirmed_what_stands_is_newer_all_the_same(institution: Institution) -> None:
    institution.deliver("training_record.csv", training("R1,S1,P1,1,3,,", "R2,S1,P2,1,3,,"))
    institution.take_in()
    institution.deliver("training_record_a.csv", training("R1,S1,P1,1,2,,", "R2,S1,P2,1,2,,"))
    following = refused_once(institution)
    institution.deliver("training_record_b.csv", training("R1,S1,P1,1,3,,"))
    institution.archive(institution.settings.incoming / "training_record_b.csv")
    institution.load()
    following.take_in()
    hours = following.rows("SELECT record_id, credited_hours FROM records.training_record ORDER BY 1")
    assert hours == [("R1", 3), ("R2", 2)]
    assert following.quarantine()[-1:] == [(2, "older_than_what_stands", None, "E1|R1")]


def test_of_two_snapshots_accepted_late_the_newer_one_stands(institution: Institution) -> None:
    institution.deliver("department_a.csv", units("D1,a", "D2,a"))
    institution = refused_once(institution)
    institution.deliver("department_b.csv", units("D1,b"))
    following = refused_once(institution)
    following.take_in()
    assert following.rows("SELECT department_id, name FROM records.department ORDER BY 1") == [("D1", "b")]


def test_a_snapshot_accepted_late_neither_brings_back_nor_closes_what_a_later_one_told(
    institution: Institution,
) -> None:
    institution.deliver("department_a.csv", units("D1,a", "D2,a"))
    following = refused_once(institution)
    institution.deliver("department_b.csv", units("D1,b", "D3,b"))
    institution.archive(institution.settings.incoming / "department_b.csv")
    institution.load()
    (loaded,) = following.take_in()
    assert (loaded.inserted_count, loaded.changed_count, loaded.closed_count) == (0, 0, 0)
    stands = institution.rows("SELECT department_id, name FROM records.department ORDER BY 1")
    assert stands == [("D1", "b"), ("D3", "b")]
    assert [row[1] for row in institution.quarantine()] == ["older_than_what_stands"] * 2


def test_old_content_under_a_name_that_held_other_content_since_is_news(institution: Institution) -> None:
    institution.deliver("training_record.csv", training("R1,S1,P1,1,2,,"))
    following = refused_once(institution)
    institution.deliver("training_record.csv", training("R1,S1,P1,1,3,,"))
    institution.take_in()
    institution.deliver("training_record.csv", training("R1,S1,P1,1,2,,"))
    following.take_in()
    assert institution.rows("SELECT credited_hours, batch_id FROM records.training_record") == [(2, 3)]


def test_batches_are_loaded_in_order(institution: Institution) -> None:
    institution.deliver("department.csv", units("D1,a"))
    institution.deliver("training_record.csv", training("R1,S1,P1,1,2,,"))
    institution.archive()
    with writer(institution.settings) as con:
        con.execute("UPDATE ingest.batch SET state = 'validated' WHERE batch_id = 2")
        with pytest.raises(CheckError, match="batch 1 comes first"):
            load_batch(con, 2)


def test_checks_see_what_came_the_same_night(institution: Institution) -> None:
    institution.deliver("department.csv", units("D1,a"))
    institution.take_in()
    institution.deliver("department_more.csv", units("D1,a", "D2,b", "D3,"))
    institution.archive()
    with writer(institution.settings) as con:
        create_incoming(con)
        known = con.execute("SELECT department_id FROM known.department ORDER BY 1").fetchall()
        coming = con.execute("SELECT department_id, batch_id, source_row FROM incoming.department").fetchall()
    assert known == [("D1",), ("D1",), ("D2",)]
    assert coming == [("D1", 2, 2), ("D2", 2, 3)]
