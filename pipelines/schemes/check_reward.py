"""What must hold inside one reward plan beyond its shape. Each check raises a RuleError at the line to mend."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from pipelines.feeds import Closed, feed_named
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.check_references import check_clause, check_dates, check_regime
from pipelines.schemes.check_tiers import check_share, check_tiers
from pipelines.schemes.exact import plain_text
from pipelines.schemes.reward_model import Deferral, Market
from pipelines.schemes.scheme_file import PlanFile
from pipelines.yaml_file import Location, did_you_mean

PAID_BLOCKS = ("split", "deferral", "clawback", "floor", "rewarded_staff_percent")
LATER_INSTALMENTS = ("at_once_limit_amount", "recheck_minimum_percent", "leaving")
INCOME_KINDS = {"transfer_income", "licence_income"}  # what the law's floor is taken of, and nothing else
UNGRADED = ("comment_only", "insufficient_data", "no_grade")


def check_plan(loaded: PlanFile, catalogue: Catalogue) -> None:
    """All checks of one plan. Raises RuleError for the first that fails."""
    plan = loaded.plan
    check_regime(loaded, plan.regime)
    for clause, where in clauses_cited(plan):
        check_clause(loaded, clause, plan.regime, catalogue, where, plan.by_analogy)
    check_analogy(loaded)
    check_dates(loaded, plan.in_force)
    check_blocks(loaded)
    if plan.market:
        check_market(loaded, plan.market)
    check_eligibility(loaded)
    if plan.deferral:
        check_deferral(loaded, plan.deferral)
        check_look_back(loaded, plan.deferral)


def clauses_cited(block: Closed, at: Location = ()) -> Iterator[tuple[str, Location]]:
    """Every clause id below a block, with the place of its `clause`."""
    for name in type(block).model_fields:
        value = getattr(block, name)
        if name == "clause":
            yield from ((clause, (*at, name)) for clause in value)
        elif isinstance(value, Closed):
            yield from clauses_cited(value, (*at, name))


def check_analogy(loaded: PlanFile) -> None:
    """What is followed by analogy is cited somewhere."""
    cited = {clause for clause, _ in clauses_cited(loaded.plan)}
    for number, clause in enumerate(loaded.plan.by_analogy):
        if clause not in cited:
            what = f'"{clause}" is followed by analogy, but no item cites it.'
            raise loaded.error(what, "Cite it where it is followed, or take it out.", "by_analogy", number)


def check_blocks(loaded: PlanFile) -> None:
    """Where amounts are paid, it is said how; where none are, nothing is said about amounts."""
    plan = loaded.plan
    for name in ("market", *PAID_BLOCKS):
        given = getattr(plan, name) is not None
        if given and not plan.cash.paid:
            what = f'nothing is paid by this plan, so "{name}" means nothing.'
            raise loaded.error(what, "Take it out, or set cash.paid to true.", name)
        if not given and plan.cash.paid and name != "market":
            raise loaded.error(f'amounts are paid, so the key "{name}" is needed.', f'Add "{name}: ...".', "cash")
    if plan.floor and plan.floor.applies == "never" and not plan.market:
        what = "nothing is ever paid: there is no market reward, and the floor never applies."
        raise loaded.error(what, 'Add a "market", or let the floor apply.', "floor", "applies")


def check_market(loaded: PlanFile, market: Market) -> None:
    """Kinds are those of the records; the window is not empty; tiers follow each other from 0 without end."""
    kinds, known = market.kinds, feed_named("innovation_benefit").field("kind").codes
    check_codes(
        loaded,
        [(code, ("market", "kinds", "gained", n)) for n, code in enumerate(kinds.gained)]
        + [(code, ("market", "kinds", "retained", n)) for n, code in enumerate(kinds.retained)],
        [code for code in known if code not in INCOME_KINDS],
        "kind of benefit",
    )
    if not kinds.gained:
        what = "no kind of benefit counts as gained, and what is retained counts as a part of it."
        raise loaded.error(what, "Name the kinds under `gained`.", "market", "kinds")
    if not market.window_months.value:
        raise loaded.error(
            "a window of 0 months: no benefit ever counts.", "Give 1 or more.", "market", "window_months"
        )
    check_tiers(loaded, market.tiers.tiers)
    check_share(loaded, market.person_pay_share.share, ("market", "person_pay_share", "share"))


def check_eligibility(loaded: PlanFile) -> None:
    """Findings and states of an appraisal are those of the records; of the states none is left out."""
    findings = loaded.plan.eligibility.findings
    lists = {"cancels": findings.cancels, "stops": findings.stops, "suspends": findings.suspends}
    places: list[tuple[str, Location]] = [
        (code, ("eligibility", "findings", effect, n))
        for effect, codes in lists.items()
        for n, code in enumerate(codes)
    ]
    check_codes(loaded, places, feed_named("finding").field("kind").codes, "kind of finding")
    check_complete(loaded, loaded.plan.eligibility.ungraded.codes, UNGRADED, ("eligibility", "ungraded", "codes"))


def check_deferral(loaded: PlanFile, deferral: Deferral) -> None:
    """Instalments make 100; where there are several, it is said what the later ones need."""
    values = deferral.instalment_percent.values
    at: Location = ("deferral", "instalment_percent", "values")
    if 0 in values:
        what = "an instalment of 0 % is none."
        raise loaded.error(what, "Take it out.", *at, values.index(Decimal(0)))
    if (total := sum(values)) != 100:
        what = f"the instalments add up to {plain_text(total)}, they must make 100."
        change, by = ("Raise", 100 - total) if total < 100 else ("Lower", total - 100)
        raise loaded.error(what, f"{change} one of them by {plain_text(by)}.", *at)
    for name in LATER_INSTALMENTS:
        given = getattr(deferral, name) is not None
        if given != (len(values) > 1):
            what = f'all is paid at once, so "{name}" means nothing.' if given else f'the key "{name}" is missing.'
            raise loaded.error(what, "Take it out." if given else f'Add "{name}: ...".', "deferral", name)
    if deferral.leaving:
        known = feed_named("person").field("leaving_reason").codes
        places: list[tuple[str, Location]] = [
            (code, ("deferral", "leaving", "codes", code)) for code in deferral.leaving.codes
        ]
        check_codes(loaded, places, known, "reason for leaving")
        check_complete(loaded, deferral.leaving.codes, known, ("deferral", "leaving", "codes"))


def check_look_back(loaded: PlanFile, deferral: Deferral) -> None:
    """A settlement looks back to the year of the award of every instalment that is due."""
    years, count = loaded.plan.clawback, len(deferral.instalment_percent.values)
    if years and count > years.look_back_years.value + 1:
        what = f"the last of {count} instalments is due {count - 1} years later, beyond the look-back."
        raise loaded.error(what, f"Give at least {count - 1}.", "clawback", "look_back_years", "value")


def check_codes(
    loaded: PlanFile, given: Sequence[tuple[str, Location]], known: Collection[str], what_it_is: str
) -> None:
    """Each code given is known, and stands once."""
    seen = set[str]()
    for code, where in given:
        if code not in known:
            what = f'no {what_it_is} that could stand here is recorded as "{code}".'
            raise loaded.error(what, did_you_mean(code, known), *where)
        if code in seen:
            raise loaded.error(f'the {what_it_is} "{code}" stands twice.', "Keep one of them.", *where)
        seen.add(code)


def check_complete(loaded: PlanFile, given: Collection[str], needed: Iterable[str], where: Location) -> None:
    """No code is left out: what is to happen must be said of each."""
    for code in needed:
        if code not in given:
            raise loaded.error(f'nothing is said of "{code}".', f'Add "{code}: ...".', *where)
