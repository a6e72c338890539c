"""A scheme in words: whom it is for, its dimensions and indicators, what it counts with."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.scheme_book.curve import in_words, target
from pipelines.scheme_book.grading import grading
from pipelines.scheme_book.said import both, heading, items, number, quoted, source, table
from pipelines.scheme_book.words import ABSENT, PARAMETERS, SUBJECTS, UNITS, metric_unit, of_parameter
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.model import Dimension, Indicator, InForce, Scheme

INDICATORS = (
    ("指标及计量", "Indicator, what is counted"),
    ("权重", "Weight"),
    ("计分与目标", "Points and target"),
    ("没有记录时", "Without records"),
    ("依据", "Clause"),
)
NUMBERS = (("参数", "Parameter"), ("数值", "Value"), ("单位", "Unit"), ("来源", "Source"), ("依据", "Clause"))


def scheme_page(scheme: Scheme, catalogue: Catalogue) -> str:
    """The section of one scheme."""
    named = f"{scheme.scheme} {scheme.version}"
    parts = [heading(2, (f"{scheme.title.zh} {scheme.title.en}", f"`{named}`")), *head(scheme)]
    parts.append(heading(3, ("维度和指标", "Dimensions and indicators")))
    parts += [dimension_said(one, scheme, catalogue) for one in scheme.dimensions]
    parts.append(grading(scheme, catalogue))
    parts.append(heading(3, ("计量参数", "Parameters")))
    parts.append(table(NUMBERS, parameter_rows(scheme, catalogue)))
    return "".join(parts)


def head(scheme: Scheme) -> Iterator[str]:
    """For whom, from when until when, and what it takes to be graded."""
    zh, en = SUBJECTS[scheme.subject]
    yield items([
        ((f"考核对象：{whose(scheme.organization)[0]}{zh}", f"For: {en}{whose(scheme.organization)[1]}"), ""),
        (days(scheme.in_force), ""),
        ((f"与文件核对日期：{scheme.checked_on}", f"Compared with the document on {scheme.checked_on}"), ""),
        (
            (
                f"已计量权重低于 {number(scheme.minimum_measured_weight.value)} % 的，不评等次",
                f"Measured weight below {number(scheme.minimum_measured_weight.value)} %: a score, no grade",
            ),
            source(scheme.minimum_measured_weight),
        ),
    ])  # fmt: skip
    if tenure := scheme.minimum_tenure_share:
        share = number(tenure.value)
        words = (
            f"在任不足期间 {share} % 的，只作评语，不评等次",
            f"In office for less than {share} % of the period: no grade",
        )
        yield items([(words, source(tenure))])
    if scheme.reports:
        names = ", ".join(f"`{one}`" for one in scheme.reports)
        yield items([((f"另附报表：{names}", f"With the reports {names}"), "")])


def whose(organization: str | None) -> tuple[str, str]:
    """Whose own rules they are; nothing where they are for all of the regime."""
    return (f"{organization} 的", f" of {organization}") if organization else ("", "")


def days(in_force: InForce) -> tuple[str, str]:
    """From when until when it is in force."""
    if in_force.until:
        return f"施行：{in_force.start} 至 {in_force.until}", f"In force from {in_force.start} until {in_force.until}"
    return f"施行：自 {in_force.start} 起，至另行通知", f"In force from {in_force.start} until further notice"


def dimension_said(dimension: Dimension, scheme: Scheme, catalogue: Catalogue) -> str:
    """A dimension with its table of indicators."""
    title = f"{dimension.title.zh} {dimension.title.en}"
    weight = f"{number(dimension.weight.value)} 分（{source(dimension.weight)}）"
    words = quoted(dimension.clause, catalogue.clauses)
    rows = [indicator_row(one, scheme, catalogue) for one in dimension.indicators]
    return f"#### {title}：{weight}\n\n{words}\n\n{table(INDICATORS, rows)}"


def indicator_row(one: Indicator, scheme: Scheme, catalogue: Catalogue) -> list[str]:
    """The cells of an indicator."""
    metric, curve = catalogue.metrics[one.metric], scheme.curves[one.curve]
    unit = metric_unit(metric.unit)
    off = f"<br>停用 off：{one.disabled.reason}" if one.disabled else ""
    return [
        f"**{metric.title.zh}**<br>{metric.title.en}<br>`{metric.id}`{off}<br>{both(metric.definition)}",
        f"{number(one.weight.value)}<br>{source(one.weight)}",
        f"{in_words(curve, unit)}<br>目标 target {target(curve, unit)}<br>{source(curve)}",
        both(ABSENT[one.absent]),
        quoted(one.clause, catalogue.clauses),
    ]


def parameter_rows(scheme: Scheme, catalogue: Catalogue) -> Iterator[list[str]]:
    """The cells of each number of a parameter."""
    for name, one in scheme.parameters.items():
        for code, value, sourced in one.rows():
            title = both(PARAMETERS[name]) + (f"<br>{' '.join(of_parameter(name, code))}" if code else "")
            clauses = quoted(one.clause, catalogue.clauses)
            yield [f"{title}<br>`{name}`", number(value), UNITS[one.unit], source(sourced), clauses]
