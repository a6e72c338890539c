"""Records of a real PostgreSQL: fetched whole or by what is new, taken in exactly once, none lost."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pipelines.fetch import raise_failed
from tests.fetch.payments import Payments

FIRST = "fetched/E001.finance/2026-10-01-0001.parquet"


def test_all_rows_come_with_their_exact_amounts_and_know_where_they_came_from(payments: Payments) -> None:
    payments.describe()
    done = payments.night()
    assert (done.outcome, done.file, done.row_count) == ("fetched", FIRST, 3)
    assert payments.known() == {"Z1": "100.10", "Z2": "200.20", "Z3": "300.30"}
    origin = "SELECT payment_id, source, source_file, source_row FROM history.project_payment INNER JOIN ingest.batch "
    assert payments.rows(origin + "USING (batch_id) ORDER BY ALL") == [
        ("Z1", "E001.finance", FIRST, 1),
        ("Z2", "E001.finance", FIRST, 2),
        ("Z3", "E001.finance", FIRST, 3),
    ]


def test_nothing_is_written_when_nothing_has_changed(payments: Payments) -> None:
    payments.describe()
    payments.night()
    again = payments.night()
    assert again.outcome == "unchanged"
    assert payments.files() == ["2026-10-01-0001.parquet"]
    assert payments.rows("SELECT count(*) FROM ingest.batch") == [(1,)]


def test_by_key_only_what_has_a_higher_number_comes(payments: Payments) -> None:
    payments.describe("{column: id, by: key, overlap: 0}")
    payments.night()
    assert payments.night().outcome == "nothing_new"
    payments.pay((4, "Z4", "400.40", None))
    done = payments.night()
    assert (done.since, done.until, done.row_count) == ("3", "4", 1)
    assert payments.in_file(done)["number"].to_list() == ["Z4"]
    assert payments.known() == {"Z1": "100.10", "Z2": "200.20", "Z3": "300.30", "Z4": "400.40"}


def test_a_number_that_is_committed_late_is_not_lost(payments: Payments) -> None:
    payments.describe("{column: id, by: key}")
    payments.pay((9, "Z9", "9.00", None))
    payments.night()
    payments.pay((8, "Z8", "8.00", None))
    payments.night()
    assert payments.known()["Z8"] == "8.00"


def test_by_date_a_corrected_old_row_comes_and_replaces_what_was_known(payments: Payments) -> None:
    payments.describe("{column: changed, by: date, overlap: 0}")
    payments.night()
    payments.database.execute("UPDATE payment SET planned = 111.11, changed = '2026-09-05 08:00+08' WHERE id = 1")
    done = payments.night()
    assert done.since == "2026-09-03 00:00:00+00:00"
    assert payments.in_file(done)["number"].to_list() == ["Z3", "Z1"]
    assert payments.known() == {"Z1": "111.11", "Z2": "200.20", "Z3": "300.30"}


def test_rows_of_the_very_moment_of_the_last_one_come_too(payments: Payments) -> None:
    payments.describe("{column: changed, by: date, overlap: 0}")
    payments.night()
    payments.pay((4, "Z4", "400.40", "2026-09-03 08:00+08"))
    payments.night()
    assert payments.known()["Z4"] == "400.40"


def test_a_row_without_a_date_is_never_passed_over(payments: Payments) -> None:
    payments.describe("{column: changed, by: date, overlap: 0}")
    payments.night()
    payments.pay((4, "Z4", "400.40", None))
    payments.night()
    assert payments.known()["Z4"] == "400.40"


def test_a_row_dated_in_the_future_hides_none_that_comes_after_it(payments: Payments) -> None:
    payments.describe("{column: changed, by: date, overlap: 0}")
    payments.pay((4, "Z4", "400.40", "2099-01-01 00:00+08"))
    payments.night()
    payments.pay((5, "Z5", "500.50", "2026-10-01 09:00+08"))
    done = payments.night()
    assert done.since == "2026-09-30"
    assert payments.known()["Z5"] == "500.50"


def test_a_deleted_row_of_a_snapshot_is_ended_and_of_an_upsert_it_stands(payments: Payments) -> None:
    payments.describe()
    payments.night()
    payments.database.execute("DELETE FROM payment WHERE id = 2")
    payments.night()
    assert list(payments.known()) == ["Z1", "Z2", "Z3"]
    payments.database.execute(
        "CREATE TABLE unit (org_id text, department_id text, name text, appraised boolean, valid_from date)",
        "INSERT INTO unit VALUES ('E001', 'D1', 'Finance', true, '2026-01-01'), "
        "('E001', 'D2', 'Legal', true, '2026-01-01')",
    )
    payments.describe(query="SELECT * FROM unit", feed="department")
    payments.night()
    payments.database.execute("DELETE FROM unit WHERE department_id = 'D2'")
    payments.night()
    assert payments.rows("SELECT department_id FROM records.department") == [("D1",)]
    payments.database.execute("DELETE FROM unit")
    failed = payments.fetch()
    assert failed.outcome == "failed"
    assert "a snapshot of nothing would end every record" in str(failed.error)
    assert payments.rows("SELECT department_id FROM records.department") == [("D1",)]


def test_an_empty_table_is_no_mistake_of_a_feed_that_brings_new_rows(payments: Payments) -> None:
    payments.database.execute("DELETE FROM payment")
    payments.describe("{column: id, by: key}")
    assert payments.night().outcome == "nothing_new"
    assert payments.files() == []
    assert payments.marks() == []


def test_values_keep_every_digit_and_times_are_those_of_shanghai(payments: Payments) -> None:
    payments.describe(
        query="SELECT 'E001' AS org, 'T' AS number, 'J' AS project, DATE '2026-03-05' AS due, "
        "12345678901234567890.120000::numeric AS planned, 1e-7::numeric AS paid, true AS audited, "
        "TIMESTAMPTZ '2026-03-05 20:00:00.5+00' AS zoned, TIMESTAMP '2026-03-05 20:00:00' AS plain, "
        "9223372036854775807 AS big, NULL::numeric AS nothing, '' AS empty, ' %d :a ''q'' ' AS odd, "
        "'6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid AS id"
    )
    assert payments.in_file(payments.fetch()).rows(named=True) == [
        {
            "org": "E001",
            "number": "T",
            "project": "J",
            "due": "2026-03-05",
            "planned": "12345678901234567890.120000",
            "paid": "0.0000001",
            "audited": "true",
            "zoned": "2026-03-06 04:00:00.500000",
            "plain": "2026-03-05 20:00:00",
            "big": "9223372036854775807",
            "nothing": None,
            "empty": "",
            "odd": " %d :a 'q' ",
            "id": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        }
    ]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("100.1::double precision", "is a floating-point number, which is not exact. CAST it AS NUMERIC"),
        ("'{\"a\": 1}'::jsonb", "holds a value of the type dict"),
        ("ARRAY[1, 2]", "holds a value of the type list"),
        ("'x'::bytea", "holds a value of the type bytes"),
        ("INTERVAL '1 day'", "holds a value of the type timedelta"),
    ],
)
def test_a_value_that_a_file_cannot_hold_exactly_is_refused_with_its_column(
    expression: str, said: str, payments: Payments
) -> None:
    payments.describe(query=f"SELECT org, number, project, due, {expression} AS planned, paid, audited FROM payment")
    failed = payments.fetch()
    assert 'the column "planned"' in str(failed.error)
    assert said in str(failed.error)
    assert payments.files() == []
    assert payments.marks() == []


def test_a_query_sees_one_state_of_the_database_and_comes_in_order_and_in_parts(
    payments: Payments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.fetch.database.CHUNK", 1000)
    payments.database.execute(
        "INSERT INTO payment (id, number, project, planned) "
        "SELECT n, 'L' || n, 'J1', n + 0.25 FROM generate_series(10000, 13499) AS n ORDER BY random()"
    )
    payments.describe("{column: id, by: key}")
    done = payments.fetch()
    frame = payments.in_file(done)
    assert done.row_count == frame.height == 3503
    assert frame["id"].cast(pl.Int64).is_sorted()
    assert frame["planned"][-1] == "13499.25"
    payments.institution.settings.incoming.joinpath(done.file).unlink()
    assert payments.fetch(everything=True, day=date(2026, 10, 2)).row_count == 3503


def test_the_session_may_not_write(payments: Payments) -> None:
    payments.database.execute("CREATE SEQUENCE counter")
    payments.describe(
        query="SELECT org, nextval('counter')::text AS number, project, due, planned, paid, audited FROM payment"
    )
    failed = payments.fetch()
    assert "read-only transaction" in str(failed.error)


def test_another_query_begins_anew(payments: Payments) -> None:
    payments.describe("{column: id, by: key, overlap: 0}", query=QUERY_OF_TWO)
    payments.night()
    payments.describe("{column: id, by: key, overlap: 0}")
    done = payments.night()
    assert done.since is None
    assert list(payments.known()) == ["Z1", "Z2", "Z3"]


def test_a_person_may_fetch_again_from_a_value_or_everything(payments: Payments) -> None:
    payments.describe("{column: id, by: key, overlap: 0}")
    payments.night()
    payments.database.execute("UPDATE payment SET planned = 222.22 WHERE id = 2")
    assert payments.fetch().outcome == "nothing_new"
    done = payments.fetch("1")
    assert (done.since, done.row_count) == ("1", 2)
    payments.institution.take_in()
    assert payments.known()["Z2"] == "222.22"
    payments.database.execute("UPDATE payment SET planned = 111.11 WHERE id = 1")
    payments.fetch(everything=True)
    payments.institution.take_in()
    assert payments.known()["Z1"] == "111.11"
    raise_failed([payments.fetch()])


QUERY_OF_TWO = "SELECT id, org, number, project, due, planned, paid, audited FROM payment WHERE id IN (2, 3)"
