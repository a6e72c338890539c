"""How the shared queries of obligations, checklists and measurements count: which query knows which counting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Counting = Literal[
    "on_time", "on_time_and_passed", "in_window", "done", "done_and_passed", "done_and_reported", "days_late",
    "overlong", "mean_by_subject", "latest_conclusion",
    "standing", "standing_and_reviewed", "dated", "all_of_subject", "exactly_one",
    "summed", "by_importance", "person_score", "capped", "vetoable", "vetoes", "latest", "latest_capped", "survey",
    "annualised", "number", "trimmed_mean", "rated",
]  # fmt: skip


@dataclass(frozen=True)
class SharedQuery:
    """An evidence query that serves every metric of its shape: the feed it reads and the countings it knows."""

    feed: str
    countings: tuple[Counting, ...]


QUERIES: Mapping[str, SharedQuery] = {
    "obligation": SharedQuery(
        "obligation",
        ("on_time", "on_time_and_passed", "in_window", "done", "done_and_passed", "done_and_reported", "days_late",
         "overlong"),
    ),
    "obligation_subject": SharedQuery("obligation", ("mean_by_subject", "latest_conclusion")),
    "checklist": SharedQuery("checklist_item", ("standing", "standing_and_reviewed", "dated")),
    "checklist_subject": SharedQuery("checklist_item", ("all_of_subject", "exactly_one")),
    "measurement": SharedQuery(
        "measurement",
        ("summed", "by_importance", "person_score", "capped", "vetoable", "vetoes", "latest", "latest_capped",
         "survey", "annualised", "number"),
    ),
    "measurement_subject": SharedQuery("measurement", ("mean_by_subject", "trimmed_mean", "rated")),
}  # fmt: skip
SHARED_FEEDS = tuple(dict.fromkeys(query.feed for query in QUERIES.values()))

# The numbers a counting needs: a metric that counts so names them, and every scheme that uses it gives them.
NUMBERS: Mapping[Counting, tuple[str, ...]] = {
    "overlong": ("secondment_months",),
    "latest_conclusion": ("protection_conclusion_passes",),
    "standing_and_reviewed": ("rule_review_months",),
    "by_importance": ("system_importance_weight",),
    "survey": ("survey_minimum_count", "survey_minimum_percent"),
    "annualised": ("investment_life_years",),
    "trimmed_mean": ("rater_minimum_count",),
    "rated": ("rater_minimum_count",),
}
# Each row counts with a denominator of 1, so a share of them would say nothing.
TOTALS: tuple[Counting, ...] = ("overlong", "vetoes", "number")
LISTS: tuple[Counting, ...] = ("standing", "standing_and_reviewed", "dated", "all_of_subject")


def mistake(
    counting: Counting,
    *,
    evidence: str | None,
    feeds: tuple[str, ...],
    kinds: tuple[str, ...],
    parameters: tuple[str, ...],
    value: str,
    list_size: int | None,
) -> str | None:
    """What keeps a metric from being counted as it says, or None."""
    query = QUERIES.get(evidence or "")
    if query is None or counting not in query.countings:
        serving = [name for name, other in QUERIES.items() if counting in other.countings]
        other_than = f', not by "{evidence}"' if evidence else ""
        return f"counting {counting} is served by the evidence query {' or '.join(serving)}{other_than}"
    missing = [name for name in NUMBERS.get(counting, ()) if name not in parameters]
    mistakes = (
        (feeds != (query.feed,), f"the evidence query {evidence} reads the feed {query.feed} and no other"),
        (not kinds or len(set(kinds)) < len(kinds), f"counting {counting} needs the kinds of record, each once"),
        (bool(missing), f"counting {counting} needs the parameters {', '.join(missing)}"),
        (counting in TOTALS and value != "total", f"counting {counting} gives a total"),
        (list_size is not None and counting not in LISTS, f"counting {counting} knows no list_size"),
    )
    return next((what for is_so, what in mistakes if is_so), None)
