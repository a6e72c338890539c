"""What a feed is in the warehouse: `history.<feed>`, `records.<feed>`, and the views over all feeds."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.feeds import Feed, load_feeds


def feed_ddl() -> list[str]:
    """The statements for each feed's table of versions and its view."""
    return [statement for feed in load_feeds().values() for statement in (history_ddl(feed), records_view(feed))]


def history_ddl(feed: Feed) -> str:
    """`history.<feed>`: every version of every record and the batches it was valid in."""
    fields = ", ".join(f'"{field.name}" {field.sql_type}' for field in feed.fields)
    return (
        f"CREATE TABLE IF NOT EXISTS history.{feed.feed} "
        f"({fields}, batch_id INTEGER NOT NULL, source_row BIGINT NOT NULL, closed_by_batch_id INTEGER)"
    )


def records_view(feed: Feed) -> str:
    """`records.<feed>`: the versions that stood as of the batch in the variable `as_of_batch` (not set: now)."""
    return (
        f"CREATE OR REPLACE VIEW records.{feed.feed} AS SELECT * FROM history.{feed.feed} "
        "WHERE batch_id <= coalesce(getvariable('as_of_batch'), 2147483647) "
        "AND (closed_by_batch_id IS NULL "
        "OR closed_by_batch_id > coalesce(getvariable('as_of_batch'), 2147483647))"
    )


def every_row(feeds: Iterable[str]) -> str:
    """`history.every_row`: which organisation delivered something by which feed in which batch."""
    return " UNION ALL ".join(f"SELECT org_id, batch_id, '{feed}' AS feed FROM history.{feed}" for feed in feeds)


def every_kind(feeds: Iterable[Feed]) -> str:
    """`history.every_kind`: the same by kind of record (`obligation:hazard`), for feeds that many metrics share."""
    shared = [feed.feed for feed in feeds for field in feed.fields if field.name == "kind" and field.open_codes]
    return " UNION ALL ".join(
        f"SELECT org_id, batch_id, '{feed}' AS feed, '{feed}:' || kind AS kind FROM history.{feed}" for feed in shared
    )


def every_record(feeds: Iterable[Feed]) -> str:
    """`history.every_record`: every version of every record by feed and ID (its key without the organisation)."""
    parts = []
    for feed in feeds:
        own = [f'CAST("{name}" AS TEXT)' for name in feed.key if name != "org_id"] or ["org_id"]
        record_id = " || '/' || ".join(own)
        parts.append(
            f"SELECT org_id, '{feed.feed}' AS feed, {record_id} AS record_id, batch_id, closed_by_batch_id "
            f"FROM history.{feed.feed}"
        )
    return " UNION ALL ".join(parts)
