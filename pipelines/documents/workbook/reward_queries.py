"""What the sheets on rewards read."""

from __future__ import annotations

from pipelines.documents.posted import POSTED

# What the organisation calls the grades of its CIOs, which decide how much of an award is kept; in any run, as one of
# rewards alone has none.
GRADE_NAMES = """
    SELECT grade, max(grade_name) AS grade_name, max(grade_name_en) AS grade_name_en FROM grade_count
    WHERE org_id = $org_id AND subject_type = 'cio' GROUP BY grade
"""
# A unit by the name the run knew it by.
POOLS = """
    SELECT
        pools.innovation_id, pools.innovation_title, pools.benefit_year,
        coalesce(units.department_name, pools.department_id) AS unit, pools.plan, pools.recognised_benefit_amount,
        pools.tier_amount, pools.innovation_cap_reduction_amount, pools.organization_cap_reduction_amount,
        pools.floor_addition_amount, pools.pool_amount,
        cast(
            pools.tier_amount - pools.innovation_cap_reduction_amount - pools.organization_cap_reduction_amount
            + pools.floor_addition_amount - pools.pool_amount AS DECIMAL(18, 2)
        ) AS pool_difference,
        pools.awarded_amount, pools.forfeited_amount, pools.person_cap_reduction_amount, pools.unallocated_amount,
        cast(
            pools.pool_amount - pools.awarded_amount - pools.forfeited_amount - pools.person_cap_reduction_amount
            - pools.unallocated_amount AS DECIMAL(18, 2)
        ) AS split_difference,
        pools.currency, pools.status, pools.reason, pools.is_estimate, pools.clause
    FROM reward_pool AS pools
    LEFT JOIN department AS units
        ON
            pools.run_id = units.run_id AND pools.org_id = units.org_id AND pools.department_id = units.department_id
    WHERE pools.run_id = $run_id AND pools.org_id = $org_id
    ORDER BY pools.benefit_year, pools.innovation_id
"""
AWARDS = f"""
    WITH instalments AS (
        SELECT
            award_id, cast(sum(released_amount) AS DECIMAL(18, 2)) AS released_amount,
            cast(sum(lapsed_amount) AS DECIMAL(18, 2)) AS lapsed_amount,
            cast(sum(to_come_amount) AS DECIMAL(18, 2)) AS to_come_amount
        FROM reward_tranche WHERE run_id = $run_id AND org_id = $org_id GROUP BY award_id
    ),

    posted AS (
        SELECT award_id, cast(sum(owed_amount) AS DECIMAL(18, 2)) AS owed_amount FROM ({POSTED}) GROUP BY award_id
    )

    SELECT
        awards.person_name, awards.person_id, coalesce(units.department_name, awards.department_id) AS unit,
        nullif(concat_ws(',', CASE WHEN awards.is_cio THEN 'cio' END, CASE WHEN awards.is_unit_head
        THEN 'head' END), '')
        AS office,
        awards.innovation_id, pools.innovation_title, awards.benefit_year, awards.role, awards.share_percent,
        awards.gross_amount, awards.forfeited_amount, awards.person_cap_reduction_amount, awards.award_amount,
        cast(
            awards.gross_amount - awards.forfeited_amount - awards.person_cap_reduction_amount - awards.award_amount
            AS DECIMAL(18, 2)
        ) AS difference,
        instalments.released_amount, instalments.lapsed_amount, instalments.to_come_amount,
        cast(
            awards.award_amount - instalments.released_amount - instalments.lapsed_amount - instalments.to_come_amount
            AS DECIMAL(18, 2)
        ) AS payout_difference,
        posted.owed_amount, awards.currency, awards.funding_channel, awards.status,
        awards.reason, awards.is_estimate, awards.clause
    FROM reward_award AS awards
    INNER JOIN reward_pool AS pools
        ON
            awards.run_id = pools.run_id AND awards.org_id = pools.org_id
            AND awards.innovation_id = pools.innovation_id AND awards.benefit_year = pools.benefit_year
    LEFT JOIN instalments ON awards.award_id = instalments.award_id
    LEFT JOIN posted ON awards.award_id = posted.award_id
    LEFT JOIN department AS units
        ON
            awards.run_id = units.run_id AND awards.org_id = units.org_id
            AND awards.department_id = units.department_id
    WHERE awards.run_id = $run_id AND awards.org_id = $org_id
    ORDER BY awards.benefit_year, awards.innovation_id, awards.award_amount DESC NULLS LAST, awards.award_id
"""
# An award that stood once and is no more has instalments alone.
TRANCHES = f"""
    WITH posted AS (
        SELECT award_id, tranche, cast(sum(owed_amount) AS DECIMAL(18, 2)) AS owed_amount
        FROM ({POSTED}) GROUP BY award_id, tranche
    )

    SELECT
        awards.person_name, tranches.person_id, coalesce(units.department_name, tranches.department_id) AS unit,
        tranches.innovation_id, pools.innovation_title, tranches.benefit_year, tranches.tranche, tranches.due_year,
        tranches.instalment_percent, tranches.planned_amount, tranches.released_amount, tranches.lapsed_amount,
        tranches.to_come_amount,
        cast(
            tranches.planned_amount - tranches.released_amount - tranches.lapsed_amount - tranches.to_come_amount
            AS DECIMAL(18, 2)
        ) AS difference,
        tranches.reclaimed_amount, posted.owed_amount, tranches.currency, awards.funding_channel,
        tranches.status, tranches.reason, tranches.is_estimate
    FROM reward_tranche AS tranches
    LEFT JOIN reward_award AS awards
        ON
            tranches.run_id = awards.run_id AND tranches.org_id = awards.org_id
            AND tranches.award_id = awards.award_id
    LEFT JOIN reward_pool AS pools
        ON
            tranches.run_id = pools.run_id AND tranches.org_id = pools.org_id
            AND tranches.innovation_id = pools.innovation_id AND tranches.benefit_year = pools.benefit_year
    LEFT JOIN posted ON tranches.award_id = posted.award_id AND tranches.tranche = posted.tranche
    LEFT JOIN department AS units
        ON
            tranches.run_id = units.run_id AND tranches.org_id = units.org_id
            AND tranches.department_id = units.department_id
    WHERE tranches.run_id = $run_id AND tranches.org_id = $org_id
    ORDER BY tranches.benefit_year, tranches.innovation_id, tranches.award_id, tranches.tranche
"""
# What the run posted that is owed or not owed any more; of a run not confirmed that is nothing.
PAYMENTS = """
    SELECT
        max(awards.person_name) AS person_name, ledger.person_id,
        cast(coalesce(sum(ledger.owed_amount) FILTER (WHERE ledger.owed_amount > 0), 0) AS DECIMAL(18, 2))
        AS to_pay_amount,
        cast(coalesce(-sum(ledger.owed_amount) FILTER (WHERE ledger.owed_amount < 0), 0) AS DECIMAL(18, 2))
        AS to_reclaim_amount,
        ledger.currency, awards.funding_channel, max(ledger.posted_on) AS posted_on
    FROM reward_ledger AS ledger
    LEFT JOIN reward_award AS awards
        ON ledger.run_id = awards.run_id AND ledger.org_id = awards.org_id AND ledger.award_id = awards.award_id
    WHERE ledger.run_id = $run_id AND ledger.org_id = $org_id AND ledger.owed_amount <> 0
    GROUP BY ledger.person_id, ledger.currency, awards.funding_channel
    ORDER BY ledger.person_id, ledger.currency, awards.funding_channel
"""
