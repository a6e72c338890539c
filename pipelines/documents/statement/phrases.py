"""Codes, reasons and numbers of the published tables as sentences of statements."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from markupsafe import escape

from pipelines.documents.edition import Edition
from pipelines.documents.english import adjustment_in_english, follow_in_english
from pipelines.documents.statement.gather import Found
from pipelines.documents.statement.words import CHANGES, SENTENCES, SOURCES, STATES, TRUTHS, UNITS
from pipelines.explain.find import Row
from pipelines.explain.follow_reasons import in_chinese
from pipelines.explain.restated_words import cause_words, gate_words, quantity_words
from pipelines.explain.sign_off_text import DISMISSED
from pipelines.explain.words import EFFECTS, adjustment_words, feed_words, reason_words, status_words


class Phrases:
    """What rows say in the language of an edition; what is said of many subjects alike is worked out once."""

    def __init__(self, edition: Edition, found: Found) -> None:
        self.lang, self.says, self.found = edition.lang, SENTENCES[edition.lang], found
        self.cut_off = str(edition.run["cut_off"])
        self.names: dict[str, str] = {row["metric_id"]: edition.in_own(row, "name") for row in found.metrics}
        self.dimensions: dict[tuple[str, str], str] = {
            (row["subject_type"], row["dimension"]): edition.in_own(row, "dimension_title") for row in found.dimensions
        }
        self.grades = {(row["subject_type"], row["grade"]): edition.in_own(row, "grade_name") for row in found.grades}
        quote = "quote_zh" if edition.lang == "zh" else "meaning_en"
        self.quotes = {row["clause_id"]: row[quote] for row in found.clauses}
        self.reasons: dict[tuple[str, str], str] = {}

    def grade(self, subject_type: str, code: str | None) -> str:
        """A grade's name; empty where there is none."""
        return self.grades.get((subject_type, code), code) if code else ""

    def metric(self, metric_id: str) -> str:
        """What a metric is called."""
        return self.names.get(metric_id, metric_id)

    def dimension(self, subject_type: str, dimension: str) -> str:
        """A dimension's title in the scheme of a kind of subject; schemes may use one id for different things."""
        return self.dimensions.get((subject_type, dimension), dimension)

    def value(self, number: str | None, unit: str) -> str:
        """A number with its unit; yes or no where that is what it says."""
        if number is None:
            return ""
        if unit == "bool":
            return TRUTHS[self.lang].get(number, number)
        return number + UNITS[self.lang].get(unit, f" {unit}")

    @cached_property
    def units(self) -> dict[str, str]:
        """What follows a number in each unit, as HTML."""
        known = {row["unit"] for row in self.found.metrics}
        return {unit: str(escape(UNITS[self.lang].get(unit, f" {unit}"))) for unit in known}

    @cached_property
    def escaped(self) -> dict[str, str]:
        """What metrics are called, as HTML."""
        return {code: str(escape(name)) for code, name in self.names.items()}

    def cell(self, indicator: Row) -> str:
        """An indicator's value with its unit, or why there is none, as HTML."""
        number, unit = indicator["value"], indicator["unit"]
        if number is None:
            return str(escape(reason_words(indicator["reason"] or "", self.lang)))
        if unit != "bool":
            return f"{number}{self.units[unit]}"
        some = self.says["some_met"].format(indicator["numerator"], indicator["denominator"])
        return str(escape(TRUTHS[self.lang].get(number, some)))

    def why(self, subject_type: str, reason: str) -> str:
        """Why something follows, with the names of grades, metrics and dimensions."""
        if (subject_type, reason) not in self.reasons:
            translated = in_chinese if self.lang == "zh" else follow_in_english
            self.reasons[subject_type, reason] = translated(reason, self.called[subject_type])
        return self.reasons[subject_type, reason]

    @cached_property
    def called(self) -> dict[str, dict[str, str]]:
        """By kind of subject, the names a reason may hold."""
        kinds = {subject["subject_type"] for subject in self.found.subjects}
        of_kinds = {**self.dimensions, **self.grades}
        return {
            kind: self.names | {code: name for (of, code), name in of_kinds.items() if of == kind} for kind in kinds
        }

    def no_grade(self, subject: Row, gates: Sequence[Row]) -> str:
        """Why there is no grade: the title of the gate, or the reason given."""
        titles = [gate[f"title_{self.lang}"] for gate in gates if gate["effect"] == "no_grade"]
        if subject["status"] == "no_grade" and titles:
            return "；".join(titles) if self.lang == "zh" else "; ".join(titles)
        return reason_words(subject["reason"], self.lang)

    def clauses(self, clause: str) -> list[tuple[str, str]]:
        """Each clause cited with its own words, in English with its meaning; empty where it is not among them."""
        return [(cited, self.quotes.get(cited, "")) for cited in clause.split(",") if cited]

    def small_numbers(self, subject: Row, indicators: Sequence[Row]) -> str:
        """Which small numbers lift no grade, and the score without them; empty where they would have lifted none."""
        if subject["others_score"] is None:
            return ""
        mark, joined = ("“{}”", "、") if self.lang == "zh" else ("{}", ", ")
        few = joined.join(mark.format(self.metric(row["metric_id"])) for row in indicators if row["small_number"])
        graded = self.grade(subject["subject_type"], subject["score_grade"])
        return self.says["small_numbers"].format(few, subject["others_score"], graded)

    def source(self, source: str | None) -> str:
        """Where a rule comes from (`DEFAULT`, `LAW V` for one looked up) that no clause is cited for."""
        return SOURCES[self.lang].get((source or "").partition(" ")[0], source or "")

    def effect(self, gate: Row) -> str:
        """What a tripped gate does."""
        return EFFECTS[self.lang][gate["effect"]].format(gate["score_limit"])

    def record(self, row: Row) -> str:
        """A record by its feed and key; of a unit's score that counts for somebody, the unit."""
        if row["source_feed"] == "appraisal":
            return self.says["unit_score"].format(row["source_id"])
        feed = feed_words(row["source_feed"], self.lang)
        return f"{feed if self.lang == 'zh' else feed.replace('_', ' ')} {row['source_id']}"

    def adjustment(self, detail: str) -> str:
        """What an approved bonus or deduction was for."""
        return adjustment_words(detail, "zh") if self.lang == "zh" else adjustment_in_english(detail)

    def day(self, day: str | None, metrics: Sequence[str]) -> str:
        """The day of a record. One of the cut-off tells how matters stood then, as that of an open investigation does
        always: the record itself may be older."""
        if not day:
            return ""
        is_standing = day == self.cut_off or "open_investigations" in metrics
        return self.says["as_of"].format(day) if is_standing else day

    def place(self, row: Row) -> str:
        """File and row a record stands in; empty for what stands in no file."""
        return self.says["row"].format(row["source_file"], row["source_row"]) if row["source_file"] else ""

    def more(self, shown: int, count: int) -> str:
        """How many records are not shown; empty where all are."""
        return self.says["more_records"].format(count - shown) if count > shown else ""

    def changed(self, row: Row) -> str:
        """What happened to a record, which it is, in which indicators it counts, where it stands."""
        said = f"{CHANGES[self.lang][row['change']]} {self.record(row)}"
        joined = ("、" if self.lang == "zh" else ", ").join(map(self.metric, row["metrics"] or ()))
        counts_in = self.says["counts_in"].format(joined) if joined else ""
        day = self.day(row["occurred_on"], row["metrics"] or ())
        return " · ".join(part for part in (day, said, counts_in, self.place(row)) if part)

    def quantity(self, row: Row) -> str:
        """What a revision moved."""
        item = self.metric(row["item"]) if row["quantity"] == "contribution" else row["item"]
        return f"{quantity_words(row['quantity'], self.lang)} {item}".strip()

    def side(self, row: Row, side: str) -> str:
        """What it was before or is now: a number, or words."""
        number, text, quantity = row[f"{side}_value"], row[f"{side}_text"], row["quantity"]
        if number is not None or text is None:
            return self.value(number, row["unit"])
        if quantity in ("suggested_grade", "score_grade"):
            return self.grade(row["subject_type"], text)
        return gate_words(text, self.lang) if quantity == "gate" else status_words(text, self.lang)

    def cause(self, row: Row) -> str:
        """Why a revision moved it, with the appeals that were upheld."""
        said = cause_words(row["cause"], self.lang)
        return f"{said} ({self.says['appeals'].format(row['decision'])})" if row["decision"] else said

    def state(self, run: Row) -> str:
        """What the run's results are worth."""
        of_kind = run["kind"] if run["kind"] != "final" else run["state"]
        said = STATES[self.lang][of_kind]
        confirmed = run["kind"] == "final" and run["confirmed_on"]
        if not confirmed:
            return said
        joined = self.says["confirmed_on"].format(run["confirmed_on"])
        return f"{said}（{joined}）" if self.lang == "zh" else f"{said} ({joined})"


def is_superseded(run: Row) -> bool:
    """Whether a newer revision was there already when this was written; what was rejected or returned was not
    superseded, nor is what is confirmed while nothing newer is."""
    is_standing = run["is_newest"] or run["is_current"]
    return run["kind"] == "final" and not is_standing and run["state"] not in DISMISSED


def revision_words(run: Row, lang: str) -> str:
    """`revision 2` and that it was the newest when it was published; a dash for a preview or a look back."""
    said = SENTENCES[lang]["newest_revision" if run["is_newest"] else "revision_of"]
    return said.format(run["revision"]) if run["revision"] else "–"


def signed(number: str) -> str:
    """A difference with its sign."""
    return number if number.startswith("-") else f"+{number}"
