"""Which result says what was known on a day: the newest whose data had all come in by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from pipelines.errors import PeriodError
from pipelines.explain.find import NAMED
from pipelines.period import parse_period
from pipelines.runs import settled_batch

# Of what is computed of the period with no newer data than was there on the day: those that know the subject before
# others, revisions and look backs before previews.
KNOWN = f"""
    SELECT
        run_id,
        (
            SELECT count(*) FROM ingest.batch
            WHERE state = 'loaded' AND batch_id > as_of_batch AND batch_id <= $batch
        ) AS later_count
    FROM run.run
    WHERE period = $period AND state = 'computed' AND as_of_batch <= $batch AND cut_off <= $day
    ORDER BY
        run_id NOT IN (SELECT run_id FROM result.appraisal WHERE {NAMED}), provisional, as_of_batch DESC,
        run_kind(revision, provisional) = 'look_back', revision DESC, cut_off DESC, run_id
    LIMIT 1
"""


@dataclass(frozen=True)
class Known:
    """A run, and how many deliveries had come in by the day that it does not count."""

    run_id: str
    later_count: int


def known_on(con: duckdb.DuckDBPyConnection, period: str, day: date, subject: str = "") -> Known:
    """The run that says what was known of a period on a day. Raises PeriodError when none does."""
    parse_period(period)
    given = {"period": period, "batch": settled_batch(con, day), "day": day, "subject": subject}
    found = con.execute(KNOWN, given).fetchone()
    if not found:
        raise PeriodError(
            f"Nothing is computed of {period} with the data of {day}.", do=f"Run `appraise run {period} --as-of {day}`."
        )
    return Known(str(found[0]), int(found[1]))
