"""Bonus and deduction points and the general part of a scheme, in words."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.scheme_book.said import filled, items, number, quoted, same, source, table
from pipelines.scheme_book.words import code_en, code_zh
from pipelines.schemes.adjustments import AdjustmentKind
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.model import Scheme

COLUMNS = (("事项", "Kind"), ("分值", "Points"), ("合计上限", "At most in all"), ("来源", "Source"))
LIMITS = {
    "bonus": ("加分合计不超过 {} 分", "Bonus: at most {} points in all"),
    "deduction": ("扣分合计不超过 {} 分", "Deduction: at most {} points in all"),
}


def adjusted(scheme: Scheme, catalogue: Catalogue) -> Iterator[str]:
    """The limits, each kind, and the share of the general part."""
    if one := scheme.adjustments:
        limits = {"bonus": one.bonus_limit, "deduction": one.deduction_limit}
        yield items((filled(LIMITS[name], same(number(limit.value))), source(limit)) for name, limit in limits.items())
        yield table(COLUMNS, ([*cells(kind), source(one)] for kind in one.kinds))
    else:
        yield items([(("不设加分、扣分", "Neither bonus nor deduction points"), "")])
    if part := scheme.general_part:
        share, title = number(part.share.value), catalogue.metrics[part.metric].title
        words = (f"通用部分“{title.zh}”占总分的 {share} %", f"General part: {title.en}, {share} % of the score")
        yield items([(words, f"{source(part.share)}；{quoted(part.clause, catalogue.clauses)}")])


def cells(one: AdjustmentKind) -> list[str]:
    """`上级表彰 | +1 – 3 | 3`"""
    sign = "+" if one.effect == "bonus" else "−"
    points = [point for point in (one.each, one.least, one.most) if point is not None]
    limit = number(one.limit) if one.limit is not None else ""
    return [f"{code_zh(one.kind)}<br>{code_en(one.kind)}", f"{sign}{' – '.join(map(number, points))}", limit]
