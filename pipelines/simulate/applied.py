"""To how many subjects each changed item of a scheme was applied, whom it moved, or why it was applied to nobody.

Only what was applied can be said to have no effect. Old and new rules are compared on the same data, so nothing but the
rules is counted here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from pipelines.explain.find import Row, rows
from pipelines.parameters import Parameters, bind
from pipelines.schemes.catalogue import Catalogue
from pipelines.simulate import applied_queries as queries
from pipelines.simulate.changes import Change

SMALL_NUMBER = "small_number_denominator"
NAMED = re.compile(r"\$(\w+)")


@dataclass(frozen=True)
class Application:
    """`applied_count`: subjects (pools, awards, ...) it was applied to; `moved_count`: those whose own result at this
    item differs; `reason`: why it was applied to none (a code), with `detail`; `unit`: what is counted."""

    applied_count: int
    moved_count: int
    reason: str | None = None
    detail: str = ""
    unit: str = "subject"


class SchemeApplications:
    """Answers for the changes of one scheme in one period. `run`: of the new rules on the data of then; `old_run_id`:
    of the old ones."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, run: Parameters, old_run_id: str, key: str, catalogue: Catalogue
    ) -> None:
        self.con, self.catalogue = con, catalogue
        self.values: Row = {"new": run.run_id, "old": old_run_id, "key": key}
        bind(con, run)
        self.is_year = bool(self.rows(queries.IS_YEAR)[0]["is_year"])
        self.subjects = self.rows(queries.SUBJECTS)[0]["n"]
        self.indicators = self.by("metric_id", queries.INDICATORS)
        self.dimensions = self.by("dimension", queries.DIMENSIONS)
        self.not_counted = self.by("metric_id", queries.NOT_COUNTED)
        self.gates = self.by("gate", queries.GATES)
        self.facts = self.by("metric_id", queries.FACTS)
        self.totals = self.rows(queries.TOTALS)[0]
        self.adjusted = self.by("kind", queries.ADJUSTED)
        self.of: dict[str, Callable[[Change], Application]] = {
            "scheme": self.scheme, "dimension": self.dimension, "indicator": self.indicator,
            "indicator_order": lambda _: self.scored("weights_moved"), "parameter": self.parameter,
            "grade": lambda _: self.graded("score_grade_moved"), "quota": self.quota, "quota_order": self.quota,
            "adjustment": self.adjustment, "adjustment_kind": self.adjustment, "general_part": self.general_part,
            "gate": self.gate, "gate_step": self.gate, "alert": self.alert, "consequence": self.consequence,
            "commendation": self.commendation, "condition": self.condition,
        }  # fmt: skip

    def answer(self, change: Change) -> Application:
        """To whom the change was applied."""
        if not self.subjects:
            return Application(0, 0, "nobody_of_kind")
        return self.of[change.part](change)

    def rows(self, query: str, **more: object) -> list[Row]:
        """The query's rows; it is given those of the values that it names."""
        known = self.values | more
        return rows(self.con, query, {name: known[name] for name in set(NAMED.findall(query))})

    def by(self, name: str, query: str) -> dict[str, Row]:
        return {str(row[name]): row for row in self.rows(query)}

    def scheme(self, change: Change) -> Application:
        if change.field == "reports":
            return Application(0, 0, "reports_not_simulated")
        if change.field in {"minimum_tenure_share", "minimum_measured_weight"}:
            return self.scored("status_moved")
        return Application(self.subjects, 0)

    def scored(self, moved: str) -> Application:
        """Of everybody with a score."""
        if not self.totals["scored"]:
            return Application(0, 0, "nobody_scored")
        return Application(self.totals["scored"], self.totals[moved])

    def graded(self, moved: str) -> Application:
        """Of everybody with a grade."""
        if not self.totals["graded"]:
            return Application(0, 0, "nobody_graded")
        return Application(self.totals["graded"], self.totals[moved])

    def dimension(self, change: Change) -> Application:
        found = self.dimensions.get(change.item[0])
        if not found or not found["counted"]:
            return Application(0, 0, "nothing_counted")
        return Application(found["counted"], found["weight_moved"])

    def indicator(self, change: Change) -> Application:
        """A weight concerns whoever the indicator counts for, a curve whoever was measured."""
        metric = change.item[0]
        found = self.indicators.get(metric, {})
        counted, moved = {
            "curve": ("measured", "points_moved"), "absent": ("absent", "status_moved"),
        }.get(change.field, ("counted", "weight_moved"))  # fmt: skip
        if found.get(counted):
            return Application(found[counted], found[moved])
        why = self.not_counted.get(metric)
        if change.field == "absent" and found.get("counted"):
            return Application(0, 0, "never_absent")
        return Application(0, 0, why["status"] if why else "nothing_counted", str(why["reasons"]) if why else "")

    def parameter(self, change: Change) -> Application:
        """Whoever has records of a metric that is counted with it; moved is whose sums differ."""
        name = change.item[0]
        if name == SMALL_NUMBER:
            return self.scored("small_moved")
        metrics = [one.id for one in self.catalogue.metrics.values() if name in one.parameters]
        found = self.rows(queries.SUMS, metrics=metrics)[0]
        if found["counted"]:
            return Application(found["counted"], found["moved"])
        return Application(0, 0, "no_records", ", ".join(metrics))

    def quota(self, _: Change) -> Application:
        if not self.totals["in_quota"]:
            return Application(0, 0, "grade_not_reached")
        return Application(self.totals["in_quota"], self.totals["quota_moved"])

    def adjustment(self, change: Change) -> Application:
        counts = [row["counted"] for kind, row in self.adjusted.items() if not change.item or kind == change.item[0]]
        if not sum(counts):
            return Application(0, 0, "no_adjustments")
        return Application(max(counts) if change.item else self.totals["adjusted"], self.totals["adjustments_moved"])

    def general_part(self, _: Change) -> Application:
        if not self.totals["general"]:
            return Application(0, 0, "no_general_part")
        return Application(self.totals["general"], self.totals["score_moved"])

    def gate(self, change: Change) -> Application:
        found = self.gates.get(change.item[0])
        if not found:
            return Application(0, 0, "switched_off")
        if not found["checked"]:
            return Application(0, 0, "not_checked", self.facts.get(str(found["metric_id"]), {}).get("feeds") or "")
        return Application(found["checked"], found["moved"])

    def alert(self, change: Change) -> Application:
        found = self.rows(queries.ALERTS, alert=change.item[0])[0]
        metric = found["metric_id"] or ""
        known = self.facts.get(metric, {}).get("known", 0) or found["raised_before"]
        if not known:
            return Application(0, 0, "not_checked", self.facts.get(metric, {}).get("feeds") or metric)
        return Application(known, found["moved"])

    def consequence(self, change: Change) -> Application:
        found = self.rows(queries.CONSEQUENCE, consequence=change.item[0])[0]
        if not self.is_year and not found["any_period"]:
            return Application(0, 0, "only_whole_years")
        return self.recommended(found["moved"])

    def commendation(self, _: Change) -> Application:
        if not self.is_year:
            return Application(0, 0, "only_whole_years")
        return self.recommended(self.rows(queries.COMMENDED)[0]["moved"])

    def recommended(self, moved: int) -> Application:
        if not self.totals["graded"]:
            return Application(0, 0, "nobody_graded")
        return Application(self.totals["graded"], moved)

    def condition(self, change: Change) -> Application:
        kind, owner, _, metric, _ = change.item
        if metric and not self.facts.get(metric, {}).get("known"):
            return Application(0, 0, "not_checked", self.facts.get(metric, {}).get("feeds") or metric)
        whole = Change(kind, (owner,), change.field, change.before, change.after)
        return self.consequence(whole) if kind == "consequence" else self.commendation(whole)
