"""Quota, bonus and deduction points, and the general part refer to what is there and fit together."""

from __future__ import annotations

from pipelines.feeds import feed_named
from pipelines.schemes.adjustments import AdjustmentKind
from pipelines.schemes.exact import plain_text
from pipelines.schemes.scheme_file import SchemeFile
from pipelines.yaml_file import Location, did_you_mean


def check_quota(loaded: SchemeFile) -> None:
    """The grade is a band with one below it; what decides between equals is in the scheme, once."""
    if not (quota := loaded.scheme.quota):
        return
    check_band(loaded, quota.grade, ("quota", "grade"))
    if quota.grade == loaded.scheme.grades.bands[-1].grade:
        what = f'the quota is for "{quota.grade}", the lowest grade: there is none below it.'
        raise loaded.error(what, "Name a better grade.", "quota", "grade")
    metrics = [one.metric for one in loaded.scheme.indicators()]
    for number, order in enumerate(quota.then_by):
        where: Location = ("quota", "then_by", number)
        if order in quota.then_by[:number]:
            name = order.metric or order.dimension
            raise loaded.error(f'"{name}" decides between equals twice.', "Keep one of them.", *where)
        if order.dimension is not None:
            check_dimension(loaded, order.dimension, where)
        if order.metric is not None and order.metric not in metrics:
            what = f'no indicator of this scheme is "{order.metric}", so it has no points to go by.'
            raise loaded.error(what, did_you_mean(order.metric, metrics), *where, "metric")


def check_adjustments(loaded: SchemeFile) -> None:
    """Kinds are those of the records, once each; bounds are in order; limits let one record count whole."""
    if not loaded.scheme.adjustments:
        return
    kinds = loaded.scheme.adjustments.kinds
    known = feed_named("adjustment").field("kind").codes
    for number, one in enumerate(kinds):
        where: Location = ("adjustments", "kinds", number)
        if one.kind not in known:
            what = f'no adjustment is recorded as "{one.kind}".'
            raise loaded.error(what, did_you_mean(one.kind, known), *where, "kind")
        if one.kind in {other.kind for other in kinds[:number]}:
            what = f'the kind "{one.kind}" stands twice.'
            raise loaded.error(what, "Keep one of them: a record counts once.", *where, "kind")
        check_bounds(loaded, one, where)


def check_bounds(loaded: SchemeFile, one: AdjustmentKind, where: Location) -> None:
    """The least points are not above the most, nor the most above the limit of the kind."""
    if one.least is not None and one.most is not None and one.least > one.most:
        what = f'"{one.kind}" is at least {plain_text(one.least)} and at most {plain_text(one.most)} points.'
        raise loaded.error(what, "Exchange the two numbers.", *where, "least")
    most = one.most if one.each is None else one.each
    if one.limit is not None and most is not None and one.limit < most:
        what = f'one record of "{one.kind}" is worth {plain_text(most)} points, all together {plain_text(one.limit)}.'
        raise loaded.error(what, "Raise the limit, or lower the points of a record.", *where, "limit")


def check_general_part(loaded: SchemeFile) -> None:
    """Both parts are there: the general one makes neither nothing nor all of the score."""
    part = loaded.scheme.general_part
    if part and part.share.value in {0, 100}:
        what = f"the general part makes {plain_text(part.share.value)} % of the score."
        raise loaded.error(what, "Give a share between 0 and 100, or take it out.", "general_part", "share")


def check_band(loaded: SchemeFile, grade: str, where: Location) -> None:
    """The grade is one of the bands."""
    bands = [band.grade for band in loaded.scheme.grades.bands]
    if grade not in bands:
        raise loaded.error(f'the grade "{grade}" is not among the bands.', did_you_mean(grade, bands), *where)


def check_dimension(loaded: SchemeFile, dimension: str, where: Location) -> None:
    """The dimension is one of the scheme's."""
    known = [one.id for one in loaded.scheme.dimensions]
    if dimension not in known:
        what = f'the dimension "{dimension}" is not in this scheme.'
        raise loaded.error(what, did_you_mean(dimension, known), *where, "dimension")
