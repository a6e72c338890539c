"""The explanation of a reward for a person to read: from benefit lines over tiers, limits and floor to the split."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from pipelines.explain.find import Row
from pipelines.explain.reward_amounts import sourced, why, without_stop
from pipelines.explain.reward_award_text import award_lines
from pipelines.explain.reward_codes import UNITS_ZH, code_words, name_words
from pipelines.explain.reward_gather import RewardExplanation
from pipelines.explain.reward_limit_text import caps
from pipelines.explain.reward_pool_text import Line, benefit, split, tiers
from pipelines.explain.reward_words import WORDS
from pipelines.explain.sign_off_text import state_words


def show_reward(explanation: RewardExplanation, console: Console, lang: str) -> None:
    """Print the explanation: each innovation and year from benefit to split, the awards asked for, the rules."""
    for pool in explanation.pools:
        for line in pool_lines(explanation, pool, lang):
            console.print(line)
        for award in pool["awards"]:
            for line in award_lines(explanation, pool, award, lang):
                console.print(line)
    for line in rules(explanation, lang):
        console.print(line)


def pool_lines(explanation: RewardExplanation, pool: Row, lang: str) -> Iterator[Line]:
    """Everything about one innovation and benefit year that its contributors share."""
    yield from headline(explanation, pool, lang)
    yield from benefit(explanation, pool, lang)
    if pool["tiers"] or explanation.plan["rewards_market"]:
        yield from tiers(explanation, pool, lang)
    yield from caps(explanation, pool, lang)
    yield from split(pool, lang)


def headline(explanation: RewardExplanation, pool: Row, lang: str) -> Iterator[Text]:
    """What, of which run and by which plan."""
    words, run, plan = WORDS[lang], explanation.reward.run, explanation.plan
    title = f"{pool['innovation_id']} {pool['innovation_title'] or ''}".rstrip()
    yield Text(f"{title}, {pool['org_id']}, {words['year'].format(pool['benefit_year'])}", style="bold")
    kind = words["estimate"] if pool["is_estimate"] else f"{words['settlement']}, {state_words(run, lang)}"
    yield Text(f"{words['run']} {run.run_id}, {run.period} {words['revision'].format(run.revision)}: {kind}")
    unit = UNITS_ZH.get(plan["currency"], "") if lang == "zh" else {"CNY": "yuan"}.get(plan["currency"], "")
    money = f"{plan['currency']} ({unit})" if unit else plan["currency"]
    yield Text(f"{words['plan']} {plan['plan_key']} {plan[f'title_{lang}']}; {words['amounts_in']} {money}")
    reason = why(pool, lang)
    if not plan["is_paid"]:
        reason = f"{words['no_reward']}: {without_stop(plan[f'not_paid_reason_{lang}'])}"
    status = code_words(pool["status"], lang)
    yield Text(f"{words['pool_status']} {status}" + (f" ({reason})" if reason else ""))


def rules(explanation: RewardExplanation, lang: str) -> Iterator[Text]:
    """The plan's numbers with their source, then the clauses word for word."""
    words = WORDS[lang]
    if explanation.plan["numbers"]:
        yield Text(f"\n{words['numbers']} ({explanation.plan['plan_key']})", style="bold")
    for row in explanation.plan["numbers"]:
        code = f" {row.get(f'code_{lang}', row['code'])}" if row["code"] else ""
        yield Text(f"  {name_words(row['name'], lang)}{code}: {sourced(row, lang)}")
    if explanation.clauses:
        yield Text(f"\n{words['clauses']}", style="bold")
    for clause in explanation.clauses:
        meaning = "" if lang == "zh" else f" ({clause['meaning_en']})"
        yield Text(f"  {clause['clause_id']} 《{clause['document_title']}》{clause['quote_zh']}{meaning}")
