"""The catalogue: what each metric measures (`metrics/*.yaml`) and what each clause says (`clauses.csv`)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import duckdb
from pydantic import Field, model_validator

from pipelines.errors import RuleError
from pipelines.feeds import Closed, Words
from pipelines.schemes.counted import SHARED_FEEDS, Counting, mistake
from pipelines.schemes.insert import Row, insert
from pipelines.schemes.sourced import Name
from pipelines.settings import PROJECT_DIR
from pipelines.yaml_file import read_model

CLAUSE_COLUMNS = ("clause_id", "document_id", "document_title", "quote_zh", "meaning_en")


class Metric(Closed):
    """One metric: its value, in `unit`, is sum(numerator) / sum(denominator) x scale, or sum(numerator).

    `parameters` are the numbers a scheme must give it; `evidence` is the query that serves it. Where that is shared,
    `kinds` says which records it takes, `counting` how they count, `list_size` how many items a list must have.
    `fixed_size`: how much is looked at is set by the rule, so that little of it is no small number.
    """

    id: Name
    code: str
    title: Words
    definition: Words
    unit: str
    better: Literal["higher", "lower", "band", "info"]
    value: Literal["ratio", "total"]
    scale: Literal[1, 100]
    feeds: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    counting: Counting | None = None
    list_size: int | None = None
    fixed_size: bool = False
    parameters: tuple[Name, ...] = ()
    evidence: Name | None

    @property
    def counted_kinds(self) -> tuple[str, ...]:
        """`obligation:hazard`: the kinds of a shared feed one of which must have been delivered."""
        if self.counting is None:
            return ()
        return tuple(f"{feed}:{kind}" for feed in self.feeds if feed in SHARED_FEEDS for kind in self.kinds)

    @property
    def counted_rows(self) -> list[Row]:
        """Rows of `compiled.counted_kind`: one for each kind of a shared feed."""
        return [(self.id, *kind.split(":", 1), self.counting, self.list_size) for kind in self.counted_kinds]

    @model_validator(mode="after")
    def counts_as_it_says(self) -> Self:
        """A counting comes with the query that knows it, that query's feed, and the numbers it needs."""
        if self.counting and (
            what := mistake(
                self.counting,
                evidence=self.evidence,
                feeds=self.feeds,
                kinds=self.kinds,
                parameters=self.parameters,
                value=self.value,
                list_size=self.list_size,
            )
        ):
            raise ValueError(what)
        return self


class MetricsFile(Closed):
    """The content of a file of `metrics/`."""

    metrics: tuple[Metric, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Clause:
    """A sentence of a document, word for word, with its meaning in English."""

    clause_id: str
    document_id: str
    document_title: str
    quote_zh: str
    meaning_en: str


@dataclass(frozen=True)
class Catalogue:
    """Metrics and clauses by id."""

    metrics: Mapping[str, Metric]
    clauses: Mapping[str, Clause]


def load_catalogue(*folders: Path) -> Catalogue:
    """The project's own metrics and clauses, and those in an institution's `folders`, where there are any.

    Raises RuleError, with file and line, for a file that does not fit and for an id that stands twice.
    """
    metrics: dict[str, Metric] = {}
    clauses: dict[str, Clause] = {}
    for folder in dict.fromkeys(path.resolve() for path in (PROJECT_DIR, *folders)):
        for file in sorted((folder / "metrics").glob("*.yaml")):
            add_metrics(file, metrics)
        if (file := folder / "clauses.csv").exists():
            add_clauses(file, clauses)
    return Catalogue(metrics, clauses)


def add_metrics(file: Path, metrics: dict[str, Metric]) -> None:
    """Read the metrics of `file` into `metrics`."""
    content, lines = read_model(file, MetricsFile)
    codes = {metric.code: metric.id for metric in metrics.values()}
    for number, metric in enumerate(content.metrics):
        if metric.id in metrics or metric.code in codes:
            raise RuleError(
                f'the metric "{metric.id}" ({metric.code}) is already defined.',
                do="Give it an id and a code of its own, or take it out.",
                file=file,
                line=lines[("metrics", number)],
            )
        metrics[metric.id], codes[metric.code] = metric, metric.id


def add_clauses(file: Path, clauses: dict[str, Clause]) -> None:
    """Read the clauses of `file` into `clauses`."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            if tuple(next(reader, ())) != CLAUSE_COLUMNS:
                do = f"Use {','.join(CLAUSE_COLUMNS)}."
                raise RuleError("other headings than expected.", do=do, file=file, line=1)
            for row in reader:
                if len(row) != len(CLAUSE_COLUMNS) or not all(row):
                    do = "Fill all five columns; quote a text that contains a comma."
                    raise RuleError("a row with a missing text.", do=do, file=file, line=reader.line_num)
                if row[0] in clauses:
                    what, do = f'the clause "{row[0]}" stands twice.', "Give it an id of its own, or take it out."
                    raise RuleError(what, do=do, file=file, line=reader.line_num)
                clauses[row[0]] = Clause(*row)
    except UnicodeDecodeError as error:
        raise RuleError("not readable as text.", do="Save it as UTF-8 text.", file=file) from error
    except csv.Error as error:
        raise RuleError(f"not readable as CSV: {error}.", do="Mend it.", file=file, line=reader.line_num) from error


def store_catalogue(con: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Make `compiled.metric`, `counted_kind` and `clause` hold the catalogue. May be repeated."""
    metrics = [
        (
            *(
                m.id,
                m.code,
                m.title.zh,
                m.title.en,
                m.definition.en,
                m.definition.zh,
                m.unit,
                m.better,
                m.value,
                m.scale,
            ),
            *(",".join(m.feeds), ",".join(m.counted_kinds), m.counting, m.list_size, m.fixed_size, m.evidence),
        )
        for m in catalogue.metrics.values()
    ]
    clauses = [tuple(vars(clause).values()) for clause in catalogue.clauses.values()]
    insert(con, "compiled.metric", metrics, replace=True)
    insert(con, "compiled.clause", clauses, replace=True)
    # A kind a metric no longer takes must not go on counting, so these are written anew.
    con.execute("DELETE FROM compiled.counted_kind")
    insert(con, "compiled.counted_kind", [row for m in catalogue.metrics.values() for row in m.counted_rows])
