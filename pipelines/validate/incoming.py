"""Validates archived batches in the order they came: rows to quarantine, batches accepted or refused."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pipelines.errors import InputError
from pipelines.feeds import Feed, feed_named
from pipelines.ingest import keys
from pipelines.ingest.archive import sha256_of
from pipelines.ingest.batches import batch
from pipelines.ingest.views import create_incoming
from pipelines.settings import Settings
from pipelines.validate.outcome import Outcome, Page, write_pages
from pipelines.validate.quarantine import quarantine_rows
from pipelines.validate.rule_file import incoming_rules
from pipelines.warehouse import set_variables, transaction, writer


@dataclass(frozen=True)
class Verdict:
    """What came of a batch: its state, how many rows are set aside, why it was refused, and warnings."""

    batch_id: int
    feed: str
    source: str
    source_file: str
    state: str
    read_count: int
    quarantined_count: int
    refusal: str | None
    warnings: tuple[str, ...]


def validate_new(settings: Settings) -> list[Verdict]:
    """Validate every archived batch, in order, one transaction each; writes the Data Docs of the feeds met.

    Raises CheckError when an expectation itself could not be checked: that batch stays archived.
    """
    verdicts: list[Verdict] = []
    pages: dict[str, Page] = {}
    with writer(settings) as con:
        waiting = con.execute(
            "SELECT batch_id, feed FROM ingest.batch WHERE state = 'archived' ORDER BY batch_id"
        ).fetchall()
        try:
            verdicts += [one for batch_id, feed in waiting if (one := refuse_broken(con, feed_named(feed), batch_id))]
            broken = {one.batch_id for one in verdicts}
            if waiting:
                create_incoming(con)
            for batch_id, feed in waiting:
                if batch_id not in broken:
                    with transaction(con):
                        verdict, pages[feed] = validate_batch(con, feed_named(feed), batch_id)
                    verdicts.append(verdict)
        finally:
            if pages:
                write_pages(settings.home / "data_docs", pages.values())
    return verdicts


def validate_batch(con: duckdb.DuckDBPyConnection, feed: Feed, batch_id: int) -> tuple[Verdict, Page]:
    """Check one batch: its keys, its rows, the whole; then settle it as validated or refused."""
    from pipelines.validate.engine import check

    keys.check(con, batch_id)
    set_variables(con, {"batch_id": batch_id})
    con.execute(
        f'CREATE OR REPLACE TEMP VIEW "{feed.feed}" AS SELECT * FROM incoming.{feed.feed} WHERE batch_id = {batch_id}'
    )
    outcomes, page = check(con, feed.feed, feed.feed, ("source_row",), incoming_rules(feed.feed))
    quarantine_rows(con, feed, batch_id, outcomes)
    store_outcomes(con, feed, batch_id, outcomes)
    verdict = settle(con, feed, batch_id, outcomes)
    if verdict.state == "refused":
        create_incoming(con)  # its rows exist for no later batch
    return verdict, page


def refuse_broken(con: duckdb.DuckDBPyConnection, feed: Feed, batch_id: int) -> Verdict | None:
    """Refuse a batch whose archived copy cannot be trusted, before the checks of any batch read it."""
    why = archive_trouble(con, batch_id)
    if not why:
        return None
    with transaction(con):
        # Without the contract it was read by, the same file counts as new when it comes again.
        con.execute("UPDATE ingest.batch SET contract_sha256 = '' WHERE batch_id = $id", {"id": batch_id})
        return settle(con, feed, batch_id, [], why)


def archive_trouble(con: duckdb.DuckDBPyConnection, batch_id: int) -> str | None:
    """Why the archived copy cannot be trusted: it is gone, or not what was written; None when it is as it was."""
    item = batch(con, batch_id)
    written = con.execute(
        "SELECT archive_sha256 FROM ingest.batch WHERE batch_id = $batch_id", {"batch_id": batch_id}
    ).fetchall()[0][0]
    try:
        found = sha256_of(item.archive)
    except InputError:
        return f"The archived copy {item.archive.name} is gone or cannot be read. Deliver the file again."
    return None if found == written else f"The archived copy {item.archive.name} was changed. Deliver the file again."


def store_outcomes(con: duckdb.DuckDBPyConnection, feed: Feed, batch_id: int, outcomes: list[Outcome]) -> None:
    """Keep what came of every expectation."""
    con.executemany(
        "INSERT INTO ingest.expectation_result VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                batch_id, feed.feed, item.rule.id, item.rule.severity, item.rule.on_failure,
                item.success, item.unexpected_count, item.rule.why.en,
            )
            for item in outcomes
        ],
    )  # fmt: skip


def settle(
    con: duckdb.DuckDBPyConnection, feed: Feed, batch_id: int, outcomes: list[Outcome], trouble: str | None = None
) -> Verdict:
    """Accept or refuse the batch; with `trouble` it is refused whatever the outcomes are."""
    source, source_file, read_count, set_aside = con.execute(
        """
        SELECT
            source, source_file, read_count,
            (SELECT count(DISTINCT source_row) FROM ingest.quarantine WHERE batch_id = $batch_id)
        FROM ingest.batch
        WHERE batch_id = $batch_id
        """,
        {"batch_id": batch_id},
    ).fetchall()[0]
    refusal = trouble or refusal_of(feed, outcomes, read_count, set_aside)
    state = "refused" if refusal else "validated"
    con.execute(
        "UPDATE ingest.batch SET state = $state, quarantined_count = $set_aside, refusal = $refusal "
        "WHERE batch_id = $batch_id",
        {"state": state, "set_aside": set_aside, "refusal": refusal, "batch_id": batch_id},
    )
    warnings = tuple(
        f"{item.rule.id}: {item.unexpected_count} rows. {item.rule.why.en}"
        for item in outcomes
        if not item.success and item.rule.on_failure == "warn"
    )
    return Verdict(
        batch_id, feed.feed, source, source_file, state, read_count, set_aside, refusal, warnings
    )  # fmt: skip


def refusal_of(feed: Feed, outcomes: list[Outcome], read_count: int, set_aside: int) -> str | None:
    """Why the batch is refused whole, or None: a rule on the whole batch, or too many rows set aside."""
    broken = [item.rule for item in outcomes if not item.success and item.rule.on_failure == "stop"]
    if broken:
        return " ".join(f"{rule.id}: {rule.why.en}" for rule in broken)
    if set_aside * 100 > feed.error_limit_percent * read_count:
        return (
            f"{set_aside} of {read_count} rows cannot be used; {feed.feed} allows at most "
            f"{feed.error_limit_percent} percent. Mend the file and deliver it again."
        )
    return None
