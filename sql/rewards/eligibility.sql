-- Whether each contributor to a pool keeps the share in it: how much of it, and the first reason why not all; hold_reason:
-- why nothing is released yet. keeps_floor: whether the law's floor protects the share.
-- grain: org_id, innovation_id, benefit_year, contribution_id
WITH parties AS (
    SELECT
        pools.innovation_id,
        pools.status AS pool_status,
        pools.pool_amount,
        pools.floor_amount,
        pools.is_profit_unknown,
        plans.plan_key,
        plans.months_in_post,
        plans.clause,
        contributions.contribution_id,
        coalesce(contributions.main_contributor, FALSE) AS is_main_contributor,
        contributions.share_percent AS filed_share_percent,
        contributions.accepted_on,
        nullif(contributions.other_plan, '') AS other_plan,
        people.*
    FROM rewards.pool_amount AS pools
    INNER JOIN rewards.plan AS plans ON pools.org_id = plans.org_id AND pools.benefit_year = plans.benefit_year
    INNER JOIN records.contribution AS contributions
        ON pools.org_id = contributions.org_id AND pools.innovation_id = contributions.innovation_id
    INNER JOIN rewards.person_year AS people
        ON
            pools.org_id = people.org_id
            AND pools.benefit_year = people.benefit_year
            AND contributions.person_id = people.person_id
),

judged AS (
    SELECT
        parties.*,
        barred.barred_reason,
        barred.barred_clause,
        barred.suspends_reason,
        barred.suspends_clause,
        grades.value AS grade_percent,
        grades.clause AS grade_clause,
        ungraded.effect AS ungraded_effect,
        CASE
            WHEN parties.accepted_on IS NULL THEN 'the contribution was not accepted'
            WHEN parties.other_plan IS NOT NULL THEN 'the same benefit is rewarded under ' || parties.other_plan
            WHEN parties.in_post_from IS NULL THEN 'never in post in the organisation'
            WHEN barred.effect = 'cancels' THEN barred.barred_reason
        END AS all_lost_reason,
        CASE
            WHEN NOT parties.is_in_post
                THEN coalesce('in post for less than ' || parties.months_in_post || ' months', 'not yet in post')
            WHEN barred.effect = 'stops' THEN barred.barred_reason
        END AS lost_reason
    FROM parties
    LEFT JOIN rewards.barred AS barred
        ON
            parties.org_id = barred.org_id
            AND parties.benefit_year = barred.benefit_year
            AND parties.contribution_id = barred.contribution_id
    LEFT JOIN compiled.reward_number AS grades
        ON parties.plan_key = grades.plan_key AND grades.name = 'grade_percent' AND parties.grade = grades.code
    LEFT JOIN compiled.reward_code AS ungraded
        ON parties.plan_key = ungraded.plan_key AND ungraded.name = 'ungraded' AND parties.ungraded = ungraded.code
)

SELECT
    judged.org_id,
    judged.innovation_id,
    judged.benefit_year,
    judged.contribution_id,
    judged.person_id,
    judged.accepted_on,
    judged.filed_share_percent,
    judged.is_main_contributor,
    judged.is_cio OR judged.is_unit_head AS is_leader,
    judged.annual_pay_amount,
    judged.pool_status,
    judged.pool_amount,
    judged.floor_amount,
    CASE
        WHEN coalesce(judged.all_lost_reason, judged.lost_reason) IS NOT NULL THEN 0
        ELSE coalesce(judged.grade_percent, 100)
    END AS kept_percent,
    judged.all_lost_reason IS NULL AS keeps_floor,
    coalesce(
        judged.all_lost_reason,
        judged.lost_reason,
        CASE
            WHEN judged.grade_percent < 100
                THEN 'grade ' || judged.grade || ': ' || plain_number(judged.grade_percent) || ' % is kept'
        END
    ) AS lost_reason,
    CASE WHEN judged.all_lost_reason IS NULL THEN coalesce(
        judged.suspends_reason,
        CASE
            WHEN judged.ungraded IS NOT NULL AND judged.ungraded_effect IS DISTINCT FROM 'paid'
                THEN 'no grade as CIO: ' || replace(judged.ungraded, '_', ' ')
            WHEN judged.grade IS NOT NULL AND judged.grade_percent IS NULL
                THEN 'the plan does not say what grade ' || judged.grade || ' keeps'
            WHEN judged.is_profit_unknown THEN 'the organisation''s limit is unknown without its after-tax profit'
        END
    ) END AS hold_reason,
    CASE
        WHEN coalesce(judged.all_lost_reason, judged.lost_reason) = judged.barred_reason THEN judged.barred_clause
        WHEN judged.all_lost_reason IS NULL AND judged.suspends_reason IS NOT NULL THEN judged.suspends_clause
        WHEN coalesce(judged.all_lost_reason, judged.lost_reason) IS NULL AND judged.grade_percent < 100
            THEN judged.grade_clause
        ELSE judged.clause
    END AS clause
FROM judged
