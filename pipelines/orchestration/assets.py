"""What the DAGs hand on to each other: the feeds by day, and the periods and runs that are due.

Each event carries a partition key: of a feed the day of the data (`2026-09-30`), of the others the period or the run
it is about, so that nothing has to be guessed from the clock.
"""

from __future__ import annotations

from airflow.sdk import Asset

from pipelines.feeds import load_feeds

PREFIX = "appraise://warehouse"


def feed_assets() -> dict[str, Asset]:
    """The asset of each feed, by the feed's name."""
    return {feed: Asset(name=feed, uri=f"{PREFIX}/history/{feed}", group="feed") for feed in load_feeds()}


# A quarter (`2026Q3`) and a year (`2026`) whose days are in, or whose deadline has come.
QUARTER_DUE = Asset(name="quarter_due", uri=f"{PREFIX}/due/quarter", group="due")
YEAR_DUE = Asset(name="year_due", uri=f"{PREFIX}/due/year", group="due")
# A publicised run (its id) whose days of publicity are over.
CONFIRMATION_DUE = Asset(name="confirmation_due", uri=f"{PREFIX}/due/confirmation", group="due")
