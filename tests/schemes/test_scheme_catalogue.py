"""The catalogue is whole: all metrics and clauses, named in both languages, referring to what exists."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from pipelines.errors import RuleError
from pipelines.feeds import load_feeds
from pipelines.schemes import load_catalogue
from pipelines.schemes.catalogue import Catalogue

# Codes of facts for gates and recommendations, for alerts, of the general part, and of the federal example.
OTHER = re.compile(r"(G|A|X|GEN)\d+")
FROM_RESULTS = ("unit_scores", "commendation_candidate")
METRIC = """metrics:
  - id: {id}
    code: {code}
    title: {{zh: 指标, en: Metric}}
    definition: {{zh: 甲 / 乙, en: a / b}}
    unit: "%"
    better: higher
    value: ratio
    scale: 100
    feeds: [project]
    evidence: null
"""


def test_all_metrics_of_the_rules_are_there(catalogue: Catalogue) -> None:
    of_the_rules = [metric for metric in catalogue.metrics.values() if not OTHER.fullmatch(metric.code)]
    assert len(of_the_rules) == 112


def test_all_clauses_of_the_five_documents_are_there(catalogue: Catalogue) -> None:
    found = Counter(clause.document_id for clause in catalogue.clauses.values())
    assert found == {"S0": 37, "S1": 35, "S2": 45, "S3": 40, "S4": 18}


def test_a_document_has_one_title_and_its_clauses_carry_its_id(catalogue: Catalogue) -> None:
    titles = {(clause.document_id, clause.document_title) for clause in catalogue.clauses.values()}
    assert len(titles) == 5
    assert all(clause.clause_id.startswith(clause.document_id) for clause in catalogue.clauses.values())


def test_a_percentage_is_scaled_by_100_and_a_total_never(catalogue: Catalogue) -> None:
    for metric in catalogue.metrics.values():
        if metric.unit == "%":
            assert (metric.value, metric.scale) == ("ratio", 100), metric.id
        if metric.value == "total":
            assert metric.scale == 1, metric.id


def test_every_metric_but_the_candidate_has_a_query_and_reads_feeds_that_exist(catalogue: Catalogue) -> None:
    for metric in catalogue.metrics.values():
        assert bool(metric.evidence) == (metric.id != "commendation_candidate"), metric.id
        assert bool(metric.feeds) == (metric.id not in FROM_RESULTS), metric.id
        assert set(metric.feeds) <= load_feeds().keys(), metric.id


def own_metrics(folder: Path, text: str) -> Path:
    """An institution's own file of metrics."""
    file = folder / "metrics" / "own.yaml"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return file


def test_an_institution_adds_metrics_of_its_own(tmp_path: Path) -> None:
    own_metrics(tmp_path, METRIC.format(id="own_metric", code="OWN01"))
    assert load_catalogue(tmp_path).metrics["own_metric"].scale == 100


@pytest.mark.parametrize(("metric_id", "code"), [("projects_on_time", "OWN01"), ("own_metric", "PRJ01")])
def test_an_id_or_code_that_is_taken_is_refused(tmp_path: Path, metric_id: str, code: str) -> None:
    file = own_metrics(tmp_path, METRIC.format(id=metric_id, code=code))
    with pytest.raises(RuleError, match="already defined") as raised:
        load_catalogue(tmp_path)
    assert (raised.value.file, raised.value.line) == (file, 2)


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ("S0-27,S0,t,q,m", 'the clause "S0-27" stands twice.'),
        ("Z1,Z,t,,m", "a row with a missing text."),
        ('Z1,Z,t,"q" q,m', "not readable as CSV: ',' expected after '\"'."),
    ],
)
def test_a_clause_that_is_taken_or_incomplete_is_refused(tmp_path: Path, rows: str, what: str) -> None:
    file = tmp_path / "clauses.csv"
    file.write_text(f"clause_id,document_id,document_title,quote_zh,meaning_en\n{rows}\n", encoding="utf-8")
    with pytest.raises(RuleError) as raised:
        load_catalogue(tmp_path)
    assert (raised.value.what, raised.value.file, raised.value.line) == (what, file, 2)


def test_clauses_in_another_encoding_are_refused(tmp_path: Path) -> None:
    (tmp_path / "clauses.csv").write_bytes("clause_id,条款\n".encode("gb18030"))
    with pytest.raises(RuleError, match=r"clauses.csv: not readable as text.\n *Save it as UTF-8 text"):
        load_catalogue(tmp_path)
