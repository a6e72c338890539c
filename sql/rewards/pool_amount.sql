-- The pool of an innovation for a year before it is split, under which plan, or why there is none.
-- plan: RW_STAT where the least the law grants is more than the tiers bring, else RW_MKT; NULL where nothing is paid.
-- grain: org_id, innovation_id, benefit_year
SELECT
    pools.org_id,
    pools.innovation_id,
    pools.benefit_year,
    pools.department_id,
    pools.innovation_title,
    pools.is_service_invention,
    CASE
        WHEN pools.floor_addition_amount > 0 THEN 'RW_STAT'
        WHEN pools.pool_amount > 0 THEN 'RW_MKT'
    END AS plan,
    CASE
        WHEN NOT plans.is_paid THEN 'honour_only'
        WHEN pools.pool_amount > 0 OR pools.tier_amount > 0 THEN 'awarded'
        WHEN pools.recorded_shares_percent IS NOT NULL THEN 'shares_recorded'
        WHEN pools.recognised_benefit_amount = 0 THEN 'no_benefit'
        WHEN NOT plans.rewards_market THEN 'no_benefit'
        WHEN NOT pools.pays_market THEN 'no_rule_in_force'
        WHEN pools.recognised_benefit_amount < plans.gate_amount THEN 'below_gate'
        ELSE 'no_benefit'
    END AS status,
    CASE status
        WHEN 'honour_only' THEN plans.not_paid_reason_en
        WHEN 'awarded'
            THEN
                CASE
                    WHEN pools.floor_addition_amount > 0 THEN 'the least the law grants'
                    WHEN pools.organization_limit_amount = 0 THEN 'the organisation has nothing to pay from this year'
                    WHEN pools.is_profit_unknown
                        THEN 'the after-tax profit of the year is not known: nothing is released until it is'
                END
        WHEN 'shares_recorded' THEN plain_number(pools.recorded_shares_percent) || ' % of the shares are recorded, no cash'
        WHEN 'no_benefit'
            THEN
                CASE
                    WHEN plans.rewards_market THEN 'no benefit is recognised'
                    WHEN NOT pools.is_service_invention THEN 'only inventions made in service are rewarded'
                    ELSE 'no income or profit is confirmed that the law grants a share of'
                END
        WHEN 'no_rule_in_force'
            THEN 'no rule of the organisation, adopted and published by the end of the year after consulting the staff'
        WHEN 'below_gate' THEN 'the benefit is below ' || plain_number(plans.gate_amount)
    END AS reason,
    pools.recognised_benefit_amount,
    pools.tier_amount,
    pools.innovation_cap_reduction_amount,
    pools.organization_cap_reduction_amount,
    pools.organization_limit_amount,
    pools.floor_amount,
    pools.floor_addition_amount,
    pools.recorded_shares_percent,
    pools.pool_amount,
    -- What the law grants does not hang on the profit.
    pools.is_profit_unknown AND pools.floor_addition_amount = 0 AS is_profit_unknown
FROM rewards.capped_pool AS pools
INNER JOIN rewards.plan AS plans ON pools.org_id = plans.org_id AND pools.benefit_year = plans.benefit_year
