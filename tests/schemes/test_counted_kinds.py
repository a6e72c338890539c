"""How records of shared feeds come to metrics: the catalogue says it, `compiled.counted_kind` holds it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import duckdb
import pytest

from pipelines.errors import RuleError
from pipelines.feeds import load_feeds
from pipelines.schemes import load_catalogue
from pipelines.schemes.catalogue import Catalogue, store_catalogue
from pipelines.schemes.counted import NUMBERS, QUERIES, SHARED_FEEDS, Counting
from pipelines.warehouse import SQL_DIR, prepare

METRIC = {
    "id": "own_metric", "code": "OWN01", "title": "{zh: 指标, en: Metric}", "definition": "{zh: 甲 / 乙, en: a / b}",
    "unit": '"%"', "better": "higher", "value": "ratio", "scale": "100", "feeds": "[obligation]", "kinds": "[own_kind]",
    "counting": "on_time", "evidence": "obligation",
}  # fmt: skip


def stored(con: duckdb.DuckDBPyConnection) -> set[tuple[object, ...]]:
    return set(con.execute("SELECT metric_id, feed, kind, counting, list_size FROM compiled.counted_kind").fetchall())


def write_own(folder: Path, given: dict[str, str]) -> Path:
    """An institution's own metric, the keys of METRIC or others in their place."""
    file = folder / "metrics" / "own.yaml"
    file.parent.mkdir()
    lines = "\n    ".join(f"{key}: {value}" for key, value in (METRIC | given).items())
    file.write_text(f"metrics:\n  - {lines}\n", encoding="utf-8")
    return file


def test_a_metric_is_counted_by_a_shared_query_exactly_when_it_says_how(catalogue: Catalogue) -> None:
    for metric in catalogue.metrics.values():
        assert (metric.counting is None) == (metric.evidence not in QUERIES), metric.id


def test_every_counting_belongs_to_a_query_that_names_it() -> None:
    assert {counting for query in QUERIES.values() for counting in query.countings} == set(get_args(Counting))
    for name, query in QUERIES.items():
        text = (SQL_DIR / "evidence" / f"{name}.sql").read_text(encoding="utf-8")
        assert f"kinds.feed = '{query.feed}'" in text, name
        assert [one for one in query.countings if f"'{one}'" not in text] == [], name
        for number in [number for counting in query.countings for number in NUMBERS.get(counting, ())]:
            assert f"'{number}'" in text, name


def test_every_kind_a_metric_takes_is_one_its_feed_knows(catalogue: Catalogue) -> None:
    for feed in SHARED_FEEDS:
        known = next(field.codes for field in load_feeds()[feed].fields if field.name == "kind")
        taken = {row[2] for metric in catalogue.metrics.values() for row in metric.counted_rows if row[1] == feed}
        assert taken
        assert taken <= set(known or ()), feed


def test_the_kinds_of_the_catalogue_are_stored_and_a_kind_taken_out_counts_no_more(catalogue: Catalogue) -> None:
    con = duckdb.connect()
    prepare(con)
    store_catalogue(con, catalogue)
    store_catalogue(con, catalogue)
    assert con.execute("SELECT count(*) FROM compiled.counted_kind").fetchall() == [(len(stored(con)),)]
    assert ("plan_tasks_on_time", "obligation", "strategic_plan_task", "on_time", None) in stored(con)
    assert ("plan_tasks_on_time", "obligation", "annual_plan_task", "on_time", None) in stored(con)
    assert ("five_unities_met", "checklist_item", "five_unities", "all_of_subject", 5) in stored(con)
    changed = catalogue.metrics["plan_tasks_on_time"].model_copy(update={"kinds": ("annual_plan_task",)})
    store_catalogue(con, replace(catalogue, metrics={**catalogue.metrics, changed.id: changed}))
    assert ("plan_tasks_on_time", "obligation", "strategic_plan_task", "on_time", None) not in stored(con)
    con.close()


def test_an_institution_counts_a_kind_of_its_own_without_a_query_of_its_own(tmp_path: Path) -> None:
    write_own(tmp_path, {})
    metric = load_catalogue(tmp_path).metrics["own_metric"]
    assert metric.counted_rows == [("own_metric", "obligation", "own_kind", "on_time", None)]


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"evidence": "checklist"}, 'counting on_time is served by the evidence query obligation, not by "checklist"'),
        ({"counting": "mean_by_subject"}, "served by the evidence query obligation_subject or measurement_subject"),
        ({"evidence": "null"}, "counting on_time is served by the evidence query obligation."),
        ({"feeds": "[obligation, project]"}, "the evidence query obligation reads the feed obligation and no other"),
        ({"kinds": "[]"}, "counting on_time needs the kinds of record, each once"),
        ({"kinds": "[a, a]"}, "counting on_time needs the kinds of record, each once"),
        ({"counting": "overlong", "value": "total", "scale": "1"}, "needs the parameters secondment_months"),
        ({"counting": "overlong", "parameters": "[secondment_months]"}, "counting overlong gives a total"),
        ({"list_size": "4"}, "counting on_time knows no list_size"),
    ],
)
def test_a_counting_that_cannot_be_done_as_said_is_refused(tmp_path: Path, given: dict[str, str], what: str) -> None:
    file = write_own(tmp_path, given)
    with pytest.raises(RuleError) as raised:
        load_catalogue(tmp_path)
    assert what in raised.value.what
    assert (raised.value.file, raised.value.line) == (file, 2)
