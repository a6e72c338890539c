"""What a reward plan may say, as closed and frozen models: a file `reward.yaml` beside the schemes of its regime."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from pipelines.feeds import Closed, Words
from pipelines.schemes.model import InForce, SchemeId
from pipelines.schemes.procedure import Procedure
from pipelines.schemes.reward_numbers import Cited, Instalments, MoneyAmount, PercentOf, ShareOf, Span, Tiers
from pipelines.schemes.sourced import Clauses, Name, Percent

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Cash(Cited):
    """Whether amounts are paid, and whether only by a rule the organisation has published; else the reason why not."""

    paid: bool
    needs_published_rule: bool | None = None
    reason: Words | None = None

    @model_validator(mode="after")
    def reason_where_nothing_is_paid(self) -> Self:
        if self.paid == (self.reason is not None):
            raise ValueError('where nothing is paid, and only there, a "reason" is given')
        if self.paid == (self.needs_published_rule is None):
            raise ValueError('where amounts are paid, and only there, "needs_published_rule" is given')
        return self


class BenefitKinds(Cited):
    """Which kinds of benefit are market expansion: gained, or retained, which counts up to a part of the whole."""

    gained: tuple[str, ...]
    retained: tuple[str, ...] = ()


class Market(Closed):
    """The reward by the market's expansion: what benefit counts, how much of it is rewarded, within which limits."""

    kinds: BenefitKinds
    retained_percent: PercentOf
    window_months: Span
    gate_amount: MoneyAmount
    tiers: Tiers
    innovation_limit_amount: MoneyAmount
    organization_profit_percent: PercentOf
    person_limit_amount: MoneyAmount
    person_pay_share: ShareOf


class GradePercent(Cited):
    """What part of a share somebody graded keeps, by grade."""

    codes: Mapping[Name, Percent]


class Ungraded(Cited):
    """What becomes of the award of somebody appraised without a grade, by the status of the appraisal."""

    codes: Mapping[Literal["comment_only", "insufficient_data", "no_grade"], Literal["paid", "held"]]


class Findings(Cited):
    """Kinds of findings that take an award away for good (`cancels`), for their year (`stops`), or hold it
    (`suspends`)."""

    cancels: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    suspends: tuple[str, ...] = ()


class Eligibility(Closed):
    """Who may be rewarded."""

    months_in_post: Span
    grade_percent: GradePercent
    ungraded: Ungraded
    findings: Findings


class ForfeitedTo(Cited):
    """Who gets the share of those who keep nothing."""

    value: Literal["organization", "contributors"]


class Split(Closed):
    """How a pool is split among its contributors."""

    main_minimum_percent: PercentOf
    leader_limit_percent: PercentOf
    share_tolerance_percent: PercentOf
    forfeited_to: ForfeitedTo


class Leaving(Cited):
    """What becomes of an award of somebody who left, by the reason.

    keeps: nothing is lost; lapses: the later instalments are; forfeits: whatever is not released yet is.
    """

    codes: Mapping[str, Literal["keeps", "lapses", "forfeits"]]


class Deferral(Closed):
    """The instalments; where there are several, when all is paid at once and what a later one needs."""

    instalment_percent: Instalments
    at_once_limit_amount: MoneyAmount | None = None
    recheck_minimum_percent: PercentOf | None = None
    leaving: Leaving | None = None


class Clawback(Closed):
    """For how many years back a settlement is worked out anew."""

    look_back_years: Span


class Floor(Cited):
    """The least the law gives for service inventions, by route, and when it applies."""

    applies: Literal["always", "without_rule", "never"]
    income_percent: PercentOf
    exploitation_percent: PercentOf
    shares_percent: PercentOf
    months: Span


class RewardPlan(Cited):
    """One reward plan in one version, for the organisations of a regime, or for one of them (`organization`).

    `by_analogy`: clauses of another regime's document that it follows.
    """

    reward_plan: SchemeId
    version: str
    regime: Name
    organization: str | None = None
    title: Words
    in_force: InForce
    checked_on: date
    currency: Currency
    by_analogy: Clauses = ()
    cash: Cash
    market: Market | None = None
    eligibility: Eligibility
    split: Split | None = None
    deferral: Deferral | None = None
    clawback: Clawback | None = None
    floor: Floor | None = None
    rewarded_staff_percent: PercentOf | None = None
    procedure: Procedure
