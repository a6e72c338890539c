"""Who moves, and by how much: scores, ranks and grades of every subject in the cells of a period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from pipelines.explain.find import Row, rows
from pipelines.simulate.cells import CELLS, Cells
from pipelines.simulate.split import Split

Subject = tuple[str, str, str]
# What a person is told of a result beside its numbers.
TOLD = ("rank", "suggested_grade", "score_grade", "within_quota", "status", "gates")

APPRAISALS = """
    SELECT
        results.run_id, results.org_id, results.subject_type, results.subject_id, results.subject_name,
        results.scheme_id || '@' || results.scheme_version AS scheme, results.base_score,
        results.score, results.rank, results.suggested_grade, results.score_grade,
        results.within_quota, results.status, results.gates, results.measured_weight
    FROM result.appraisal AS results
    WHERE list_contains($run_ids, results.run_id) AND ($org_id IS NULL OR results.org_id = $org_id)
    ORDER BY ALL
"""
GRADES = """
    SELECT subjects.org_id, subjects.subject_type, grades.grade, any_value(grades.name_zh) AS name_zh,
        any_value(grades.name_en) AS name_en, max(coalesce(grades.at_least, -1)) AS at_least
    FROM scope.scheme AS subjects
    INNER JOIN compiled.grade AS grades ON subjects.scheme_key = grades.scheme_key
    WHERE list_contains($run_ids, subjects.run_id) AND ($org_id IS NULL OR subjects.org_id = $org_id)
    GROUP BY ALL
    ORDER BY subjects.org_id, subjects.subject_type, at_least DESC, grades.grade
"""
# What the rules recommend for somebody, by the table it stands in and its name.
FOLLOWS = {"consequence": "consequence", "commendation": "'commendation'", "compliance_alert": "alert"}


@dataclass(frozen=True)
class Moved:
    """A subject in whose results any cell differs. `told`: rank, grades, quota, status and gates by cell."""

    org_id: str
    subject_type: str
    subject_id: str
    subject_name: str
    score: Split
    base_score: Split
    told: Mapping[str, Mapping[str, Any]]

    def as_json(self) -> dict[str, object]:
        about = {"org_id": self.org_id, "subject_type": self.subject_type, "subject_id": self.subject_id}
        told = {name: {cell: self.told[cell].get(name) for cell in CELLS} for name in TOLD}
        return {
            **about, "subject_name": self.subject_name, "score": self.score.as_json(),
            "base_score": self.base_score.as_json(), **told,
        }  # fmt: skip


@dataclass(frozen=True)
class Scores:
    """What became of all subjects. `unmoved`: how many did not move, by organisation and kind; `grades`: how many have
    each grade before and after; `quota`: who falls out of a grade or comes in by its quota alone; `follows`: what is
    recommended of whom that was not before, and no longer is."""

    moved: tuple[Moved, ...]
    unmoved: Mapping[tuple[str, str], int]
    grades: tuple[Row, ...]
    quota: tuple[Row, ...]
    follows: tuple[Row, ...]


def compare_scores(con: duckdb.DuckDBPyConnection, cells: Cells, org: str | None) -> Scores:
    """The subjects of all cells side by side; largest movers first."""
    values: Row = {"run_ids": sorted(set(cells.values())), "org_id": org}
    by_subject: dict[Subject, dict[str, Row]] = defaultdict(dict)
    for row in rows(con, APPRAISALS, values):
        by_subject[row["org_id"], row["subject_type"], row["subject_id"]][row["run_id"]] = row
    moved: list[Moved] = []
    unmoved: Counter[tuple[str, str]] = Counter()
    for subject, found in by_subject.items():
        one = side_by_side(subject, {cell: found.get(run_id, {}) for cell, run_id in cells.items()})
        if one is None:
            unmoved[subject[:2]] += 1
        else:
            moved.append(one)
    moved.sort(key=lambda one: (-abs(one.score.total), one.org_id, one.subject_type, one.subject_id))
    every = [
        (subject, found.get(cells["was"], {}), found.get(cells["both"], {})) for subject, found in by_subject.items()
    ]
    return Scores(
        tuple(moved),
        dict(sorted(unmoved.items())),
        tuple(grade_table(every, rows(con, GRADES, values))),
        tuple(quota_effects(every)),
        tuple(what_follows(con, cells, org)),
    )


def side_by_side(subject: Subject, found: Mapping[str, Row]) -> Moved | None:
    """A subject's results by cell; None where they are all the same."""
    told = {cell: {name: row.get(name) for name in (*TOLD, "measured_weight")} for cell, row in found.items()}
    score, base = (
        Split({cell: number(row.get(name)) for cell, row in found.items()}) for name in ("score", "base_score")
    )
    if not score.moved and not base.moved and all(told[cell] == told["was"] for cell in CELLS):
        return None
    name = next(row["subject_name"] for row in (found["both"], *found.values()) if row)
    return Moved(*subject, name, score, base, told)


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def grade_table(every: Sequence[tuple[Subject, Row, Row]], grades: Sequence[Row]) -> list[Row]:
    """How many have each grade before and after, by organisation and kind, best first; last those without a grade."""
    before = Counter((*subject[:2], row.get("suggested_grade")) for subject, row, _ in every if row)
    after = Counter((*subject[:2], row.get("suggested_grade")) for subject, _, row in every if row)
    table: list[Row] = []
    for org_id, kind in sorted({subject[:2] for subject, _, _ in every}):
        own = [one for one in grades if (one["org_id"], one["subject_type"]) == (org_id, kind)]
        names = [(one["grade"], one["name_zh"], one["name_en"]) for one in own]
        for grade, zh, en in [*names, (None, None, None)]:
            key = (org_id, kind, grade)
            if grade is not None or before[key] or after[key]:
                counts = {"before": before[key], "after": after[key]}
                table.append(
                    {"org_id": org_id, "subject_type": kind, "grade": grade, "name_zh": zh, "name_en": en, **counts}
                )
    return table


