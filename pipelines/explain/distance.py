"""How far a subject is from the next grade: points, what else stands in the way, the fewest rows that would do.

The rules are the run's own and the scores those of `sql/scoring` (see `whatif`); here only rows are chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil

import duckdb

from pipelines.explain.curable import Curable, curables
from pipelines.explain.fewest import MOST_ROWS, Choice, best_choices, fewest_rows
from pipelines.explain.find import Row
from pipelines.explain.obstacles import obstacles
from pipelines.explain.whatif import what_if
from pipelines.runs import Run

MICRO = 10**6
HALF_OF_A_CENT = Fraction(5, 1000)


def distance(
    con: duckdb.DuckDBPyConnection,
    run: Run,
    who: Mapping[str, object],
    appraisal: Row,
    scheme: Row,
    indicators: Sequence[Row],
    gates: Sequence[Row],
    grades: Sequence[Row],
) -> Row:
    """What lies between a subject and the next better grade.

    `target`: its band (None: there is no better one, or no score). `points_lacking`: to its lower limit, of the score
    with two decimals. `base_lacking`: what the contributions must gain at least. `obstacles`: what keeps the grade
    back besides points. `rows`: the fewest evidence rows that would carry the score there had they been fulfilled;
    where there are none, `reach` says how far fulfilling what can be would bring the score.
    """
    target = next_band(sorted(grades, key=lower_limit), appraisal)
    if target is None:
        return {"target": None}
    found: Row = {"target": target}
    found["points_lacking"] = max(Decimal(0), lower_limit(target) - appraisal["score"])
    found["base_lacking"] = base_lacking(appraisal, scheme, target)
    tried = [] if not found["base_lacking"] else curables(con, run, who, indicators, MOST_ROWS)
    after = None
    if tried:
        more, after = fulfilled(con, run, appraisal, scheme, tried, found["base_lacking"])
        found |= more
    found["obstacles"] = obstacles(con, run, who, appraisal, scheme, target, gates, after)
    return found


def lower_limit(band: Row) -> Decimal:
    """The score a band begins at; the lowest one begins below every score."""
    return Decimal(-1) if band["at_least"] is None else band["at_least"]


def next_band(bands: Sequence[Row], appraisal: Row) -> Row | None:
    """The band above the suggested grade, or where there is none, above that of the score; `bands` from the lowest."""
    if appraisal["score"] is None:
        return None
    grades = [band["grade"] for band in bands]
    if appraisal["suggested_grade"] in grades:
        level = grades.index(appraisal["suggested_grade"])
    else:
        level = sum(lower_limit(band) <= appraisal["score"] for band in bands) - 1
    return bands[level + 1] if level + 1 < len(bands) else None


def base_lacking(appraisal: Row, scheme: Row, target: Row) -> Decimal:
    """The least gain of contributions, in points, that lifts the rounded score to the band's limit; 0 if it is there.

    A score is rounded half up to two decimals, so half a cent below the limit is enough.
    """
    limit = Fraction(ceil(Fraction(lower_limit(target)) * 100), 100)
    if Fraction(appraisal["score"]) >= limit:
        return Decimal(0)
    general = Fraction(0) if appraisal["general_score"] is None else Fraction(scheme["general_share_percent"])
    others = Fraction(appraisal["bonus_points"]) - Fraction(appraisal["deducted_points"])
    others += Fraction(appraisal["general_score"] or 0) * general / 100
    base = (limit - HALF_OF_A_CENT - others) * 100 / (100 - general)
    return Decimal(ceil((base - Fraction(appraisal["base_score"])) * MICRO)) / MICRO


def fulfilled(
    con: duckdb.DuckDBPyConnection, run: Run, appraisal: Row, scheme: Row, tried: Sequence[Curable], lacking: Decimal
) -> tuple[Row, Row | None]:
    """The fewest rows that gain what is lacking and the score with them; else how far all would bring it."""
    what = what_if(con, run, appraisal, scheme["scheme_key"])
    longest = max(len(one.rows) for one in tried)
    steps = what.contributions([numerators(tried, [count] * len(tried)) for count in range(longest + 1)])
    tables = [gains(one, steps) for one in tried]
    choices = best_choices(tables)
    choice = fewest_rows(choices, int(lacking * MICRO))
    if choice is None:
        taken = [len(one.rows) for one in tried]
        best, whole = what.verdicts([numerators(tried, choices[-1].taken), numerators(tried, taken)])
        shown = whole if sum(taken) <= MOST_ROWS else best
        count = min(sum(taken), MOST_ROWS)
        reach = {"score": shown["score"], "row_count": count, "is_all": sum(taken) <= MOST_ROWS}
        return {"rows": [], "reach": reach}, None
    with_them, with_one_fewer = what.verdicts(
        [numerators(tried, choice.taken), numerators(tried, choices[choice.row_count - 1].taken)]
    )
    return {
        "rows": named(tried, choice, steps),
        "score_with_rows": with_them["score"],
        "score_with_one_fewer": with_one_fewer["score"],
    }, with_them


def numerators(tried: Sequence[Curable], taken: Sequence[int]) -> dict[str, Decimal]:
    """The sums with so many rows of each indicator fulfilled, or as many as it has."""
    return {one.metric_id: one.numerators[min(count, len(one.rows))] for one, count in zip(tried, taken, strict=True)}


def gains(one: Curable, steps: Sequence[Mapping[str, Decimal]]) -> list[int]:
    """What an indicator gains with its first k rows or fewer, in millionths of a point."""
    table = [0]
    for step in steps[1 : len(one.rows) + 1]:
        gained = step[one.metric_id] - steps[0][one.metric_id]
        table.append(max(table[-1], int(gained * MICRO)))
    return table


def named(tried: Sequence[Curable], choice: Choice, steps: Sequence[Mapping[str, Decimal]]) -> list[Row]:
    """The chosen rows by indicator, with what they bring together."""
    return [
        {
            "metric_id": one.metric_id,
            "gain": steps[count][one.metric_id] - steps[0][one.metric_id],
            "rows": list(one.rows[:count]),
        }
        for one, count in zip(tried, choice.taken, strict=True)
        if count
    ]
