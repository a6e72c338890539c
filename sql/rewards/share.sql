-- How each pool is split: the side a contributor is on (all; or, where CIOs and heads of units hold more than they may
-- together, leaders and others), what percentage of the pool the side gets, and the weight within it. weight: the filed share
-- in millionths; 0 for who gets nothing where the panel confirmed that the others get it. not_allocated_reason: why the pool
-- cannot be split (NULL: it can).
-- grain: org_id, innovation_id, benefit_year, contribution_id
WITH parties AS (
    SELECT
        people.*,
        micro(people.filed_share_percent) AS filed,
        plans.leader_limit_percent,
        plans.main_minimum_percent,
        plans.share_tolerance_percent,
        plans.forfeited_to = 'contributors'
        AND innovations.resplit_confirmed_on IS NOT NULL
        AND people.kept_percent = 0
        AND people.hold_reason IS NULL AS leaves
    FROM rewards.eligibility AS people
    INNER JOIN rewards.plan AS plans ON people.org_id = plans.org_id AND people.benefit_year = plans.benefit_year
    INNER JOIN records.innovation AS innovations
        ON people.org_id = innovations.org_id AND people.innovation_id = innovations.innovation_id
),

-- Where nobody would be left, nobody leaves: the shares are forfeited.
weighed AS (
    SELECT
        *,
        leaves AND max(CASE WHEN NOT leaves THEN filed END) OVER (
            PARTITION BY org_id, innovation_id, benefit_year
        ) > 0 AS is_left_out,
        CASE WHEN is_left_out THEN 0 ELSE filed END AS weight
    FROM parties
),

summed AS (
    SELECT
        org_id,
        innovation_id,
        benefit_year,
        count(*) > count(filed) AS is_filed_in_part,
        count(filed) = 0 AS is_not_filed,
        min(filed) AS smallest,
        from_micro(sum(filed)) AS filed_percent,
        any_value(leader_limit_percent) AS leader_limit_percent,
        any_value(main_minimum_percent) AS main_minimum_percent,
        any_value(share_tolerance_percent) AS share_tolerance_percent,
        cast(sum(weight) AS HUGEINT) AS total,
        cast(coalesce(sum(weight) FILTER (WHERE is_leader), 0) AS HUGEINT) AS leaders,
        cast(coalesce(sum(weight) FILTER (WHERE is_main_contributor), 0) AS HUGEINT) AS main,
        cast(coalesce(sum(weight) FILTER (WHERE is_main_contributor AND is_leader), 0) AS HUGEINT) AS main_leaders
    FROM weighed
    GROUP BY org_id, innovation_id, benefit_year
),

limited AS (
    SELECT
        *,
        coalesce(leaders * 100000000 > micro(leader_limit_percent) * total, FALSE) AS is_limited,
        total - leaders AS others,
        -- What main contributors get of what is split, times the denominators.
        CASE
            WHEN is_limited AND others > 0
                THEN
                    micro(leader_limit_percent) * main_leaders * others
                    + (100000000 - micro(leader_limit_percent)) * (main - main_leaders) * leaders
            ELSE 100000000 * main
        END AS main_part,
        CASE WHEN is_limited AND others > 0 THEN leaders * others ELSE total END AS main_divisor
    FROM summed
)

SELECT
    weighed.org_id,
    weighed.innovation_id,
    weighed.benefit_year,
    weighed.contribution_id,
    weighed.person_id,
    weighed.accepted_on,
    weighed.annual_pay_amount,
    weighed.pool_status,
    weighed.pool_amount,
    weighed.floor_amount,
    weighed.kept_percent,
    weighed.keeps_floor,
    weighed.lost_reason,
    weighed.hold_reason,
    weighed.clause,
    weighed.is_left_out,
    weighed.weight,
    -- Where only leaders have a share, there is only their side.
    CASE
        WHEN NOT limited.is_limited THEN 'all'
        WHEN weighed.is_leader OR limited.others = 0 THEN 'leaders'
        ELSE 'others'
    END AS side,
    CASE side WHEN 'all' THEN limited.total WHEN 'leaders' THEN limited.leaders ELSE limited.others END AS side_total,
    limited.leader_limit_percent,
    CASE
        WHEN limited.is_not_filed THEN 'no shares are filed'
        WHEN limited.is_filed_in_part THEN 'not every share is filed'
        WHEN limited.smallest < 0 THEN 'a share is below 0'
        WHEN abs(limited.filed_percent - 100) > limited.share_tolerance_percent
            THEN 'the shares add up to ' || plain_number(limited.filed_percent) || ' %'
        WHEN limited.main_part < micro(limited.main_minimum_percent) * limited.main_divisor
            THEN 'main contributors have less than ' || plain_number(limited.main_minimum_percent) || ' %'
    END AS not_allocated_reason
FROM weighed
INNER JOIN limited
    ON
        weighed.org_id = limited.org_id
        AND weighed.innovation_id = limited.innovation_id
        AND weighed.benefit_year = limited.benefit_year
