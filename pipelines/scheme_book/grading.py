"""What becomes of a score, in words: bonus and deduction, gates, grades, quota, recommendations, procedure."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.scheme_book.adjusted import adjusted
from pipelines.scheme_book.procedure import procedure_said
from pipelines.scheme_book.recommended import alert_rows, commendation_said, consequence_row
from pipelines.scheme_book.said import (
    both,
    compared,
    filled,
    heading,
    items,
    joined,
    number,
    quoted,
    same,
    source,
    table,
)
from pipelines.scheme_book.words import EFFECTS, QUOTA, WITHHELD, Both, metric_unit
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.gates import Gate, Step
from pipelines.schemes.model import Grades, Scheme
from pipelines.schemes.quota import Order, Quota

GRADES = (("等次", "Grade"), ("得分", "Score"))
SOURCES = (("来源", "Source"), ("依据", "Clause"))
GATES = (("编号", "Gate"), ("事项", "Fact"), ("触发与后果", "When, and what follows"), ("是否启用", "On"), *SOURCES)
ALERTS = (("提示", "Alert"), ("何时", "When"), *SOURCES)
CONSEQUENCES = (("建议", "Recommended"), ("何时", "When"), *SOURCES)
NOTHING = "无。None.\n\n"


def grading(scheme: Scheme, catalogue: Catalogue) -> str:
    """All of it, in the order in which it is applied."""
    gates = (gate_row(one, catalogue) for one in scheme.gates)
    recommended = (consequence_row(one, scheme, catalogue) for one in scheme.consequences)
    honours = commendation_said(scheme.commendation, scheme, catalogue) if scheme.commendation else NOTHING
    parts: list[tuple[Both, str]] = [
        (("加分、扣分与通用部分", "Bonus, deduction and general part"), "".join(adjusted(scheme, catalogue))),
        (("一票否决与限档", "Gates"), table(GATES, gates) or NOTHING),
        (("等次", "Grades"), "".join(grades_said(scheme, catalogue))),
        (("结果运用建议（供人决定）", "Recommendations; people decide"), table(CONSEQUENCES, recommended) or NOTHING),
        (("表彰候选（供人决定）", "Candidates for commendation; people decide"), honours),
        (
            ("合规提示（不扣分）", "Alerts; they cost no points"),
            table(ALERTS, alert_rows(scheme, catalogue)) or NOTHING,
        ),
        (("公示与异议", "Publicity and objections"), items(procedure_said(scheme.procedure))),
    ]
    return "".join(heading(3, words) + said for words, said in parts)


def gate_row(gate: Gate, catalogue: Catalogue) -> list[str]:
    """The cells of a gate."""
    metric = catalogue.metrics[gate.metric]
    unit = metric_unit(metric.unit)
    steps = [joined([compared(step, unit), effect_of(step)], ("：", ": ")) for step in gate.steps]
    return [
        gate.gate,
        f"{both(gate.title)}<br>（{metric.title.zh} {metric.title.en}）",
        "<br>".join(both(one) for one in [*steps, *(WITHHELD[name] for name in gate.withholds)]),
        "启用 on" if gate.enabled else "未启用 off",
        source(gate),
        quoted(gate.clause, catalogue.clauses),
    ]


def effect_of(step: Step) -> Both:
    """What a gate does to the grade."""
    return filled(EFFECTS[step.effect], same(number(step.score) if step.score is not None else ""))


def grades_said(scheme: Scheme, catalogue: Catalogue) -> Iterator[str]:
    """The limits of the grades, and how many may have the best one."""
    grades = scheme.grades
    yield items(
        [(("按四舍五入到两位小数的得分评定", "Read off the score rounded to two decimals"), cited(grades, catalogue))]
    )
    yield table(GRADES, grade_rows(grades))
    if scheme.quota:
        yield items([(quota_said(scheme.quota, scheme, catalogue), cited(scheme.quota, catalogue))])
    else:
        yield items([(("不设名额限制", "No quota"), "")])


def grade_rows(grades: Grades) -> Iterator[list[str]]:
    """Each grade with the scores that earn it; the last one takes what is below."""
    above = ""
    for band in grades.bands:
        limit = number(band.at_least) if band.at_least is not None else ""
        yield [both(band.title), f"≥ {limit}" if limit else f"< {above}"]
        above = limit


def quota_said(quota: Quota, scheme: Scheme, catalogue: Catalogue) -> Both:
    """How many may have the grade, and who comes first."""
    title = next(band.title for band in scheme.grades.bands if band.grade == quota.grade)
    share, where = number(quota.percent.value), source(quota.percent)
    said = [(QUOTA["most"][0].format(title.zh, share, where), QUOTA["most"][1].format(title.en, share))]
    if quota.minimum_one_from:
        said.append(filled(QUOTA["least"], same(str(quota.minimum_one_from))))
    if quota.then_by:
        order = joined((ordered(one, scheme, catalogue) for one in quota.then_by), ("、", ", then "))
        said.append(filled(QUOTA["ties"], order))
    return joined(said, ("；", "; "))


def ordered(one: Order, scheme: Scheme, catalogue: Catalogue) -> Both:
    """The title of what decides between equal scores."""
    dimensions = {each.id: each.title for each in scheme.dimensions}
    title = catalogue.metrics[one.metric].title if one.metric else dimensions[one.dimension or ""]
    return title.zh, title.en


def cited(one: Grades | Quota, catalogue: Catalogue) -> str:
    """The source with the clauses quoted, on one line."""
    words = quoted(one.clause, catalogue.clauses).replace("<br>", "；")
    return "；".join(part for part in (source(one), words) if part)
