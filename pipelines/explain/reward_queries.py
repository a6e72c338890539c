"""The queries the explanation of a reward is gathered with: all about one organisation of one run."""

from __future__ import annotations

PLAN = """
    SELECT rules.*
    FROM scope.reward_plan AS plans
    INNER JOIN compiled.reward_plan AS rules ON plans.plan_key = rules.plan_key
    WHERE plans.run_id = $run_id AND plans.org_id = $org
"""
NUMBERS = """
    SELECT name, code, value, unit, clause, source FROM compiled.reward_number
    WHERE plan_key = $plan_key ORDER BY name, code
"""
CODES = """
    SELECT name, code, effect, clause, source FROM compiled.reward_code
    WHERE plan_key = $plan_key ORDER BY name, code
"""
# One person's amounts are nobody else's business: only the pools of what $kind and $name ask for.
# year_pools_amount: all pools of the year before the organisation's limit; profit_share_amount: the part of the year's
# profit that limits them.
POOLS = """
    SELECT
        pools.* EXCLUDE (run_id, revision, period), years.reward_budget_amount, years.after_tax_profit_amount,
        (
            SELECT sum(others.tier_amount - others.innovation_cap_reduction_amount) FROM result.reward_pool AS others
            WHERE others.run_id = $run_id AND others.org_id = $org AND others.benefit_year = pools.benefit_year
        ) AS year_pools_amount,
        (
            SELECT money_share_cut(years.after_tax_profit_amount, numbers.value, 100)
            FROM scope.reward_plan AS plans
            INNER JOIN compiled.reward_number AS numbers ON plans.plan_key = numbers.plan_key
            WHERE plans.run_id = $run_id AND plans.org_id = $org AND numbers.name = 'organization_profit_percent'
        ) AS profit_share_amount
    FROM result.reward_pool AS pools
    LEFT JOIN records.organization_year AS years ON pools.org_id = years.org_id AND pools.benefit_year = years.year
    WHERE
        pools.run_id = $run_id AND pools.org_id = $org
        AND CASE $kind
            WHEN 'innovation' THEN pools.innovation_id = $name
            ELSE (pools.innovation_id, pools.benefit_year) IN (
                SELECT (awards.innovation_id, awards.benefit_year) FROM result.reward_award AS awards
                WHERE awards.run_id = $run_id AND awards.org_id = $org AND $name IN (awards.award_id, awards.person_id)
            )
        END
    ORDER BY pools.benefit_year, pools.innovation_id
"""
LINES = """
    SELECT
        lines.* EXCLUDE (run_id, revision, period, org_id), benefits.basis, benefits.baseline_amount,
        benefits.actual_amount, benefits.attributable_percent, benefits.margin_percent, benefits.rechecked_amount
    FROM result.reward_line AS lines
    LEFT JOIN records.innovation_benefit AS benefits
        ON lines.org_id = benefits.org_id AND lines.benefit_id = benefits.benefit_id
    WHERE lines.run_id = $run_id AND lines.org_id = $org
    ORDER BY lines.innovation_id, lines.benefit_year, lines.benefit_id
"""
TIERS = """
    SELECT * EXCLUDE (run_id, revision, period, org_id)
    FROM result.reward_tier WHERE run_id = $run_id AND org_id = $org
    ORDER BY innovation_id, benefit_year, tier
"""
# person_year_amount: all awards of the person for the year; above the plan's limit they are paid in instalments.
AWARDS = """
    SELECT
        * EXCLUDE (run_id, revision, period, org_id),
        sum(award_amount) OVER (PARTITION BY person_id, benefit_year, currency) AS person_year_amount
    FROM result.reward_award WHERE run_id = $run_id AND org_id = $org
    ORDER BY innovation_id, benefit_year, contribution_id
"""
TRANCHES = """
    SELECT * EXCLUDE (run_id, revision, period, org_id, innovation_id, benefit_year, person_id, department_id)
    FROM result.reward_tranche WHERE run_id = $run_id AND org_id = $org
    ORDER BY award_id, tranche
"""
# What the run and those it follows posted; of a run not confirmed what it would post (posted_on NULL).
LEDGER = """
    SELECT
        ledger.entry_id, ledger.award_id, signatures.signed_on AS posted_on, ledger.kind, ledger.tranche,
        ledger.currency, ledger.amount, ledger.owed_amount, ledger.to_come_amount, ledger.cause, ledger.reference,
        ledger.run_id, ledger.period, ledger.revision
    FROM result.reward_ledger AS ledger
    LEFT JOIN run.signature AS signatures ON ledger.run_id = signatures.run_id AND signatures.state = 'confirmed'
    WHERE
        ledger.org_id = $org
        AND (
            ledger.run_id = $run_id
            OR ledger.run_id IN (SELECT prior_run_id FROM run.follows WHERE run_id = $run_id)
        )
    ORDER BY
        posted_on NULLS LAST, ledger.period, ledger.revision,
        list_position(
            ['grant', 'correction', 'forfeit', 'cap_reduction', 'deferral', 'hold', 'lapse', 'release', 'clawback'],
            ledger.kind
        ),
        ledger.tranche, ledger.entry_id
"""
# Runs that posted for an award later on.
LATER = """
    SELECT ledger.award_id, ledger.period, ledger.revision, count(*) AS entry_count
    FROM result.reward_ledger AS ledger
    INNER JOIN run.run AS runs ON ledger.run_id = runs.run_id AND runs.sign_off IN ('confirmed', 'archived')
    INNER JOIN run.follows AS follows ON ledger.run_id = follows.run_id AND follows.prior_run_id = $run_id
    WHERE ledger.org_id = $org
    GROUP BY ledger.award_id, ledger.period, ledger.revision
    ORDER BY ledger.award_id, ledger.period, ledger.revision
"""
# What the grades are called that the regime gives its CIOs, by its newest scheme.
GRADES = """
    SELECT
        grades.grade,
        arg_max(grades.name_zh, (schemes.in_force_from, schemes.scheme_key)) AS name_zh,
        arg_max(grades.name_en, (schemes.in_force_from, schemes.scheme_key)) AS name_en
    FROM compiled.scheme AS schemes
    INNER JOIN compiled.grade AS grades ON schemes.scheme_key = grades.scheme_key
    WHERE schemes.regime = $regime AND schemes.subject_type = 'cio'
    GROUP BY grades.grade
"""
