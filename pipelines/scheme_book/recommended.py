"""What is recommended or told after a result, in words: consequences, commendation, alerts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.scheme_book.said import both, compared, filled, items, joined, number, quoted, same, source
from pipelines.scheme_book.words import CANDIDATE, Both, metric_unit
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.conditions import Condition, Threshold
from pipelines.schemes.consequences import Commendation, Consequence
from pipelines.schemes.model import Scheme


def consequence_row(one: Consequence, scheme: Scheme, catalogue: Catalogue) -> list[str]:
    """The cells of a recommendation."""
    said = [grades_named(one.grades, scheme)] if one.grades else []
    said += [condition_said(condition, scheme, catalogue) for condition in one.conditions]
    if one.years_in_a_row > 1:
        said.append((f"连续 {one.years_in_a_row} 年", f"{one.years_in_a_row} years in a row"))
    said.append(("年度考核", "whole years") if one.period == "year" else ("任一期间", "any period"))
    return [both(one.title), both(joined(said, ("；", "; "))), source(one), quoted(one.clause, catalogue.clauses)]


def alert_rows(scheme: Scheme, catalogue: Catalogue) -> Iterator[list[str]]:
    """The cells of each alert."""
    for one in scheme.alerts:
        when = both(metric_is(one.metric, one, catalogue))
        yield [both(one.title), when, source(one), quoted(one.clause, catalogue.clauses)]


def commendation_said(one: Commendation, scheme: Scheme, catalogue: Catalogue) -> str:
    """Everything a candidate has to meet."""
    said: list[Both] = []
    if one.score_at_least is not None:
        said.append(filled(CANDIDATE["score_at_least"], same(number(one.score_at_least))))
    if one.grades is not None:
        said.append(grades_named(one.grades, scheme))
    if one.top_percent is not None:
        said.append(filled(CANDIDATE["top_percent"], same(number(one.top_percent))))
    if one.within_quota:
        said.append(CANDIDATE["within_quota"])
    if one.without_gates:
        said.append(filled(CANDIDATE["without_gates"], same(", ".join(one.without_gates))))
    for criterion in one.criteria:
        group = joined((condition_said(each, scheme, catalogue) for each in criterion.conditions), ("，或", ", or "))
        title = criterion.title
        said.append(joined([(title.zh, title.en), group], ("：", ": ")) if title else group)
    words = quoted(one.clause, catalogue.clauses)
    head = f"{one.title.zh}须同时满足（{source(one)}）：\n{one.title.en} All of these hold:\n\n"
    return head + items((each, "") for each in said) + (f"{words}\n\n" if words else "")


def grades_named(codes: Iterable[str], scheme: Scheme) -> Both:
    """`等次为优秀、良好`"""
    titles = {band.grade: band.title for band in scheme.grades.bands}
    return filled(CANDIDATE["grades"], joined(((titles[code].zh, titles[code].en) for code in codes), ("、", ", ")))


def condition_said(one: Condition, scheme: Scheme, catalogue: Catalogue) -> Both:
    """What a condition asks for: of a metric its value, of a dimension its share of the points it can bring."""
    if one.metric:
        return metric_is(one.metric, one, catalogue)
    title = next(dimension.title for dimension in scheme.dimensions if dimension.id == one.dimension)
    return joined([(f"“{title.zh}”得分率", f"Points of {title.en}"), compared(one, "%")], ("", ": "))


def metric_is(metric: str, threshold: Threshold, catalogue: Catalogue) -> Both:
    """`按期率不低于 90 %`"""
    found = catalogue.metrics[metric]
    return joined([(found.title.zh, found.title.en), compared(threshold, metric_unit(found.unit))], ("", ": "))
