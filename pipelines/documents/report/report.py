"""What all sections of a report share: its edition, its words, and the names of units, persons and grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from pipelines.documents.edition import Edition
from pipelines.documents.html import link
from pipelines.documents.report.pieces import Column, behind, paragraph, table
from pipelines.documents.report.words import words
from pipelines.documents.statement.write import address
from pipelines.documents.units import UNITS
from pipelines.explain import reward_reasons
from pipelines.explain.find import Row
from pipelines.explain.reward_codes import unit_words
from pipelines.explain.words import feed_words, reason_words

SUBJECTS = """
    SELECT *
    FROM appraisal
    WHERE run_id = $run_id AND org_id = $org_id
    ORDER BY subject_type, rank NULLS LAST, score DESC NULLS LAST, subject_id
"""
GRADES = """
    SELECT *
    FROM grade_count
    WHERE run_id = $run_id AND org_id = $org_id
    ORDER BY subject_type DESC, scheme_id, level DESC
"""


@dataclass(frozen=True)
class Report:
    edition: Edition

    @property
    def lang(self) -> str:
        return self.edition.lang

    def say(self, key: str, **values: object) -> str:
        """Words of the page in its language; of amounts that are not posted in their open form, where there is one."""
        if not self.has_posted and f"open_{key}" in words():
            key = f"open_{key}"
        return words()[key][self.lang].format(**values)

    @cached_property
    def has_posted(self) -> bool:
        """Whether the amounts of the run are in the ledger: it settled a year and is confirmed."""
        query = (
            "SELECT bool_or(is_estimate) AS is_estimate FROM reward_pool WHERE run_id = $run_id AND org_id = $org_id"
        )
        is_confirmed = self.edition.run["state"] in {"confirmed", "archived"}
        return is_confirmed and not self.edition.rows(query)[0]["is_estimate"]

    def heads(self, *keys: str) -> list[Column]:
        """Columns by the keys of their titles; a key after # heads numbers."""
        return [Column(self.say(key.removeprefix("#")), key.startswith("#")) for key in keys]

    def folded(
        self,
        title: str,
        heads: Sequence[Column],
        rows: Iterable[Sequence[str]],
        classes: str = "",
        *,
        is_open: bool = False,
    ) -> Markup:
        """The table behind a chart, to be opened."""
        found = list(rows)
        summary = self.say("table_of", title=title, count=f"{len(found):,}")
        return behind(summary, table(title, heads, found, classes, heard=True), len(found), is_open=is_open)

    def shortened(self, shown: int, found: int) -> Markup:
        """That a table holds the first rows only, where it does."""
        if shown >= found:
            return Markup()
        return paragraph(self.say("first_of", shown=f"{shown:,}", found=f"{found:,}"), "faint")

    @cached_property
    def subjects(self) -> dict[str, list[Row]]:
        """The results by kind of subject, ranked ones first."""
        found: dict[str, list[Row]] = {"organization": [], "department": [], "cio": []}
        for row in self.edition.rows(SUBJECTS):
            found[row["subject_type"]].append(row)
        return found

    @property
    def has_appraised(self) -> bool:
        """Whether anybody of the organisation was appraised in the run."""
        return any(self.subjects.values())

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Names of units by their IDs, of those not appraised too."""
        query = "SELECT department_id, department_name FROM department WHERE run_id = $run_id AND org_id = $org_id"
        return {row["department_id"]: row["department_name"] for row in self.edition.rows(query)}

    @cached_property
    def names(self) -> Mapping[tuple[str, str], str]:
        """Names of subjects by kind and ID."""
        every = (row for found in self.subjects.values() for row in found)
        return {(row["subject_type"], row["subject_id"]): row["subject_name"] for row in every}

    @cached_property
    def offices(self) -> Mapping[str, str]:
        """The units a CIO answers for, by person."""
        found = self.edition.rows(UNITS, whole=self.say("whole"), **{"and": self.say("comma")})
        return {row["person_id"]: row["units"] for row in found}

    @cached_property
    def grade_counts(self) -> list[Row]:
        """Grades of each kind of subject, the highest first."""
        return self.edition.rows(GRADES)

    @cached_property
    def grades(self) -> Mapping[str, Mapping[str, str]]:
        """Names of grades by kind of subject and code: each scheme names its own."""
        found: dict[str, dict[str, str]] = {}
        for row in self.grade_counts:
            found.setdefault(row["subject_type"], {})[row["grade"]] = self.edition.in_own(row, "grade_name")
        return found

    @cached_property
    def reward_plans(self) -> list[Row]:
        """The plans the rewards go by."""
        return self.edition.rows("SELECT * FROM reward_plan WHERE run_id = $run_id AND org_id = $org_id")

    @cached_property
    def metrics(self) -> Mapping[str, str]:
        """Names of indicators and of what else is measured."""
        query = "SELECT metric_id, name, name_en FROM metric WHERE run_id = $run_id"
        return {row["metric_id"]: self.edition.in_own(row, "name") for row in self.edition.rows(query)}

    @cached_property
    def gate_titles(self) -> Mapping[str, str]:
        """What the gates are about, by their marks."""
        query = "SELECT DISTINCT gate, title_zh, title_en FROM gate WHERE run_id = $run_id AND org_id = $org_id"
        return {row["gate"]: f"{row['gate']} {row[f'title_{self.lang}']}" for row in self.edition.rows(query)}

    @cached_property
    def currencies(self) -> list[str]:
        """The currencies of the rewards."""
        query = """
            SELECT DISTINCT currency FROM reward_pool WHERE run_id = $run_id AND org_id = $org_id ORDER BY currency
        """
        return [unit_words(row["currency"], self.lang) for row in self.edition.rows(query)]

    def year(self, row: Row) -> str:
        """The year of a benefit, with its currency where there are several."""
        several = len(self.currencies) > 1
        return (
            f"{row['benefit_year']} {unit_words(row['currency'], self.lang)}" if several else str(row["benefit_year"])
        )

    def unit(self, department_id: str | None) -> str:
        """A unit's name, or its ID where the run knew no name."""
        return self.units.get(department_id or "", department_id or "")

    def metric(self, metric_id: str | None) -> str:
        return self.metrics.get(metric_id or "", metric_id or "")

    def subject(self, subject_type: str, subject_id: str) -> str:
        return self.names.get((subject_type, subject_id), subject_id)

    def linked(self, row: Row) -> Markup:
        """A subject's name, with its statement behind it."""
        return self.statement(row["subject_type"], row["subject_id"], row["subject_name"] or row["subject_id"])

    def statement(self, kind: str, identifier: str, text: str) -> Markup:
        """A link to a subject's statement, or to the one of a person's rewards."""
        return link(f"statements_{self.lang}/{address(kind, identifier)}", text)

    def feed(self, name: str) -> str:
        return feed_words(name, self.lang).replace("_", " ")

    def grade(self, kind: str, code: str | None) -> str:
        return self.grades.get(kind, {}).get(code, code) if code else ""

    def reason(self, text: str | None) -> str:
        """Why something is so, in the page's language; a grade it names is that of a CIO."""
        if not text:
            return ""
        said = reward_reasons.reason_words(text, self.lang, self.grades.get("cio", {}), self.reward_plans)
        return reason_words(said, self.lang)
