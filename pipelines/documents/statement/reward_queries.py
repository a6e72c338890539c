"""The queries statements of rewards are made of: each asks about all persons of an organisation and run at once."""

from __future__ import annotations

from pipelines.documents.posted import POSTED

WHOSE = "run_id = $run_id AND org_id = $org_id"
# An award that stood once and is no more has instalments alone; then its person's name is that of another run.
AWARDS = f"""
    WITH known AS (
        SELECT award_id, person_id, innovation_id, benefit_year, currency, is_estimate FROM reward_award WHERE {WHOSE}
        UNION
        SELECT award_id, person_id, innovation_id, benefit_year, currency, is_estimate FROM reward_tranche WHERE {WHOSE}
    ),

    called AS (
        SELECT person_id, arg_max(person_name, (period, revision)) AS person_name
        FROM reward_award WHERE org_id = $org_id GROUP BY person_id
    )

    SELECT
        known.person_id, coalesce(awards.person_name, called.person_name) AS person_name, known.award_id,
        known.innovation_id, pools.innovation_title, known.benefit_year, known.currency, known.is_estimate,
        awards.role, awards.is_main_contributor, awards.is_cio, awards.is_unit_head, awards.filed_share_percent,
        awards.share_percent, awards.gross_amount, awards.protected_amount, awards.kept_percent,
        awards.forfeited_amount, awards.person_limit_amount, awards.person_cap_reduction_amount, awards.award_amount,
        awards.status, awards.reason, awards.funding_channel, awards.clause
    FROM known
    LEFT JOIN called ON known.person_id = called.person_id
    LEFT JOIN (SELECT * FROM reward_award WHERE {WHOSE}) AS awards
        ON known.award_id = awards.award_id AND known.person_id = awards.person_id
        AND known.currency IS NOT DISTINCT FROM awards.currency
    LEFT JOIN (SELECT * FROM reward_pool WHERE {WHOSE}) AS pools
        ON known.innovation_id = pools.innovation_id AND known.benefit_year = pools.benefit_year
    ORDER BY known.person_id, known.benefit_year, known.innovation_id, known.award_id, known.currency
"""
TRANCHES = f"""
    SELECT
        person_id, award_id, tranche, due_year, instalment_percent, currency, planned_amount, released_amount,
        reclaimed_amount, lapsed_amount, to_come_amount, status, reason
    FROM reward_tranche WHERE {WHOSE}
    ORDER BY person_id, award_id, tranche
"""
LEDGER = f"""
    SELECT
        person_id, award_id, innovation_id, benefit_year, posted_on, kind, tranche, currency, amount, owed_amount,
        to_come_amount, cause
    FROM ({POSTED})
    ORDER BY
        person_id, posted_on, award_id,
        list_position(
            ['grant', 'correction', 'forfeit', 'cap_reduction', 'deferral', 'hold', 'lapse', 'release', 'clawback'],
            kind
        ),
        tranche, entry_id
"""
TOTALS = f"""
    WITH awarded AS (
        SELECT person_id, currency, sum(award_amount) AS award_amount
        FROM reward_award WHERE {WHOSE} AND status IN ('awarded', 'held', 'forfeited') GROUP BY ALL
    ),

    paid AS (
        SELECT
            person_id, currency, sum(released_amount) AS released_amount, sum(reclaimed_amount) AS reclaimed_amount,
            sum(to_come_amount) AS to_come_amount
        FROM reward_tranche WHERE {WHOSE} GROUP BY ALL
    ),

    posted AS (
        SELECT person_id, currency, sum(owed_amount) AS owed_amount FROM ({POSTED}) GROUP BY ALL
    )

    SELECT
        person_id, currency, awarded.award_amount, paid.released_amount, paid.reclaimed_amount, paid.to_come_amount,
        posted.owed_amount
    FROM awarded FULL JOIN paid USING (person_id, currency) FULL JOIN posted USING (person_id, currency)
    ORDER BY person_id, currency
"""
RESTATED = f"""
    SELECT person_id, subject_id, quantity, unit, before_value, after_value, delta, before_text, after_text, cause
    FROM restatement
    WHERE {WHOSE} AND subject_type = 'award'
    ORDER BY person_id, subject_id, list_position(['award_amount', 'owed_amount', 'to_come_amount'], quantity), quantity
"""
GRADES = f"SELECT grade, grade_name, grade_name_en FROM grade_count WHERE {WHOSE} AND subject_type = 'cio'"
PLAN = f"SELECT * FROM reward_plan WHERE {WHOSE}"
OBJECTIONS = f"SELECT * FROM objection_period WHERE {WHOSE} AND subject_type = 'award'"
