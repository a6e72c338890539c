-- What each contribution brings of a pool: gross less what is forfeited and what the person's limit takes off. Where a pool
-- cannot be split its awards have no amount yet; where nothing is paid, they are an honour list or shares recorded.
-- grain: run_id, org_id, award_id
WITH parties AS (
    SELECT
        kept.*,
        runs.run_id,
        runs.revision,
        runs.period,
        contributions.department_id,
        contributions.role,
        coalesce(contributions.main_contributor, FALSE) AS is_main_contributor,
        contributions.share_percent AS filed_share_percent,
        people.person_name,
        people.is_cio,
        people.is_unit_head,
        NOT years.is_settlement AS is_estimate,
        plans.currency,
        plans.is_paid,
        plans.not_paid_reason_en,
        coalesce(innovations.service_invention, FALSE) AS is_service_invention,
        kept.kept_amount - kept.person_cap_reduction_amount AS award_amount,
        -- Shares of the company are the law's floor itself.
        kept.kept_percent = 0
        AND kept.kept_amount = 0
        AND NOT (kept.pool_status = 'shares_recorded' AND kept.keeps_floor) AS is_lost,
        CASE
            WHEN plans.is_paid AND kept.not_allocated_reason IS NOT NULL THEN 'unallocated'
            WHEN is_lost THEN 'forfeited'
            WHEN kept.hold_reason IS NOT NULL THEN 'held'
            WHEN NOT plans.is_paid THEN 'honour_candidate'
            WHEN kept.pool_status = 'shares_recorded' THEN 'shares_recorded'
            ELSE 'awarded'
        END AS status
    FROM rewards.kept AS kept
    INNER JOIN run.run AS runs ON runs.run_id = $run_id
    INNER JOIN rewards.plan AS plans ON kept.org_id = plans.org_id AND kept.benefit_year = plans.benefit_year
    INNER JOIN rewards.settled_year AS years
        ON kept.org_id = years.org_id AND kept.benefit_year = years.benefit_year
    INNER JOIN records.innovation AS innovations
        ON kept.org_id = innovations.org_id AND kept.innovation_id = innovations.innovation_id
    INNER JOIN records.contribution AS contributions
        ON kept.org_id = contributions.org_id AND kept.contribution_id = contributions.contribution_id
    INNER JOIN rewards.person_year AS people
        ON
            kept.org_id = people.org_id
            AND kept.benefit_year = people.benefit_year
            AND kept.person_id = people.person_id
    WHERE
        kept.pool_amount > 0
        OR kept.pool_status = 'shares_recorded'
        OR (
            NOT plans.is_paid
            AND contributions.accepted_on IS NOT NULL
            AND innovations.it_driven
            AND innovations.accepted_on <= make_date(kept.benefit_year, 12, 31)
        )
)

SELECT
    parties.run_id,
    parties.revision,
    parties.period,
    parties.org_id,
    parties.innovation_id || '/' || parties.benefit_year || '/' || parties.contribution_id AS award_id,
    parties.innovation_id,
    parties.benefit_year,
    parties.contribution_id,
    parties.person_id,
    parties.person_name,
    parties.department_id,
    parties.role,
    parties.is_main_contributor,
    parties.is_cio,
    parties.is_unit_head,
    parties.is_estimate,
    parties.filed_share_percent,
    parties.share_percent,
    parties.currency,
    parties.gross_amount,
    parties.rounding_amount,
    parties.protected_amount,
    parties.kept_percent,
    parties.gross_amount - parties.kept_amount AS forfeited_amount,
    parties.person_limit_amount,
    parties.person_cap_reduction_amount,
    parties.award_amount,
    parties.status,
    CASE
        WHEN parties.status = 'unallocated' THEN parties.not_allocated_reason
        ELSE nullif(concat_ws(
            '; ',
            parties.lost_reason,
            CASE WHEN parties.kept_percent = 0 AND parties.kept_amount > 0 THEN 'the law''s floor is kept' END,
            CASE WHEN parties.is_left_out THEN 'the share went to the other contributors' END,
            CASE WHEN parties.status = 'held' THEN parties.hold_reason END,
            CASE WHEN parties.person_cap_reduction_amount > 0 THEN 'above the person''s limit of the year' END,
            CASE WHEN parties.status = 'honour_candidate' THEN parties.not_paid_reason_en END,
            CASE WHEN parties.status = 'shares_recorded' THEN 'a share of the recorded shares, no cash' END
        ), '')
    END AS reason,
    CASE
        WHEN parties.award_amount > 0
            THEN CASE WHEN parties.is_service_invention THEN 'outside_wage_total' ELSE 'within_wage_total' END
    END AS funding_channel,
    parties.clause
FROM parties
ORDER BY parties.org_id, award_id
