"""The part of a reward's explanation that is about one person's award: share, reductions, instalments, ledger."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.explain.decided_text import moved
from pipelines.explain.find import Row
from pipelines.explain.numbers import number
from pipelines.explain.reward_amounts import amount, cited, percent, sourced, why
from pipelines.explain.reward_codes import code_words
from pipelines.explain.reward_gather import RewardExplanation
from pipelines.explain.reward_paid_text import how_paid, instalments, ledger, so_far
from pipelines.explain.reward_words import WORDS
from pipelines.explain.said import Heading, Line, Said

FLAGS = {"cio": "is_cio", "head": "is_unit_head", "main": "is_main_contributor"}


def award_lines(explanation: RewardExplanation, pool: Row, award: Row, lang: str) -> Iterator[Said]:
    """An award from the person's share to what is still to come."""
    words = WORDS[lang]
    posts = [words[name] for name in ("cio", "head", "main") if award[FLAGS[name]]]
    who = f"{award['person_name'] or ''} ({award['person_id']}), {award['department_id']}".strip()
    also = "".join(f", {part}" for part in dict.fromkeys((award["role"], *posts)) if part)
    yield Heading(f"{award['award_id']}: {who}{also}")
    yield from share(explanation, pool, award, lang)
    if award["tranches"]:
        yield Heading(words["instalments"], 3)
        if said := how_paid(explanation, pool, award, lang):
            yield Line(said, 2)
        yield instalments(pool, award, lang, is_open=explanation.is_open(award))
        yield Line(so_far(award, lang), 1)
    if award["restated"]:
        yield moved(award["restated"], lang)
    yield Heading(words["ledger"], 3)
    if award["ledger"]:
        yield ledger(award, lang)
    else:
        yield Line(words["nothing_posted"], 2)
    for run in award["later"]:
        yield Line(words["later"].format(run["period"], run["revision"], run["entry_count"], run["period"]), 2, "faint")


def share(explanation: RewardExplanation, pool: Row, award: Row, lang: str) -> Iterator[Said]:
    """Share, gross amount, what eligibility and the yearly limit took, and the award."""
    words, currency = WORDS[lang], award["currency"]
    limited = award["share_percent"] is not None and award["filed_share_percent"] != award["share_percent"]
    limit, leaders = explanation.numbers.get(("leader_limit_percent", "")), ""
    if limit and limited and (award["is_cio"] or award["is_unit_head"]):
        leaders = words["leaders"].format(sourced(limit, lang))
    yield Line(
        f"{words['filed']} {percent(award['filed_share_percent'])} → {words['as_split']} "
        f"{percent(award['share_percent'])}{leaders}",
        1,
    )
    exact = award["gross_amount"] - award["rounding_amount"]
    yield Line(
        f"{words['exact']} {amount(exact, currency, lang)} + {words['remainder']} "
        f"{amount(award['rounding_amount'], currency, lang)} = {words['gross']} "
        f"{amount(award['gross_amount'], currency, lang)}",
        1,
    )
    status = code_words(award["status"], lang, is_open=explanation.is_open(award))
    reason = f"; {why(award, lang)}" if award["reason"] else ""
    yield Line(
        f"{words['eligibility']}: {words['kept']} {percent(award['kept_percent'])}{reason}; "
        f"{words['award_status']} {status}  [{award['clause']}]",
        1,
    )
    if award["protected_amount"]:
        yield Line(f"{words['protected']} {amount(award['protected_amount'], currency, lang)}", 1)
    forfeited = words["would_forfeit" if explanation.is_open(award) else "forfeited"]
    yield Line(f"- {forfeited} {amount(award['forfeited_amount'], currency, lang)}", 1)
    if award["person_limit_amount"] is not None:
        taken = amount(award["person_cap_reduction_amount"], currency, lang)
        yield Line(f"- {words['person_limit'].format(limit_of(explanation, award, lang))}: {taken}", 1)
    funding = f"; {words['funding']} {code_words(award['funding_channel'], lang)}" if award["funding_channel"] else ""
    yield Line(f"= {words['award']} {amount(award['award_amount'], currency, lang)}{funding}", 1, "strong")


def limit_of(explanation: RewardExplanation, award: Row, lang: str) -> str:
    """The person's limit; with its source where it is the plan's number and not a share of pay."""
    numbers = explanation.numbers
    limit, shown = (
        numbers.get(("person_limit_amount", "")),
        amount(award["person_limit_amount"], award["currency"], lang),
    )
    if limit and award["person_limit_amount"] == limit["value"]:
        return sourced(limit, lang)
    rise, run = numbers.get(("person_pay_rise", "")), numbers.get(("person_pay_run", ""))
    if not rise or not run:
        return shown
    return WORDS[lang]["of_pay"].format(shown, number(rise["value"]), number(run["value"]), cited(rise, lang))