def quota_effects(every: Sequence[tuple[Subject, Row, Row]]) -> list[Row]:
    """Who loses or gets a grade by the quota alone: the score gives the same grade before and after."""
    effects: list[Row] = []
    for (org_id, kind, subject_id), before, after in sorted(every, key=lambda one: one[0]):
        if before and after and before["score_grade"] == after["score_grade"]:
            within = (
                before["suggested_grade"] == before["score_grade"],
                after["suggested_grade"] == after["score_grade"],
            )
            if within[0] != within[1]:
                effect = "comes_in" if within[1] else "falls_out"
                effects.append(
                    {"org_id": org_id, "subject_type": kind, "subject_id": subject_id, "effect": effect,
                     "grade": after["score_grade"]}
                )  # fmt: skip
    return effects


def what_follows(con: duckdb.DuckDBPyConnection, cells: Cells, org: str | None) -> list[Row]:
    """Consequences, commendations and alerts that appear or vanish between what was and what would have been."""
    parts = " UNION ALL ".join(
        f"SELECT run_id, org_id, subject_type, subject_id, '{table}' AS kind, {name} AS name, "
        f"recommendation AS title_zh, recommendation_en AS title_en FROM result.{table}"
        for table, name in FOLLOWS.items()
    )
    query = f"""
        SELECT org_id, subject_type, subject_id, kind, name, any_value(title_zh) AS title_zh,
            any_value(title_en) AS title_en,
            CASE WHEN bool_or(run_id = $after) THEN 'appears' ELSE 'vanishes' END AS effect
        FROM ({parts})
        WHERE run_id IN ($was, $after) AND ($org_id IS NULL OR org_id = $org_id)
        GROUP BY org_id, subject_type, subject_id, kind, name
        HAVING bool_or(run_id = $was) <> bool_or(run_id = $after)
        ORDER BY org_id, kind, name, subject_type, subject_id
    """
    return rows(con, query, {"was": cells["was"], "after": cells["both"], "org_id": org})
