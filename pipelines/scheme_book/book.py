"""The pages of the scheme book: one a regime, and an index of all schemes and reward plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.feeds import feed_named
from pipelines.scheme_book.plan import PlanBook
from pipelines.scheme_book.scheme import scheme_page
from pipelines.schemes import Rules, load_catalogue, load_rules
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.model import InForce
from pipelines.schemes.reward_model import RewardPlan
from pipelines.schemes.rule_book import line
from pipelines.settings import PROJECT_DIR

INDEX = PROJECT_DIR / "docs" / "scheme_book.md"
INTRODUCTION = """# 方案汇编 Scheme book

各制度的考核方案和奖励方案，逐项以文字说明；每个数字注明来源，每条依据引用原文。本页由 `appraise docs`
依 `schemes/`、`metrics/` 和 `clauses.csv` 生成，手工修改会被覆盖。

All schemes and reward plans, item by item in words; every number with its source, every clause in its own words.
`appraise docs` writes these pages from `schemes/`, `metrics/` and `clauses.csv`; a change by hand is overwritten.

| 来源 Source | 含义 | Meaning |
| --- | --- | --- |
| SEED | 文件原文规定 | the document's own words |
| LAW | 法律或国家规定；V 为查阅原文，V2 为查阅转载 | a law; V: its text was read, V2: a copy was |
| DEFAULT | 系统默认值，组织可以修改 | ours to start with |
| ORG | 组织自行决定 | decided by the organisation |

权重、得分均以100分计。Weights and points are of 100.

"""
COLUMNS = ("制度 Regime", "方案 Scheme", "名称 Title", "施行 In force", "内容 Holds")


def write_scheme_book() -> list[Path]:
    """Write all pages anew from the project's own rules. Returns them, the index first."""
    written = []
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def pages() -> Mapping[Path, str]:
    """Each page of the project's own rules, the index first."""
    catalogue, rules = load_catalogue(), load_rules(PROJECT_DIR / "schemes")
    regimes = [code for code in feed_named("organization").field("regime").codes if code in used(rules)]
    index = INTRODUCTION + "".join(line(row) for row in index_rows(rules, regimes))
    return {INDEX: index, **{page_of(regime): regime_page(regime, rules, catalogue) for regime in regimes}}


def used(rules: Rules) -> set[str]:
    return {one.scheme.regime for one in rules.schemes} | {one.plan.regime for one in rules.plans}


def page_of(regime: str) -> Path:
    return INDEX.with_suffix("") / f"{regime}.md"


def regime_title(regime: str) -> str:
    """`中央企业 central enterprise`"""
    return f"{feed_named('organization').field('regime').codes[regime]} {regime.replace('_', ' ')}"


def index_rows(rules: Rules, regimes: Sequence[str]) -> list[tuple[str, ...]]:
    """A line a scheme and plan."""
    rows: list[tuple[str, ...]] = [COLUMNS, ("---",) * len(COLUMNS)]
    for regime in regimes:
        link = f"[{regime_title(regime)}](scheme_book/{regime}.md)"
        for scheme in (one.scheme for one in rules.schemes if one.scheme.regime == regime):
            count, gates = len(list(scheme.indicators())), sum(gate.enabled for gate in scheme.gates)
            holds = f"{count} 项指标 indicators，{gates} 项否决或限档 gates"
            rows.append((link, scheme.scheme, f"{scheme.title.zh}<br>{scheme.title.en}", since(scheme.in_force), holds))
        for plan in (one.plan for one in rules.plans if one.plan.regime == regime):
            title = f"{plan.title.zh}<br>{plan.title.en}"
            rows.append((link, plan.reward_plan, title, since(plan.in_force), holds_of(plan)))
    return rows


def holds_of(plan: RewardPlan) -> str:
    """What a plan pays by."""
    if plan.market:
        return f"{len(plan.market.tiers.tiers)} 档 tiers"
    return "法定奖励 the law's share" if plan.cash.paid else "不发奖金 no money"


def since(in_force: InForce) -> str:
    return f"{in_force.start} – {in_force.until or ''}"


def regime_page(regime: str, rules: Rules, catalogue: Catalogue) -> str:
    """All schemes and plans of a regime, organisations first, then units, then persons, then rewards."""
    order = ("organization", "department", "cio")
    schemes = [one.scheme for one in rules.schemes if one.scheme.regime == regime]
    schemes.sort(key=lambda one: (order.index(one.subject), one.organization or "", one.version))
    plans = [one.plan for one in rules.plans if one.plan.regime == regime]
    titles = [*(one.title for one in schemes), *(one.title for one in plans)]
    parts = [f"# {regime_title(regime)}\n\n[方案汇编 Scheme book](../scheme_book.md)\n\n"]
    parts += ["".join(f"- {title.zh} {title.en}\n" for title in titles), "\n"]
    parts += [scheme_page(one, catalogue) for one in schemes]
    parts += [PlanBook(one, schemes, catalogue.clauses).page() for one in plans]
    return "".join(parts).rstrip("\n") + "\n"
