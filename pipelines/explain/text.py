"""An explanation for a person to read, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipelines.explain.gather import Explanation, Row

WORDS = {
    "zh": {
        "score": "得分", "of": "由各项加权得分相加", "rank": "排名", "grade": "建议等次", "status": "状态",
        "indicator": "指标", "value": "指标值", "points": "得分", "weight": "权重", "contribution": "加权得分",
        "lost": "失分", "curve": "曲线", "clause": "依据", "evidence": "失分证据", "row": "行",
        "more": "其余 {} 行未列出",
        "not_measured": "未计量", "scheme": "方案", "run": "计算批次", "sum": "合计", "measured": "已计量权重",
    },
    "en": {
        "score": "score", "of": "the sum of the contributions", "rank": "rank", "grade": "suggested grade",
        "status": "status", "indicator": "indicator", "value": "value", "points": "points", "weight": "weight",
        "contribution": "contribution", "lost": "lost", "curve": "curve", "clause": "clause", "evidence":
        "rows that cost points", "row": "row", "more": "{} more rows counted", "not_measured": "not measured",
        "scheme": "scheme", "run": "run", "sum": "sum", "measured": "measured weight",
    },
}  # fmt: skip


def show(explanation: Explanation, console: Console, lang: str, shown_rows: int = 5) -> None:
    """Print the explanation: the sum first, then each indicator with curve, clause and evidence."""
    words, appraisal = WORDS[lang], explanation.appraisal
    title = Text(f"{appraisal['subject_name']} ({appraisal['subject_id']})", style="bold")
    console.print(title, Text(f"{appraisal['org_id']} · {explanation.run.period}"))
    console.print(
        f"{words['score']} {number(appraisal['score'])} = {number(appraisal['base_score'])}, {words['of']}; "
        f"{words['rank']} {appraisal['rank'] or '-'}; {words['grade']} {appraisal['suggested_grade'] or '-'}; "
        f"{words['status']} {appraisal['status']}" + (f" ({appraisal['reason']})" if appraisal["reason"] else "")
    )
    scheme = explanation.scheme
    console.print(
        f"{words['scheme']} {scheme['scheme_key']} · {scheme[f'title_{lang}']} · "
        f"{words['run']} {explanation.run.run_id} · {words['measured']} {number(appraisal['measured_weight'])} %",
        highlight=False,
    )
    console.print(sums(explanation, lang))
    for dimension in explanation.dimensions:
        for indicator in dimension["indicators"]:
            if indicator["status"] in {"measured", "missing"}:
                console.print(Padding(Group(*details(indicator, lang, shown_rows)), (1, 0, 0, 0)))


def sums(explanation: Explanation, lang: str) -> Table:
    """The table whose last line is the score."""
    words = WORDS[lang]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(words["indicator"], overflow="fold")
    for name in ("value", "points", "weight", "contribution", "lost"):
        table.add_column(words[name], justify="right", no_wrap=True)
    for dimension in explanation.dimensions:
        table.add_row(
            Text(f"{dimension[f'title_{lang}']}", style="bold"),
            "",
            "",
            "",
            number(dimension["contribution"]),
            "",
        )
        for indicator in dimension["indicators"]:
            name = f"  {indicator['code']} {indicator[f'name_{lang}']}"
            if indicator["status"] in {"measured", "missing"}:
                table.add_row(name, value(indicator), *numbers(indicator))
            else:
                table.add_row(Text(f"{name}: {indicator['status']} ({indicator['reason']})", style="dim"))
    total = sum((dimension["contribution"] for dimension in explanation.dimensions), Decimal(0))
    table.add_row(Text(words["sum"], style="bold"), "", "", "", number(total), "")
    return table


def details(indicator: Row, lang: str, shown_rows: int) -> Iterator[RenderableType]:
    """Curve, clauses and evidence of one indicator."""
    words = WORDS[lang]
    yield Text(f"{indicator['code']} {indicator[f'name_{lang}']} ({indicator['metric_id']})", style="bold")
    yield Text(f"  {value(indicator)} = {indicator['definition']}")
    knots = " ".join(f"{number(x)}→{number(y)}" for x, y in indicator["knots"])
    yield Text(f"  {words['curve']} {indicator['curve']} ({indicator['curve_source']}): {knots}")
    for clause in indicator["clauses"]:
        yield Text(f"  {words['clause']} {clause['clause_id']} 《{clause['document_title']}》：{clause['quote_zh']}")
    if indicator["evidence"]:
        yield Text(f"  {words['evidence']}:")
    for row in indicator["evidence"][:shown_rows]:
        place = f"{row['source_file']}, {words['row']} {row['source_row']}" if row["source_file"] else ""
        share = f"{number(row['numerator'])}/{number(row['denominator'])}"
        yield Text(f"    {row['occurred_on']}  {share:>9}  {row['source_feed']} {row['source_id']}  {place}")
    if len(indicator["evidence"]) > shown_rows:
        yield Text("    " + words["more"].format(len(indicator["evidence"]) - shown_rows), style="dim")


def value(indicator: Row) -> str:
    """`93.5 % = 187/200`."""
    if indicator["value"] is None:
        return "-"
    ratio = f"{number(indicator['numerator'])}/{number(indicator['denominator'])}"
    return f"{number(indicator['value'])} {indicator['unit']} = {ratio}"


def numbers(indicator: Row) -> list[str]:
    return [number(indicator[name]) for name in ("points", "weight", "contribution", "points_lost")]


def number(amount: Any) -> str:
    """A decimal without trailing zeros."""
    if amount is None:
        return "-"
    text = format(Decimal(amount), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
