"""What every feed file keeps to, so that a heading, a key or a word for a code means one thing."""

from __future__ import annotations

from collections import Counter

import pytest

from pipelines.feeds import Feed, load_feeds
from pipelines.ingest.headings import plain
from pipelines.schemes.catalogue import load_catalogue
from pipelines.settings import PROJECT_DIR

FEEDS = list(load_feeds().values())
by_feed = pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.feed)


@by_feed
def test_a_heading_names_one_field(feed: Feed) -> None:
    texts = [
        text for field in feed.fields for text in {plain(t) for t in (field.name, field.heading.zh, field.heading.en)}
    ]
    assert [text for text, count in Counter(texts).items() if count > 1] == []


@by_feed
def test_the_key_is_made_of_required_fields_and_begins_with_the_organisation(feed: Feed) -> None:
    assert feed.key[0] == "org_id"
    assert all(feed.field(name).required for name in feed.key)
    assert len({field.name for field in feed.fields}) == len(feed.fields)


@by_feed
def test_a_word_means_one_code(feed: Feed) -> None:
    for field in feed.fields:
        words = [*field.codes, *field.codes.values()]
        assert len(words) == len(set(words)), field.name
        assert (field.type == "code") == bool(field.codes), field.name
        assert field.type == "code" or not field.open_codes, field.name


@by_feed
def test_whoever_is_named_is_marked_as_personal(feed: Feed) -> None:
    for field in feed.fields:
        if field.name.endswith("person_id"):
            assert field.personal, field.name


@by_feed
def test_names_tell_the_type(feed: Feed) -> None:
    endings = {"_on": "date", "_at": "timestamp", "_amount": "money", "_count": "integer", "_percent": "number"}
    for field in feed.fields:
        for ending, kind in endings.items():
            assert not field.name.endswith(ending) or field.type == kind, field.name


def test_every_feed_and_kind_a_metric_needs_is_there() -> None:
    feeds = load_feeds()
    for metric in load_catalogue(PROJECT_DIR).metrics.values():
        assert set(metric.feeds) <= set(feeds), metric.id
        offered = {
            code
            for name in metric.feeds
            for field in feeds[name].fields
            if field.name == "kind"
            for code in field.codes
        }
        assert set(metric.kinds) <= offered, metric.id
