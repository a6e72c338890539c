"""The explanation of a reward for a person to read: from benefit lines over tiers, limits and floor to the split."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.explain.decided_text import moved, sign_off_line
from pipelines.explain.find import Row
from pipelines.explain.reward_amounts import sourced, why, without_stop
from pipelines.explain.reward_award_text import award_lines
from pipelines.explain.reward_codes import UNITS_ZH, code_words, name_words
from pipelines.explain.reward_gather import RewardExplanation
from pipelines.explain.reward_limit_text import caps
from pipelines.explain.reward_pool_text import benefit, split, tiers
from pipelines.explain.reward_words import WORDS
from pipelines.explain.said import Heading, Line, Said
from pipelines.explain.sign_off_text import state_words


def said_of_reward(explanation: RewardExplanation, lang: str) -> Iterator[Said]:
    """Each innovation and year from benefit to split, the awards asked for, the rules."""
    for pool in explanation.pools:
        yield from pool_lines(explanation, pool, lang)
        for award in pool["awards"]:
            yield from award_lines(explanation, pool, award, lang)
    yield from rules(explanation, lang)


def pool_lines(explanation: RewardExplanation, pool: Row, lang: str) -> Iterator[Said]:
    """Everything about one innovation and benefit year that its contributors share."""
    yield from headline(explanation, pool, lang)
    yield from benefit(explanation, pool, lang)
    if pool["tiers"] or explanation.plan["rewards_market"]:
        yield from tiers(explanation, pool, lang)
    yield from caps(explanation, pool, lang)
    yield from split(pool, lang, is_open=explanation.is_open(pool))
    if pool["restated"]:
        yield moved(pool["restated"], lang)


def headline(explanation: RewardExplanation, pool: Row, lang: str) -> Iterator[Said]:
    """What, of which run and by which plan."""
    words, run, plan = WORDS[lang], explanation.reward.run, explanation.plan
    title = f"{pool['innovation_id']} {pool['innovation_title'] or ''}".rstrip()
    yield Heading(f"{title}, {pool['org_id']}, {words['year'].format(pool['benefit_year'])}", 1)
    kind = words["estimate"] if pool["is_estimate"] else f"{words['settlement']}, {state_words(run, lang)}"
    yield Line(f"{words['run']} {run.run_id}, {run.period} {words['revision'].format(run.revision)}: {kind}")
    unit = UNITS_ZH.get(plan["currency"], "") if lang == "zh" else {"CNY": "yuan"}.get(plan["currency"], "")
    money = f"{plan['currency']} ({unit})" if unit else plan["currency"]
    yield Line(f"{words['plan']} {plan['plan_key']} {plan[f'title_{lang}']}; {words['amounts_in']} {money}")
    reason = why(pool, lang)
    if not plan["is_paid"]:
        reason = f"{words['no_reward']}: {without_stop(plan[f'not_paid_reason_{lang}'])}"
    status = code_words(pool["status"], lang, is_open=explanation.is_open(pool))
    yield Line(f"{words['pool_status']} {status}" + (f" ({reason})" if reason else ""))
    yield sign_off_line(explanation.sign_off, lang)


def rules(explanation: RewardExplanation, lang: str) -> Iterator[Said]:
    """The plan's numbers with their source, then the clauses word for word."""
    words = WORDS[lang]
    if explanation.plan["numbers"]:
        yield Heading(f"{words['numbers']} ({explanation.plan['plan_key']})")
    for row in explanation.plan["numbers"]:
        code = f" {row.get(f'code_{lang}', row['code'])}" if row["code"] else ""
        yield Line(f"{name_words(row['name'], lang)}{code}: {sourced(row, lang)}", 1)
    if explanation.clauses:
        yield Heading(words["clauses"])
    for clause in explanation.clauses:
        meaning = "" if lang == "zh" else f" ({clause['meaning_en']})"
        yield Line(f"{clause['clause_id']} 《{clause['document_title']}》{clause['quote_zh']}{meaning}", 1)
