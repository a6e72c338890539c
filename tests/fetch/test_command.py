"""`appraise fetch` and `appraise check` on a source of a database, typed as a person would."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest
from typer.testing import CliRunner, Result

from pipelines.cli.main import app
from pipelines.errors import RuleError, UserError
from tests.fetch.payments import QUERY, Payments
from tests.services.postgres import PASSWORD


def typed(payments: Payments, *words: str) -> Result:
    settings = payments.institution.settings
    return CliRunner().invoke(app, [*words, "--home", str(settings.home), "--project", str(settings.project)])


def test_fetching_shows_what_came_of_each_source(payments: Payments) -> None:
    payments.describe("{column: id, by: key, overlap: 0}")
    first = typed(payments, "fetch", "--lang", "zh")
    assert first.exit_code == 0, first.output
    assert "本次提取至收件箱" in first.output
    assert "已提取" in first.output
    assert "fetched/E001.finance/" in first.output
    payments.pay((4, "Z4", "400.40", None))
    second = json.loads(typed(payments, "fetch", "E001.finance", "--json").stdout)
    assert [(one["outcome"], one["row_count"], one["since"], one["until"]) for one in second] == [
        ("fetched", 1, "3", "4")
    ]
    again = json.loads(typed(payments, "fetch", "E001.finance", "--from", "1", "--json").stdout)
    assert again[0]["row_count"] == 3
    everything = json.loads(typed(payments, "fetch", "--all", "--json").stdout)
    assert (everything[0]["since"], everything[0]["row_count"]) == (None, 4)


def test_from_and_all_contradict_each_other(payments: Payments) -> None:
    payments.describe()
    done = typed(payments, "fetch", "--from", "1", "--all")
    assert isinstance(done.exception, UserError)
    assert "contradict each other" in str(done.exception)


def test_a_query_is_tried_where_its_connection_is_at_hand(payments: Payments, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "airflow.sdk", raising=False)  # a command does not run inside Airflow
    file = payments.describe()
    tried = typed(payments, "check", str(file))
    assert tried.exit_code == 0, tried.output
    assert "nothing wrong" in tried.output
    payments.describe(query=QUERY.replace("number, ", ""))
    wrong = typed(payments, "check", str(file))
    assert isinstance(wrong.exception, RuleError)
    assert 'there is no column "number"' in str(wrong.exception)
    monkeypatch.setenv("AIRFLOW_CONN_FINANCE", replace(payments.database, database="nowhere").url("postgres"))
    refused = typed(payments, "check", str(file))
    assert 'database "nowhere" does not exist' in str(refused.exception)
    assert PASSWORD not in str(refused.exception) + refused.output
    monkeypatch.delenv("AIRFLOW_CONN_FINANCE")
    read_only = typed(payments, "check", str(file))
    assert read_only.exit_code == 0
    assert "E001.finance: its connection is not at hand, so the query was read and not run." in read_only.output
