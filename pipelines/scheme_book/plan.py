"""A reward plan in words: what is paid and to whom, tiers, limits, split, instalments, what is taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pipelines.feeds import Closed
from pipelines.scheme_book.plan_words import APPLIES, BLOCKS, CASH, FINDINGS, ITEMS, KINDS, REWARDED_STAFF
from pipelines.scheme_book.procedure import procedure_said
from pipelines.scheme_book.said import filled, heading, items, joined, number, quoted, same, source, table
from pipelines.scheme_book.scheme import days, whose
from pipelines.scheme_book.words import Both, code_en, code_zh
from pipelines.schemes.catalogue import Clause
from pipelines.schemes.model import Scheme
from pipelines.schemes.reward_model import RewardPlan
from pipelines.schemes.reward_numbers import Cited, Tiers

Item = tuple[Both, str]
TIERS = (("效益额（元）", "Benefit (yuan)"), ("奖励比例", "Brings"))
COMMAS = ("、", ", ")


class PlanBook:
    """Says one plan; grades are called as the schemes of its regime call them."""

    def __init__(self, plan: RewardPlan, schemes: Sequence[Scheme], clauses: Mapping[str, Clause]) -> None:
        self.plan, self.clauses = plan, clauses
        self.grades = {band.grade: band.title for one in schemes for band in one.grades.bands}

    def page(self) -> str:
        """The section of the plan."""
        plan = self.plan
        title = (f"{plan.title.zh} {plan.title.en}", f"`{plan.reward_plan} {plan.version}`")
        parts = [heading(2, title), items(self.head())]
        for name, words in BLOCKS.items():
            if block := getattr(plan, name):
                parts += [heading(3, words), items(self.block(name, block))]
                if plan.market and block is plan.market:
                    parts.append(self.tiers(plan.market.tiers))
        parts += [heading(3, ("公示与异议", "Publicity and objections")), items(procedure_said(plan.procedure))]
        return "".join(parts)

    def item(self, words: Both, said: Both, one: Cited) -> Item:
        """A line of a list, with where it comes from."""
        return filled(words, said), self.cited(one)

    def cited(self, one: Cited) -> str:
        """The source, and the clauses quoted, on one line."""
        words = quoted(one.clause, self.clauses).replace("<br>", "；")
        return "；".join(part for part in (source(one), words) if part)

    def head(self) -> Iterator[Item]:
        """For whom, from when until when, on what it rests, and whether it pays."""
        plan, cash, currency = self.plan, self.plan.cash, (self.plan.currency, self.plan.currency)
        if plan.organization:
            yield whose(plan.organization), ""
        yield days(plan.in_force), ""
        yield (f"与文件核对日期：{plan.checked_on}", f"Compared with the document on {plan.checked_on}"), ""
        yield same(f"依据 Rests on：{self.cited(plan)}"), ""
        if plan.by_analogy:
            yield same(f"参照 By analogy：{quoted(plan.by_analogy, self.clauses).replace('<br>', '；')}"), ""
        if cash.reason:
            yield self.item(CASH["never"], (cash.reason.zh, cash.reason.en), cash)
        else:
            yield self.item(CASH["by_rule" if cash.needs_published_rule else "always"], currency, cash)
        if share := plan.rewarded_staff_percent:
            yield self.item(REWARDED_STAFF, same(number(share.value)), share)

    def block(self, name: str, block: Closed) -> Iterator[Item]:
        """A line for each item of a block that the plan gives."""
        if self.plan.floor and block is self.plan.floor:
            applies = self.plan.floor.applies
            yield self.item(APPLIES, (code_zh(applies), code_en(applies)), self.plan.floor)
        for field, words in ITEMS[name].items():
            if one := getattr(block, field):
                yield self.item(words, self.content(one), one)

    def content(self, one: Cited) -> Both:
        """What stands in the item: a number, several, a share, or what happens by code."""
        match one.model_dump(exclude={"source", "mark", "law", "clause"}):
            case {"value": Decimal() as value}:
                return same(number(value))
            case {"value": str() as code}:
                return code_zh(code), code_en(code)
            case {"values": values}:
                return joined((same(f"{number(value)} %") for value in values), COMMAS)
            case {"share": (rise, run)}:
                return same(f"{number(rise)}/{number(run)}")
            case {"codes": codes}:
                return joined((self.by_code(code, what) for code, what in codes.items()), COMMAS)
            case groups:
                named = [(words, groups[name]) for name, words in (FINDINGS | KINDS).items() if groups.get(name)]
                every = (
                    filled(words, joined(((code_zh(c), code_en(c)) for c in codes), COMMAS)) for words, codes in named
                )
                return joined(every, ("；", "; "))

    def by_code(self, code: str, what: Decimal | str) -> Both:
        """`优秀 100 %`, `辞职：以后各期失效`"""
        if isinstance(what, Decimal):
            title = self.grades[code]
            return f"{title.zh} {number(what)} %", f"{title.en} {number(what)} %"
        return f"{code_zh(code)}→{code_zh(what)}", f"{code_en(code)}: {code_en(what)}"

    def tiers(self, one: Tiers) -> str:
        """The tiers, each of the part of the benefit that lies in it."""
        rows = []
        for tier in one.tiers:
            rise, run = tier.rate
            rate = f"{number(rise)} %" if tier.percent is not None else f"{number(rise)}/{number(run)}"
            until = number(tier.until) if tier.until is not None else ""
            rows.append([f"{number(tier.start)} – {until}".rstrip(), rate])
        words = ("分档超额累进：各档只计落入本档的效益", "Tiers: each of the part of the benefit that lies in it")
        return items([self.item(words, ("", ""), one)]) + table(TIERS, rows)
