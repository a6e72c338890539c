"""What was really paid: the ledger of rewards so far, beside what this run comes to."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from pipelines.documents.posted import POSTED
from pipelines.documents.report.pieces import heading, paragraph, table, two_places
from pipelines.documents.report.report import Report
from pipelines.explain.find import Row

# By year of the benefit; a year may stand in the ledger alone or have come to nothing yet.
LEDGER = f"""
    WITH posted AS (
        SELECT
            benefit_year, currency, max(posted_on) AS posted_on,
            sum(owed_amount) AS posted_owed_amount, sum(to_come_amount) AS posted_to_come_amount
        FROM ({POSTED})
        GROUP BY benefit_year, currency
    ),

    here AS (
        SELECT benefit_year, currency, released_amount, to_come_amount
        FROM reward_reconciliation
        WHERE run_id = $run_id AND org_id = $org_id AND currency IS NOT NULL
    )

    SELECT *
    FROM posted FULL JOIN here USING (benefit_year, currency)
    ORDER BY benefit_year, currency
"""
COLUMNS = ("posted_owed_amount", "posted_to_come_amount", "released_amount", "to_come_amount")


def ledger(report: Report) -> list[Row]:
    """Owed and to come by the ledger, and by this run, of each year of benefits."""
    return report.edition.rows(LEDGER)


def posted(report: Report) -> Iterator[Markup]:
    """The ledger beside the run, where either knows an amount."""
    found = [row for row in ledger(report) if row["posted_on"] or row["released_amount"] or row["to_come_amount"]]
    if not found:
        return
    title = report.say("ledger_so_far")
    heads = report.heads("benefit_year", *(f"#{name}" for name in COLUMNS), "posted_on")
    rows = [
        (
            report.year(row),
            *(two_places(row[name]) for name in COLUMNS),
            str(row["posted_on"] or report.say("nothing_posted")),
        )
        for row in found
    ]
    yield heading(title)
    yield paragraph(report.say("ledger_said"), "faint")
    yield table(title, heads, rows, heard=True)
