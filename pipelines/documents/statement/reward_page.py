"""One person's statement of rewards as its template takes it. Nobody else's amounts are read for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from pipelines.documents.edition import Edition
from pipelines.documents.statement import reward_queries as queries
from pipelines.documents.statement import subject_queries
from pipelines.documents.statement.lift import appealed, objection
from pipelines.documents.statement.phrases import is_superseded, revision_words
from pipelines.documents.statement.reward_words import (
    SENTENCES,
    WORTH,
    reward_labels,
)
from pipelines.documents.statement.words import LABELS, TITLES
from pipelines.documents.statement.words import SENTENCES as COMMON
from pipelines.explain.find import Row
from pipelines.explain.numbers import number
from pipelines.explain.restated_words import cause_words, quantity_words
from pipelines.explain.reward_amounts import amount, percent, why
from pipelines.explain.reward_codes import code_words, unit_words
from pipelines.explain.reward_reasons import reason_words
from pipelines.explain.sign_off_text import DISMISSED

POSTS = (("cio", "is_cio"), ("head", "is_unit_head"), ("main", "is_main_contributor"))


@dataclass(frozen=True)
class Awarded:
    """The awards of an organisation in the order of their persons; by person (and award) what there is of each."""

    awards: Sequence[Row]
    tranches: Mapping[tuple[Any, ...], Sequence[Row]]
    ledger: Mapping[tuple[Any, ...], Sequence[Row]]
    totals: Mapping[tuple[Any, ...], Sequence[Row]]
    moved: Mapping[tuple[Any, ...], Sequence[Row]]
    objection: Sequence[Row]
    appeals: Mapping[tuple[Any, ...], Sequence[Row]]
    grades: Sequence[Row]
    plan: Sequence[Row]


def gather(edition: Edition) -> Awarded:
    """Everything statements of rewards of one organisation and run are made of."""
    return Awarded(
        awards=edition.rows(queries.AWARDS),
        tranches=grouped(edition.rows(queries.TRANCHES), "person_id", "award_id", "currency"),
        ledger=grouped(edition.rows(queries.LEDGER), "person_id"),
        totals=grouped(edition.rows(queries.TOTALS), "person_id"),
        moved=grouped(edition.rows(queries.RESTATED), "person_id"),
        objection=edition.rows(queries.OBJECTIONS),
        appeals=grouped(edition.rows(subject_queries.APPEALS), "subject_type", "subject_id"),
        grades=edition.rows(queries.GRADES),
        plan=edition.rows(queries.PLAN),
    )


class RewardPages:
    """Makes the pages of an organisation's persons with awards."""

    def __init__(self, edition: Edition) -> None:
        self.edition, self.lang, self.found = edition, edition.lang, edition.once(gather)
        self.says, self.w = SENTENCES[edition.lang], reward_labels(edition.lang)
        period = self.found.objection[0] if self.found.objection else None
        self.objection = list(objection(COMMON[edition.lang], edition, period))
        self.plan = [
            (self.w.plan, f"{edition.in_own(row, 'plan_title')} ({row['plan_id']} {row['plan_version']})")
            for row in self.found.plan
        ]
        self.grades = {row["grade"]: edition.in_own(row, "grade_name") for row in self.found.grades}
        self.reasons: dict[tuple[str, str], str] = {}

    def pages(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each person with what the template is given."""
        for person_id, awards in groupby(self.found.awards, key=lambda row: str(row["person_id"])):
            yield person_id, self.page(person_id, list(awards))

    def page(self, person_id: str, awards: Sequence[Row]) -> dict[str, Any]:
        """What the template is given for one person."""
        run, common = self.edition.run, LABELS[self.lang]
        totals = self.found.totals.get((person_id,), ())
        worth = self.worth(awards, has_cash=bool(totals))
        is_open = worth not in ("confirmed", "no_cash")
        return {
            "document": TITLES[self.lang]["reward"],
            "name": awards[0]["person_name"] or person_id,
            "identifier": person_id,
            "about": [
                (common["organization"], self.edition.organization["organization_name"]),
                (common["period"], f"{run['period']} ({run['period_start']} – {run['cut_off']})"),
                (common["edition"], revision_words(run, self.lang)),
                *self.plan,
            ],
            "state": WORTH[self.lang][worth],
            "open": " open" if is_open else "",
            "notes": [COMMON[self.lang]["superseded"]] if is_superseded(run) else [],
            "released": self.w.released_open if is_open else self.w.released,
            "facts": [
                fact
                for row in totals
                for fact in self.facts(row, is_settled=not is_open)
            ],
            "awards": [self.award(row, is_open=is_open) for row in awards],
            "ledger": [self.entry(row) for row in self.found.ledger.get((person_id,), ())],
            "restated": [self.restated(row) for row in self.found.moved.get((person_id,), ())],
            "objection": [
                *appealed(COMMON[self.lang], [
                    one for row in awards for one in self.found.appeals.get(("award", row["award_id"]), ())
                ]),
                *self.objection,
            ],
        }  # fmt: skip

    def worth(self, awards: Sequence[Row], *, has_cash: bool) -> str:
        """Whether the amounts are an estimate, proposed, rejected, returned or confirmed; or confirmed without any."""
        state = self.edition.run["state"]
        if state in DISMISSED:
            return str(state)
        if awards[0]["is_estimate"]:
            return "estimate"
        if state not in ("confirmed", "archived"):
            return "proposed"
        return "confirmed" if has_cash else "no_cash"

    def money(self, value: Decimal | None, currency: str) -> str:
        """An amount with its currency."""
        return amount(value, currency, self.lang)

    def facts(self, row: Row, *, is_settled: bool) -> Iterator[tuple[str, str]]:
        """A person's totals in one currency; what is to be paid back only where there is something."""
        shown = [
            (self.w.award_total, row["award_amount"]),
            (self.w.released_total if is_settled else self.w.would_release, row["released_amount"]),
            (self.w.to_come_total, row["to_come_amount"]),
            (self.w.to_reclaim, row["reclaimed_amount"] or None),
            (self.w.owed, row["owed_amount"]),
        ]
        for label, value in shown:
            if value is not None:
                yield label, self.money(value, row["currency"])

    def award(self, row: Row, *, is_open: bool) -> dict[str, Any]:
        """One award: share, how it comes about, instalments; `is_open`: nothing of it is confirmed yet."""
        tranches = self.found.tranches.get((row["person_id"], row["award_id"], row["currency"]), ())
        posts = [getattr(self.w, name) for name, column in POSTS if row[column]]
        return {
            "title": row["innovation_title"] or row["innovation_id"],
            "award_id": row["award_id"],
            "year": self.says["benefit_of"].format(row["benefit_year"]),
            "roles": list(dict.fromkeys(part for part in (row["role"], *posts) if part)),
            "gone": self.says["gone"] if row["status"] is None else "",
            "share": self.share(row),
            "steps": list(self.steps(row, is_open=is_open)),
            "status": code_words(row["status"], self.lang, is_open=is_open) if row["status"] else "",
            "reason": self.why_awarded(row),
            "channel": code_words(row["funding_channel"], self.lang) if row["funding_channel"] else "",
            "clause": row["clause"] or "",
            "currency": unit_words(row["currency"], self.lang),
            "tranches": [self.tranche(one, is_open=is_open) for one in tranches],
            "is_reclaimed": any(one["reclaimed_amount"] for one in tranches),
        }

    def share(self, row: Row) -> str:
        """The share as filed and as split; empty where none was filed."""
        if row["filed_share_percent"] is None and row["share_percent"] is None:
            return ""
        return self.says["share_of"].format(percent(row["filed_share_percent"]), percent(row["share_percent"]))

    def steps(self, row: Row, *, is_open: bool) -> Iterator[tuple[str, str]]:
        """From the share of the whole to the award, with what limits and reasons took away."""
        if row["status"] not in ("awarded", "held", "forfeited"):
            return
        currency = row["currency"]
        yield self.w.gross, self.money(row["gross_amount"], currency)
        if row["protected_amount"]:
            yield self.w.protected, self.money(row["protected_amount"], currency)
        if row["forfeited_amount"]:
            kept = self.says["kept"].format(percent(row["kept_percent"]))
            forfeited = self.w.would_forfeit if is_open else self.w.forfeited
            yield f"{forfeited} ({kept})", self.money(row["forfeited_amount"], currency)
        if row["person_cap_reduction_amount"]:
            limit = self.says["limit_of"].format(self.money(row["person_limit_amount"], currency))
            yield limit, self.money(row["person_cap_reduction_amount"], currency)
        yield self.w.award, self.money(row["award_amount"], currency)

    def tranche(self, row: Row, *, is_open: bool) -> tuple[str, ...]:
        """An instalment: when, how much is planned, released, to be paid back, lapsed and to come, and why."""
        columns = ("planned", "released", "reclaimed", "lapsed", "to_come")
        status = code_words(row["status"], self.lang, is_open=is_open)
        said = "; ".join(part for part in (status, self.why(row)) if part)
        return (
            str(row["tranche"]), str(row["due_year"]), percent(row["instalment_percent"]),
            *(format(row[f"{name}_amount"], ",f") for name in columns), said,
        )  # fmt: skip

    def entry(self, row: Row) -> tuple[str, ...]:
        """A ledger entry with its effect on what is owed and to come."""
        kind = code_words(row["kind"], self.lang)
        named = self.says["of_tranche"].format(kind, row["tranche"]) if row["tranche"] else kind
        amounts = (format(row[column], ",f") for column in ("amount", "owed_amount", "to_come_amount"))
        return str(row["posted_on"]), named, row["award_id"], *amounts, self.why(row, "cause")

    def restated(self, row: Row) -> tuple[str, ...]:
        """What a revision moved of an award."""
        before, after = (
            number(row[f"{side}_value"]) if row[f"{side}_value"] is not None else str(row[f"{side}_text"] or "")
            for side in ("before", "after")
        )
        delta = "" if row["delta"] is None else format(row["delta"], "+,f").rstrip("0").rstrip(".")
        what = f"{row['subject_id']} {quantity_words(row['quantity'], self.lang)}"
        return what, before, after, delta, cause_words(row["cause"], self.lang)

    def why_awarded(self, row: Row) -> str:
        """Why an award is as it is; of an estimate by a grade, that the grade of the year will count."""
        said = self.why(row)
        by_grade = row["is_estimate"] and said and "grade " in row["reason"]
        return self.says["grade_of_the_year"].format(said) if by_grade else said

    def why(self, row: Row, column: str = "reason") -> str:
        """A reason or cause in the reader's language; the same one is translated once."""
        said, currency = row[column], row["currency"] or ""
        if not said:
            return ""
        if (said, currency) not in self.reasons:
            words = reason_words(said, self.lang, self.grades, self.found.plan)
            self.reasons[said, currency] = why(
                {f"reason{'_zh' if self.lang == 'zh' else ''}": words, "currency": currency}, self.lang
            )
        return self.reasons[said, currency]


def grouped(rows: Sequence[Row], *columns: str) -> Mapping[tuple[Any, ...], list[Row]]:
    """The rows by what stands in some columns, in their order."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[column] for column in columns), []).append(row)
    return found
