"""Measurements: ratios observed elsewhere, good as often as the owner's quality says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random

from pipelines.sample.institution import Institution
from pipelines.sample.kinds import Measure
from pipelines.sample.owners import Owner, owners
from pipelines.sample.rows import LAST_DAY, Row, happens


def measurement_rows(one: Institution, seed: int, systems: Sequence[Row]) -> list[Row]:
    rows: list[Row] = []
    for measure in one.measurements:
        rng = one.random(seed, f"measurement/{measure.kind}")
        for owner in owners(one, measure, systems):
            for day in measure.days():
                if owner.exists(day) and day <= LAST_DAY:
                    rows += observed(one, rng, measure, owner, day)
    return rows


def observed(one: Institution, rng: Random, measure: Measure, owner: Owner, day: date) -> list[Row]:
    """One row for each subject, or for each rater of each subject."""
    rows: list[Row] = []
    for subject in measure.subjects or (owner.about,):
        well = happens(rng, owner.quality)
        for _ in range(measure.raters or 1):
            numerator, denominator = ratio(rng, measure, owner.quality, well)
            rows.append(
                {
                    "org_id": one.org_id,
                    "measurement_id": f"{measure.kind}-{owner.key}-{day:%m%d}-{len(rows) + 1}",
                    "kind": measure.kind,
                    **owner.fields(),
                    "subject": subject,
                    "observed_on": day,
                    "numerator": numerator,
                    "denominator": denominator,
                    "respondent_count": rng.randint(*measure.answers) if measure.answers else None,
                    "population_count": measure.answers[1] * 3 // 2 if measure.answers else None,
                }
            )
    return rows


def ratio(rng: Random, measure: Measure, quality: int, well: bool) -> tuple[Decimal, Decimal]:
    """Numerator and denominator, both whole; of those who never fail, the best share of the good ones."""
    denominator = rng.randint(*measure.out_of)
    low, high = measure.good if well else measure.bad
    share = rng.randint(int(low * 100), int(high * 100))
    if quality == 100:
        share = int(high * 100)
    numerator = (denominator * share + 5_000) // 10_000
    return Decimal(numerator), Decimal(1 if measure.points else denominator)
