"""What a person sees of a DAG on Airflow's page, and that its file holds order and schedule only."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import PeriodError, UserError
from pipelines.period import parse_period
from pipelines.settings import PROJECT_DIR

FILES = sorted((PROJECT_DIR / "dags").glob("*.py"))
CHINESE, ENGLISH = re.compile("[一-鿿]"), re.compile(r"[A-Za-z]{2,} [a-z]+|[A-Z][a-z]+")
LOGIC = (
    *(ast.If, ast.IfExp, ast.For, ast.While, ast.Try, ast.With, ast.Match, ast.Lambda, ast.ListComp, ast.DictComp),
    *(ast.GeneratorExp, ast.SetComp, ast.ClassDef, ast.BinOp, ast.Compare, ast.JoinedStr),
)
ORDERING = (ast.RShift, ast.LShift)
MOST_LINES = 120


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_dag_file_holds_order_and_schedule_only(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    # `a >> b` orders tasks; `x is not None` says that Airflow fills an argument in.
    tests = {node.test for node in ast.walk(tree) if isinstance(node, ast.Assert)}
    found = [
        type(node).__name__
        for node in ast.walk(tree)
        if isinstance(node, LOGIC)
        and node not in tests
        and not (isinstance(node, ast.BinOp) and (isinstance(node.op, (*ORDERING, ast.BitOr))))
    ]
    assert found == []
    assert len(text.splitlines()) <= MOST_LINES
    assert [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in {"open", "duckdb"}] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_page_names_and_explains_a_dag_in_chinese_and_english(file: Path, load_dag: Callable[[str], Any]) -> None:
    from airflow.sdk.definitions.timetables.simple import NullTimetable

    dag = load_dag(file.stem)
    assert dag.dag_id in dag.dag_display_name
    assert CHINESE.search(dag.dag_display_name)
    assert CHINESE.search(dag.doc_md)
    assert ENGLISH.search(dag.doc_md)
    assert "appraisal" in dag.tags
    assert ("repair" in dag.tags) == isinstance(dag.timetable, NullTimetable)
    assert {task.owner for task in dag.tasks} == {"appraisal"}


@pytest.mark.parametrize("dag_id", ["nightly", "quarterly", "yearly", "confirmation"])
def test_what_lateness_is_counted_from_is_known_to_airflow_and_keeps_no_task_from_being_cleared(
    dag_id: str, load_dag: Callable[[str], Any]
) -> None:
    from airflow.serialization.decoders import decode_deadline_reference
    from airflow.serialization.encoders import encode_deadline_reference

    declared = load_dag(dag_id).deadline
    alerts = declared if isinstance(declared, list) else [declared]
    found = [encode_deadline_reference(alert.reference) for alert in alerts]
    # Clearing a task of a run with this one fails in Airflow 3.3.
    assert "DagRunQueuedAtDeadline" not in {one["reference_type"] for one in found}
    now = datetime.now(UTC)
    for one in found:
        reference = decode_deadline_reference(one)
        if dag_id != "nightly":
            since = reference.evaluate_with(session=None, interval=timedelta(hours=1), dag_id=dag_id, run_id="r")
            assert timedelta(minutes=59) < since - now < timedelta(minutes=61)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_parameter_has_a_type_a_title_and_help_in_both_languages(
    file: Path, load_dag: Callable[[str], Any]
) -> None:
    dag = load_dag(file.stem)
    for name, param in dag.params.items():
        assert "type" in param.schema, name
        for said in (param.schema["title"], param.description):
            assert CHINESE.search(said), name
            assert ENGLISH.search(said), name


OF_A_PERIOD = {"period": ["null", "string"], "org": ["null", "string"], "day": ["null", "string"], "lang": "string"}
SCHEMAS = {
    "fetch": {
        "sources": ["null", "array"], "since": ["null", "string"], "everything": "boolean", "lang": "string",
    },
    "reload": {"day": ["null", "string"], "paths": ["null", "array"], "lang": "string"},
    "recompute": {"period": "string", "org": ["null", "string"], "as_of": ["null", "string"], "lang": "string"},
    "backfill": {"periods": "array", "org": ["null", "string"], "as_of": ["null", "string"], "lang": "string"},
    "restatement": {"revised": "string", "subject": ["null", "string"], "rows": "integer", "lang": "string"},
    "simulate": {
        "schemes": "array", "periods": "array", "org": ["null", "string"], "as_if_in_force": "boolean",
        "lang": "string",
    },
    "verify": {"run": "string", "lang": "string"},
    "rebuild": {"confirm": "string", "lang": "string"},
    "publish": {"run": "string", "lang": "string"},
    "quarterly": OF_A_PERIOD,
    "yearly": OF_A_PERIOD,
    "nightly": {"day": ["null", "string"]},
    "confirmation": {"run": ["null", "string"], "day": ["null", "string"], "lang": "string"},
}  # fmt: skip
# Filled in on the form; everything else must be given or may be left out.
PRESET = {"lang", "rows", "as_if_in_force", "confirm", "everything"}


@pytest.mark.parametrize("dag_id", SCHEMAS)
def test_the_form_asks_for_exactly_what_the_command_takes(dag_id: str, load_dag: Callable[[str], Any]) -> None:
    dag = load_dag(dag_id)
    assert {name: param.schema["type"] for name, param in dag.params.items()} == SCHEMAS[dag_id]
    required = {name for name, kind in SCHEMAS[dag_id].items() if "null" not in kind} - PRESET
    assert {
        name for name, param in dag.params.items() if not param.has_value and "null" not in param.schema["type"]
    } == (required)


@pytest.mark.parametrize(
    "text", ["2026", "2026Q3", "2026H1", "2026-01-01..2026-09-30", "2026Q5", "2026h1", "26", "2026Q3 ", "20260101", ""]
)
def test_the_form_takes_a_period_where_the_command_does(text: str, airflow_environment: None) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    from pipelines.orchestration.parameters import period

    try:
        parse_period(text)
    except PeriodError:
        with pytest.raises(ParamValidationError):
            period().resolve(text)
    else:
        assert period().resolve(text) == text


def test_a_parameter_that_is_misspelt_is_refused(load_dag: Callable[[str], Any]) -> None:
    from pipelines.orchestration.parameters import given

    context = {"dag": load_dag("recompute"), "params": {"period": "2026", "orgg": "E001"}}
    with pytest.raises(UserError, match=r'There is no parameter "orgg"\.\s+Did you mean "org"\?'):
        given(context)
