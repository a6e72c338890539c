"""Who receives what: rewards by unit and by person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from pipelines.documents.report.pieces import heading, paragraph, two_places
from pipelines.documents.report.report import Report
from pipelines.explain.find import Row
from pipelines.explain.reward_codes import code_words

UNITS = """
    SELECT *
    FROM department_reward
    WHERE run_id = $run_id AND org_id = $org_id
    ORDER BY benefit_year DESC, currency, pool_amount DESC NULLS LAST, department_id
"""
PERSONS = """
    WITH paid AS (
        SELECT
            award_id, sum(released_amount) AS released_amount, sum(lapsed_amount) AS lapsed_amount,
            sum(to_come_amount) AS to_come_amount, sum(reclaimed_amount) AS reclaimed_amount
        FROM reward_tranche
        WHERE run_id = $run_id AND org_id = $org_id
        GROUP BY award_id
    )

    SELECT awards.*, paid.released_amount, paid.lapsed_amount, paid.to_come_amount, paid.reclaimed_amount
    FROM reward_award AS awards
    LEFT JOIN paid ON awards.award_id = paid.award_id
    WHERE awards.run_id = $run_id AND awards.org_id = $org_id
    ORDER BY awards.benefit_year DESC, awards.innovation_id, awards.gross_amount DESC NULLS LAST, awards.award_id
"""
PERSON_AMOUNTS = (
    "gross_amount", "forfeited_amount", "person_cap_reduction_amount", "award_amount", "released_amount",
    "lapsed_amount", "to_come_amount",
)  # fmt: skip
UNIT_AMOUNTS = (
    "pool_amount", "awarded_amount", "cio_awarded_amount", "forfeited_amount", "person_cap_reduction_amount",
    "unallocated_amount",
)  # fmt: skip


def units(report: Report) -> Iterator[Markup]:
    found = report.edition.rows(UNITS)
    if found:
        title = report.say("unit_rewards")
        heads = report.heads("unit", "benefit_year", "#persons_count", *numbers(UNIT_AMOUNTS))
        rows = [
            (
                report.unit(row["department_id"]),
                report.year(row),
                str(row["person_count"]),
                *(two_places(row[name]) for name in UNIT_AMOUNTS),
            )
            for row in found
        ]
        yield heading(title)
        yield report.folded(title, heads, rows, "wide")


def persons(report: Report) -> Iterator[Markup]:
    title = report.say("persons")
    yield heading(title)
    found = report.edition.rows(PERSONS)
    if not found:
        yield paragraph(report.say("no_persons"))
        return
    yield paragraph(report.say("persons_said"), "faint")
    amounts = numbers(("share_percent", *PERSON_AMOUNTS))
    heads = report.heads("person", "innovation", "benefit_year", "unit", *amounts, "standing", "channel")
    rows = [
        (
            report.statement("reward", row["person_id"], f"{row['person_name'] or ''} {row['person_id']}".strip()),
            row["innovation_id"],
            report.year(row),
            report.unit(row["department_id"]),
            two_places(row["share_percent"]),
            *(two_places(row[name]) for name in PERSON_AMOUNTS),
            standing(report, row),
            code_words(row["funding_channel"], report.lang) if row["funding_channel"] else "",
        )
        for row in found
    ]
    yield report.folded(title, heads, rows, "wide")


def numbers(names: Sequence[str]) -> list[str]:
    """Keys of columns that hold numbers."""
    return [f"#{name}" for name in names]


def standing(report: Report, row: Row) -> str:
    """A status with its reason, where that says more."""
    said = (code_words(row["status"], report.lang, is_open=not report.has_posted), report.reason(row["reason"]))
    return report.say("join").join(filter(None, dict.fromkeys(said)))
