"""What goes wrong with a database: what may pass is told apart from what will not, and no password is shown."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipelines import steps
from pipelines.errors import FetchError, InputError, RuleError, UnknownSubjectError, UserError
from pipelines.fetch import fetch_new, raise_failed
from tests.fetch.payments import Payments
from tests.services.postgres import free_port

NO_NUMBER = "SELECT id, org, project, due, planned, paid, audited FROM payment"


def connection(payments: Payments, monkeypatch: pytest.MonkeyPatch, **others: Any) -> None:
    """The connection `finance` leads elsewhere."""
    monkeypatch.setenv("AIRFLOW_CONN_FINANCE", replace(payments.database, **others).url("postgres"))


def test_a_database_that_is_down_may_be_tried_again_and_nothing_is_lost(
    payments: Payments, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = payments.describe("{column: id, by: key}")
    connection(payments, monkeypatch, port=free_port())
    with pytest.raises(FetchError) as told:
        steps.fetch(payments.institution.settings)
    assert str(told.value).startswith(f'{file}: the database of the connection "finance" cannot be reached or read: ')
    assert "Connection refused" in str(told.value)
    assert told.value.exit_code == 19
    connection(payments, monkeypatch)
    payments.night()
    assert list(payments.known()) == ["Z1", "Z2", "Z3"]


def test_a_server_that_does_not_answer_may_be_tried_again(payments: Payments, monkeypatch: pytest.MonkeyPatch) -> None:
    payments.describe()
    monkeypatch.setitem(
        __import__("pipelines.fetch.database", fromlist=["POSTGRESQL"]).POSTGRESQL, "connect_timeout", 2
    )
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        connection(payments, monkeypatch, port=silent.getsockname()[1])
        assert isinstance(payments.fetch().error, FetchError)


def test_a_line_that_breaks_while_rows_are_read_leaves_nothing_and_may_be_tried_again(payments: Payments) -> None:
    cut = "CASE WHEN id = 2 THEN pg_terminate_backend(pg_backend_pid())::text END AS cut"
    payments.describe("{column: id, by: key}", query=f"SELECT payment.*, {cut} FROM payment")
    failed = payments.fetch()
    assert isinstance(failed.error, FetchError), failed
    assert "terminating connection" in str(failed.error)
    assert payments.files() == []
    assert payments.marks() == []


def test_a_wrong_password_fails_at_once_and_is_not_shown(
    payments: Payments, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = payments.describe()
    connection(payments, monkeypatch, password="quite-another-secret")
    with pytest.raises(RuleError) as told:
        steps.fetch(payments.institution.settings)
    said = str(told.value)
    assert said.startswith(f'{file}: the database of the connection "finance" refuses: ')
    assert 'password authentication failed for user "appraise"' in said
    assert "quite-another-secret" not in said + repr(told.value.__cause__) + str(capsys.readouterr())


def lacks(statement: str) -> Callable[[Payments], None]:
    return lambda payments: payments.database.execute(statement)


@pytest.mark.parametrize(
    ("query", "before", "said"),
    [
        ("SELECT * FROM paymint", "", 'relation "paymint" does not exist'),
        ("SELECT idd FROM payment", "", 'column "idd" does not exist'),
        ("SELECT 1 / 0 AS id FROM payment", "", "division by zero"),
        ("SELECT * FROM payment", "REVOKE ALL ON payment FROM reader", "permission denied for table payment"),
        (NO_NUMBER, "", 'there is no column "number" (field payment_id). Found: id, org, project'),
        ("SELECT id, org, number, project, planned, paid, audited FROM payment", "", 'no column "due"'),
        ("SELECT p.*, p.org AS org FROM payment AS p", "", 'two columns are called "org"'),
        ("SELECT p.*, 1 AS source_row FROM payment AS p", "", '"source_row" is the name of our own column'),
        ("SELECT org, number, project, due, planned, paid, audited FROM payment", "", 'has no column "id"'),
    ],
)
def test_what_will_not_pass_fails_at_once_with_what_the_database_says(
    query: str, before: str, said: str, payments: Payments, monkeypatch: pytest.MonkeyPatch
) -> None:
    payments.database.execute(
        "DO $$ BEGIN CREATE ROLE reader LOGIN PASSWORD 'reads-only'; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "GRANT SELECT ON payment TO reader",
        *([before] if before else []),
    )
    connection(payments, monkeypatch, user="reader", password="reads-only")
    file = payments.describe("{column: id, by: key}", query=query)
    failed = payments.fetch()
    assert type(failed.error) is RuleError
    assert said in str(failed.error)
    assert str(failed.error).startswith(f"{file}: ")
    assert failed.error.do
    assert payments.files() == []


def test_a_database_that_is_not_there_fails_at_once(payments: Payments, monkeypatch: pytest.MonkeyPatch) -> None:
    payments.describe()
    connection(payments, monkeypatch, database="nowhere")
    error = payments.fetch().error
    assert type(error) is RuleError
    assert 'database "nowhere" does not exist' in str(error)


def test_one_source_that_fails_stops_no_other_and_all_are_told(
    payments: Payments, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = payments.describe("{column: id, by: key}")
    text = good.read_text(encoding="utf-8")
    for name, port in (("broken", payments.database.port), ("away", free_port())):
        address = replace(payments.database, port=port).url("postgres")
        monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}", address)
        changed = text.replace("E001.finance", name).replace("connection: finance", f"connection: {name}")
        good.with_name(f"{name}.yaml").write_text(changed.replace("FROM payment", "FROM nothing"), encoding="utf-8")
    done = fetch_new(payments.institution.settings)
    assert {one.source: one.outcome for one in done} == {
        "E001.finance": "fetched",
        "away": "failed",
        "broken": "failed",
    }
    with pytest.raises(FetchError, match=r"2 of 3 could not be fetched; the others are\.") as told:
        raise_failed(done)
    assert 'relation "nothing" does not exist' in str(told.value)
    assert "Connection refused" in str(told.value)


def test_a_refused_file_is_fetched_again_from_where_it_began_and_never_brings_back_what_it_held(
    payments: Payments,
) -> None:
    payments.describe("{column: id, by: key, overlap: 0}")
    payments.night()
    payments.pay((4, "Z4", "400.40", None), (5, "Z5", "500.50", None))
    done = payments.fetch()
    refuse(payments, payments.institution.settings.incoming / done.file)
    payments.database.execute("UPDATE payment SET planned = 444.44 WHERE id = 4")
    payments.pay((6, "Z6", "600.60", None))
    again = payments.night()
    assert (again.since, again.again, again.row_count) == ("3", done.file, 3)
    assert payments.known()["Z4"] == "444.44"
    assert payments.files() == [
        "2026-10-01-0001.parquet",
        "2026-10-01-0002.parquet.superseded",
        "2026-10-01-0003.parquet",
    ]
    steps.report_refusals(payments.institution.settings)
    assert payments.night().outcome == "nothing_new"


def refuse(payments: Payments, file: Path) -> None:
    """A file whose batch a check refused."""
    payments.institution.archive(file)
    payments.rows("UPDATE ingest.batch SET state = 'refused', refusal = 'too many are wrong' WHERE state = 'archived'")
    with pytest.raises(InputError, match="too many are wrong"):
        steps.report_refusals(payments.institution.settings)


def test_rows_in_quarantine_come_again_until_they_are_corrected(payments: Payments) -> None:
    payments.describe("{column: id, by: key, overlap: 0}")
    payments.night()
    payments.database.execute("INSERT INTO payment (id, number, project, planned) VALUES (4, 'Z4', NULL, 400.40)")
    payments.night()
    assert "Z4" not in payments.known()
    payments.pay((5, "Z5", "500.50", None))
    assert payments.night().since == "3"
    payments.database.execute("UPDATE payment SET project = 'J1' WHERE id = 4")
    payments.night()
    assert payments.known()["Z4"] == "400.40"
    assert payments.rows("SELECT count(*) FROM ingest.quarantine WHERE closed_by_batch_id IS NULL") == [(0,)]
    assert payments.night().outcome == "nothing_new"


def test_a_file_that_went_away_before_it_was_taken_in_is_fetched_again(payments: Payments) -> None:
    payments.describe("{column: id, by: key, overlap: 0}")
    done = payments.fetch()
    (payments.institution.settings.incoming / done.file).unlink()
    again = payments.night()
    assert again.again == done.file
    assert again.file == "fetched/E001.finance/2026-10-01-0002.parquet"
    assert list(payments.known()) == ["Z1", "Z2", "Z3"]


@pytest.mark.parametrize(
    ("names", "since", "error", "said"),
    [
        (["E001.finanse"], None, UnknownSubjectError, 'Did you mean "E001.finance"'),
        ([], "3", None, ""),
        (["E001.finance"], "three", UserError, '"three" is no value of "id"'),
    ],
)
def test_what_a_person_asks_for_wrongly_is_refused(
    names: list[str], since: str | None, error: type[UserError] | None, said: str, payments: Payments
) -> None:
    payments.describe("{column: id, by: key}")
    if error is None:
        assert fetch_new(payments.institution.settings, names, since)[0].since == since
        return
    with pytest.raises(error, match=said):
        fetch_new(payments.institution.settings, names, since)


def test_a_value_to_begin_from_needs_a_source_that_knows_one(payments: Payments) -> None:
    payments.describe()
    with pytest.raises(UserError, match="belongs to one source that is fetched incrementally"):
        fetch_new(payments.institution.settings, ["E001.finance"], "3")
