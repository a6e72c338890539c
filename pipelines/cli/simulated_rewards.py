"""The rewards of a simulation as a person reads them: totals, pools, awards."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipelines.cli.rewards_tried import grouped
from pipelines.cli.shared import print_table, say
from pipelines.cli.simulated_words import SIMULATED
from pipelines.explain.reward_codes import code_words
from pipelines.simulate.compare_rewards import AMOUNTS, MovedAmount
from pipelines.simulate.simulate import SimulatedPeriod
from pipelines.simulate.split import PARTS, Split

MOST_ROWS = 20


def show_rewards(one: SimulatedPeriod, lang: str) -> None:
    """Totals where there are rewards; pools and awards where any moves."""
    words, rewards = SIMULATED[lang], one.rewards
    if not rewards.totals:
        return
    every = [split for amounts in rewards.totals.values() for split in amounts.values()]
    every += [split for one in (*rewards.pools, *rewards.awards) for split in one.amounts.values()]
    shown = [part for part in PARTS if part == "rules" or any(split.parts[part] for split in every)]
    causes = [*(words[part] for part in shown), words["now"]]
    rows = [
        (f"{org_id}, {currency}", words["amounts"][name], *split_row(split, shown))
        for (org_id, currency), amounts in rewards.totals.items()
        for name, split in amounts.items()
        # What goes to persons is the sum of the awards.
        if any(split.cells.values()) and name not in AMOUNTS["award"]
    ]
    money = (words["total_columns"][-1], *causes)
    print_table(words["totals"], (*words["total_columns"], *causes), rows, money)
    for title, columns, moved, names in (
        ("pools", "pool_columns", rewards.pools, ("org_id", "innovation_id", "benefit_year", "innovation_title")),
        ("awards", "award_columns", rewards.awards, ("org_id", "award_id", "person_id", "person_name")),
    ):
        lines = [moved_row(one, names, shown, lang) for one in moved[:MOST_ROWS]]
        print_table(words[title], (*words[columns], *causes, words["status"]), lines, money)
        if len(moved) > MOST_ROWS:
            say(words["more"].format(len(moved) - MOST_ROWS))
    say(words["unmoved_rewards"].format(rewards.unmoved_pools, rewards.unmoved_awards))


def moved_row(one: MovedAmount, names: Sequence[str], shown: Sequence[str], lang: str) -> tuple[object, ...]:
    """A pool or an award as a row of the table."""
    split = next(iter(one.amounts.values()))
    status = [code_words(one.status[cell] or "-", lang) for cell in ("was", "both")]
    told = status[0] if status[0] == status[1] else f"{status[0]} → {status[1]}"
    return (*(one.about[name] for name in names), *split_row(split, shown), told)


def split_row(split: Split, shown: Sequence[str]) -> list[str | None]:
    """What was, each cause, what would have been."""
    parts = split.parts
    return [money(split.was), *(signed(parts[part]) for part in shown), money(split.after)]


def money(value: Decimal | None) -> str | None:
    return None if value is None else grouped(value)


def signed(value: Decimal) -> str:
    return f"{'+' if value > 0 else ''}{grouped(value)}" if value else "0"
