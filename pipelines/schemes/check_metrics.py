"""The metrics a scheme names, wherever it names them: known, with records and a query to count them, and in place."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipelines.errors import RuleError
from pipelines.feeds import load_feeds
from pipelines.schemes.catalogue import Catalogue, Metric, MetricsFile
from pipelines.schemes.named import NamedMetric, metrics_named
from pipelines.schemes.scheme_file import SchemeFile
from pipelines.warehouse import SQL_DIR
from pipelines.yaml_file import did_you_mean, read_model

UNIT_SCORES, UNIT_SCORE_QUERY = "unit_scores", "unit_score"  # counted from the results of units, not from records


def check_metrics(loaded: SchemeFile, catalogue: Catalogue) -> None:
    """Raises RuleError, at the place that names it, for the first metric that cannot be used there."""
    for named in metrics_named(loaded.scheme):
        if named.metric not in catalogue.metrics:
            do = did_you_mean(named.metric, catalogue.metrics)
            raise loaded.error(f'the metric "{named.metric}" is not in metrics/.', do, *named.where)
        metric = catalogue.metrics[named.metric]
        check_records(loaded, named, metric)
        check_place(loaded, named, metric)


def check_records(loaded: SchemeFile, named: NamedMetric, metric: Metric) -> None:
    """Its feeds and its query exist; without a query it must be switched off."""
    if wrong := unknown_part(metric):
        what, do = wrong
        raise loaded.error(what, f"{do} Correct it in metrics/.", *named.where)
    if metric.evidence is None and named.off is None:
        off = {"indicator": "disabled: {reason: ...}", "gate": "enabled: false"}.get(named.use)
        do = f"Give it an `evidence` in metrics/, or write `{off}`." if off else "Give it an `evidence` in metrics/."
        raise loaded.error(f'no query counts the metric "{metric.id}".', do, *named.where)


def unknown_part(metric: Metric) -> tuple[str, str] | None:
    """(what, what to do) where a metric names a feed or an evidence query that does not exist."""
    for feed in metric.feeds:
        if feed not in load_feeds():
            what = f'the metric "{metric.id}" needs the feed "{feed}", which does not exist.'
            return what, did_you_mean(feed, load_feeds())
    if metric.evidence is not None and metric.evidence not in queries():
        what = f'the metric "{metric.id}" is counted by the evidence query "{metric.evidence}", which does not exist.'
        return what, did_you_mean(metric.evidence, queries())
    return None


@cache
def queries() -> frozenset[str]:
    """The queries that count metrics: the files of `sql/evidence`, and the one that reads results."""
    return frozenset({file.stem for file in (SQL_DIR / "evidence").glob("*.sql")} | {UNIT_SCORE_QUERY})


def check_metrics_file(file: Path) -> None:
    """The metrics of a file of `metrics/` by themselves. Raises RuleError at the first that cannot be counted."""
    content, lines = read_model(file, MetricsFile)
    for number, metric in enumerate(content.metrics):
        if wrong := unknown_part(metric):
            what, do = wrong
            raise RuleError(what, do=do, file=file, line=lines["metrics", number])


def check_place(loaded: SchemeFile, named: NamedMetric, metric: Metric) -> None:
    """Points need a better side; the scores of units are for whom answers for units."""
    if named.use == "indicator" and metric.better == "info":
        what = f'the metric "{metric.id}" is information: neither more nor less of it is better.'
        raise loaded.error(what, "Take it out of the dimensions; an alert or a condition may name it.", *named.where)
    if metric.id == UNIT_SCORES and loaded.scheme.subject == "department":
        what = f'the metric "{metric.id}" is the score of a unit itself.'
        raise loaded.error(what, 'Use it in schemes with subject "cio" or "organization".', *named.where)
    rating = (metric.better, metric.value) == ("higher", "ratio") and metric.unit in {"pts", "%"}
    if named.use == "general_part" and not rating:
        what = f'the general part cannot be "{metric.id}", which is no rating from 0 to 100.'
        raise loaded.error(what, "Name a ratio in pts or % that is better higher.", *named.where)
