"""One subject's statement as its template takes it: texts and numbers in the order they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from markupsafe import escape

from pipelines.documents.edition import Edition
from pipelines.documents.statement.gather import Found, Key
from pipelines.documents.statement.lift import appealed, lift, objection
from pipelines.documents.statement.phrases import Phrases, is_superseded, revision_words, signed
from pipelines.documents.statement.words import STATUSES, TITLES, labels
from pipelines.explain.find import Row
from pipelines.explain.words import reason_words, status_words

SHOWN_MOVED = 6
OWN_SOURCES = ("DEFAULT", "ORG")


class SubjectPages:
    """Makes the pages of an organisation's subjects."""

    def __init__(self, edition: Edition, found: Found) -> None:
        self.edition, self.found, self.phrases = edition, found, Phrases(edition, found)
        self.says, self.w = self.phrases.says, labels(edition.lang)
        self.state = self.phrases.state(edition.run)
        self.few = f' <span class="mark">{escape(self.w.few)}</span>'

    def page(self, subject: Row) -> dict[str, Any]:
        """What the template is given for one subject."""
        kind, key = subject["subject_type"], (subject["subject_type"], subject["subject_id"])
        gates, losses = self.of("gates", key), self.of("losses", key)
        follows = self.of("follows", key)
        small_numbers = self.phrases.small_numbers(subject, self.of("indicators", key))
        return {
            "document": TITLES[self.edition.lang][kind],
            "name": subject["subject_name"],
            "identifier": subject["subject_id"],
            "about": list(self.about(subject)),
            "state": self.state,
            "open": "" if self.edition.run["state"] in ("confirmed", "archived") else " open",
            "notes": list(self.notes(subject, gates)),
            "facts": list(self.facts(subject)),
            "score": subject["score"] or self.w.none,
            "parts": list(self.parts(subject)),
            "dimensions": list(self.dimensions(key)),
            "sums": self.found.sums.get((*key, None)),
            "not_counted": list(self.not_counted(key)),
            "adjustments": [
                (self.phrases.adjustment(row["detail"]), signed(row["points"]), self.clause(row, subject))
                for row in self.of("adjustments", key)
            ],
            "gates": [self.gate(key, row) for row in gates],
            "small_numbers": small_numbers,
            "losses": [self.loss(key, row) for row in losses],
            "restated": list(self.restated(key)),
            "restated_note": self.restated_note(key),
            "restated_records": list(self.restated_records(key)),
            "compared": self.compared(key),
            "moves": [
                (
                    self.phrases.metric(row["metric_id"]), row["before_contribution"] or "",
                    row["after_contribution"] or "", signed(row["delta"]),
                )
                for row in self.of("moves", key)
            ] if self.of("scores_before", key) else [],
            "lift": list(lift(self.phrases, subject, gates, losses, small_numbers)),
            "follows": [self.follow(row) for row in follows if row["kind"] != "alert"],
            "alerts": [self.follow(row) for row in follows if row["kind"] == "alert"],
            "objection": [
                *appealed(self.says, self.of("appeals", key)),
                *objection(self.says, self.edition, self.found.objections.get(kind)),
            ],
            "confidential": kind == "cio",
        }  # fmt: skip

    def of(self, name: str, key: Key) -> Sequence[Row]:
        """The rows of a kind that are about a subject."""
        return self.found.of[name].get(key, ())

    def about(self, subject: Row) -> Iterator[tuple[str, str]]:
        """Whose result it is, of which period and revision, by which scheme."""
        run, w = self.edition.run, self.w
        if subject["subject_type"] != "organization":
            yield w.organization, self.edition.organization["organization_name"]
        yield w.period, f"{run['period']} ({run['period_start']} – {run['cut_off']})"
        yield w.edition, revision_words(run, self.edition.lang)
        for row in self.of("offices", ("cio", subject["subject_id"])) if subject["subject_type"] == "cio" else ():
            where = row["department_name"] or self.edition.organization["organization_name"]
            post = f" {row['post']}" if row["post"] else ""
            yield w.office, f"{where}{post} ({row['counts_from']} – {row['counts_until']})"
        title = self.edition.in_own(subject, "scheme_title")
        yield w.scheme, f"{title} ({subject['scheme_id']} {subject['scheme_version']})"

    def notes(self, subject: Row, gates: Sequence[Row]) -> Iterator[str]:
        """What one must know before reading the result: publicity, status, reason, a decision of a person."""
        run = self.edition.run
        period = self.found.objections.get(subject["subject_type"])
        if is_superseded(run):
            yield self.says["superseded"]
        if period and period["publicised_on"] and run["state"] == "publicised":
            until = period["public_until"]
            yield self.says["public_until" if until else "public_since"].format(period["publicised_on"], until)
        status = STATUSES[self.edition.lang].get(subject["status"])
        if status:
            reason = self.phrases.no_grade(subject, gates) if subject["reason"] else ""
            yield status.format((f"（{reason}）" if self.edition.lang == "zh" else f" ({reason})") if reason else "")
        for row in self.of("decided", (subject["subject_type"], subject["subject_id"])):
            grades = {name: self.phrases.grade(row["subject_type"], row[name]) for name in ("suggested_grade", "grade")}
            yield self.says["lapsed" if row["status"] == "lapsed" else "decision"].format(
                by=row["decided_by"], on=row["decided_on"], suggested=grades["suggested_grade"], grade=grades["grade"],
                reason=row["reason"],
            )  # fmt: skip

    def facts(self, subject: Row) -> Iterator[tuple[str, str, str]]:
        """The result in large letters: label, value, what is to be added."""
        w, says, kind = self.w, self.says, subject["subject_type"]
        limited = says["graded_as"].format(subject["graded_score"]) if subject["graded_score"] else ""
        if subject["others_score"]:
            limited = says["graded_without"].format(subject["others_score"])
        yield w.score, subject["score"] or w.none, limited
        if kind != "organization":
            ranked = says["rank_of"].format(subject["rank"], subject["ranked_count"]) if subject["rank"] else w.none
            yield w.rank, ranked, ""
        quota = ""
        if subject["score_grade"] and subject["score_grade"] != subject["suggested_grade"] and subject["outside_quota"]:
            quota = says["before_quota"].format(self.phrases.grade(kind, subject["score_grade"]))
        yield w.suggested, self.phrases.grade(kind, subject["suggested_grade"]) or w.none, quota
        if subject["decided_grade"]:
            yield w.decided, self.phrases.grade(kind, subject["decided_grade"]), ""
        if subject["confirmed_grade"]:
            yield w.confirmed, self.phrases.grade(kind, subject["confirmed_grade"]), ""

    def parts(self, subject: Row) -> Iterator[tuple[str, str]]:
        """What makes the score besides the indicators."""
        if subject["base_part"] is not None and subject["general_part"] is not None:
            yield self.says["base_part"].format(subject["base_score"], subject["base_percent"]), subject["base_part"]
            said = self.says["general_part"].format(subject["general_score"], subject["general_percent"])
            yield said, subject["general_part"]
        if subject["bonus_points"]:
            yield self.w.bonus, f"+{subject['bonus_points']}"
        if subject["deducted_points"]:
            yield self.w.deducted, f"-{subject['deducted_points']}"

    def dimensions(self, key: Key) -> Iterator[tuple[str, Row, list[tuple[Any, ...]]]]:
        """Each dimension with its sums and the rows of its indicators that count."""
        counted = (row for row in self.of("indicators", key) if row["status"] in ("measured", "missing"))
        for dimension, rows in groupby(counted, key=lambda row: str(row["dimension"])):
            shown = [
                (
                    self.phrases.escaped[row["metric_id"]], self.few if row["small_number"] else "",
                    self.phrases.cell(row), row["points"], row["weight"], row["contribution"], row["points_lost"],
                )
                for row in rows
            ]  # fmt: skip
            yield self.phrases.dimension(key[0], dimension), self.found.sums[(*key, dimension)], shown

    def not_counted(self, key: Key) -> Iterator[str]:
        """The indicators without a value, and why there is none."""
        for row in self.of("indicators", key):
            if row["status"] not in ("measured", "missing"):
                status = status_words(row["status"], self.edition.lang).replace("_", " ")
                why = reason_words(row["reason"], self.edition.lang) if row["reason"] else status
                yield f"{self.phrases.metric(row['metric_id'])} ({why})"

    def gate(self, key: Key, row: Row) -> tuple[Any, ...]:
        """A gate that tripped, with its effect, clauses and the records behind it."""
        said = self.says["gate_is"].format(row["gate"], row[f"title_{self.edition.lang}"], self.phrases.effect(row))
        clauses = self.phrases.clauses(row["clause"])
        if row["source"] in OWN_SOURCES:  # a clause then names the duty, and what follows is not in it
            clauses.append(("", self.says["effect_from"].format(self.phrases.source(row["source"]))))
        return said, clauses, *self.records(key, row["metric_id"])

    def clause(self, adjustment: Row, subject: Row) -> str:
        """The clauses bonus or deduction points rest on, or where else their rule comes from."""
        return adjustment["clause"] or self.phrases.source(subject["adjustment_source"])

    def loss(self, key: Key, row: Row) -> tuple[Any, ...]:
        """An indicator that lost points, with how many, clauses and the records behind it."""
        said = self.says["loss_of"].format(self.phrases.metric(row["metric_id"]), row["points_lost"])
        return said, self.phrases.clauses(row["clause"]), *self.records(key, row["metric_id"])

    def records(self, key: Key, metric_id: str) -> tuple[list[tuple[Any, ...]], str]:
        """The costliest records of a metric, and how many more there are."""
        rows = self.found.records.get((*key, metric_id), ())
        shown = [
            (
                self.phrases.day(row["occurred_on"], (metric_id,)), self.phrases.record(row), row["counted"] or "",
                self.phrases.place(row),
            )
            for row in rows
        ]  # fmt: skip
        return shown, self.phrases.more(len(shown), rows[0]["record_count"]) if rows else ""

    def restated(self, key: Key) -> Iterator[tuple[str, ...]]:
        """What the revision moved, before and now, and why."""
        for row in self.of("restated", key)[:SHOWN_MOVED]:
            delta = "" if row["delta"] is None else signed(self.phrases.value(row["delta"], row["unit"]))
            yield (
                self.phrases.quantity(row), self.phrases.side(row, "before"), self.phrases.side(row, "after"), delta,
                self.phrases.cause(row),
            )  # fmt: skip

    def restated_records(self, key: Key) -> Iterator[str]:
        """The records behind what moved, and how many more there are."""
        rows = self.of("restated_records", key)
        yield from map(self.phrases.changed, rows)
        if rows and (more := self.phrases.more(len(rows), rows[0]["record_count"])):
            yield more

    def restated_note(self, key: Key) -> str:
        """That nothing moved, or how much more did than is shown."""
        run, moved = self.edition.run, self.of("restated", key)
        if run["kind"] != "final":
            return ""
        if not moved:
            return self.says["unmoved" if run["revision"] > 1 else "first"]
        return self.says["more_moved"].format(len(moved) - SHOWN_MOVED) if len(moved) > SHOWN_MOVED else ""

    def compared(self, key: Key) -> str:
        """The result of the period before, or why there is none to compare with."""
        period, before = self.found.period_before, self.found.before
        if period is None:
            return ""
        if before is None:
            return self.says["no_before"].format(period)
        found = self.of("scores_before", key)
        if not found:
            return self.says["not_before"].format(period)
        of = (
            self.says["preview"] if before["kind"] == "preview" else self.says["revision_of"].format(before["revision"])
        )
        row = found[0]
        rank = self.says["rank_only"].format(row["rank"]) if row["rank"] else self.says["no_rank"]
        grade = self.phrases.grade(key[0], row["grade"]) or self.w.none
        delta = f" ({signed(row['delta'])})" if row["delta"] else ""
        return self.says["was"].format(period, of, row["score"] or self.w.none, rank, grade) + delta

    def follow(self, row: Row) -> tuple[str, str, str]:
        """A recommendation or alert: what, why, by which clause."""
        said = self.edition.in_own(row, "recommendation")
        return said, self.phrases.why(row["subject_type"], row["reason"] or ""), row["clause"]
