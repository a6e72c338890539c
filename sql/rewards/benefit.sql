-- The benefit recognised of an innovation in a year: what its counted lines gained, with what they retained up to its share
-- of the whole; the same by the amounts found on re-checking, once every counted line was checked again; and the least the
-- law grants of an invention. Where nothing is paid, whatever was accepted in the year is there too.
-- grain: org_id, innovation_id, benefit_year
WITH summed AS (
    SELECT
        org_id,
        innovation_id,
        benefit_year,
        count(*) FILTER (WHERE status = 'counted') AS counted_count,
        count(rechecked_benefit_amount) FILTER (WHERE status = 'counted') AS rechecked_count,
        min(rechecked_on) FILTER (WHERE status = 'counted') AS rechecked_on,
        sum(CASE WHEN status = 'counted' AND NOT is_retained THEN benefit_amount ELSE 0 END) AS gained_amount,
        sum(CASE WHEN status = 'counted' AND is_retained THEN benefit_amount ELSE 0 END) AS retained_amount,
        sum(CASE WHEN status = 'counted' AND NOT is_retained THEN rechecked_benefit_amount ELSE 0 END)
            AS gained_again_amount,
        sum(CASE WHEN status = 'counted' AND is_retained THEN rechecked_benefit_amount ELSE 0 END)
            AS retained_again_amount,
        sum(floor_base_amount) AS floor_base_amount
    FROM result.reward_line
    WHERE run_id = $run_id
    GROUP BY org_id, innovation_id, benefit_year
),

-- What is on the honour list need not have brought anything.
listed AS (
    SELECT
        years.org_id,
        innovations.innovation_id,
        years.benefit_year
    FROM rewards.settled_year AS years
    INNER JOIN rewards.plan AS plans ON years.org_id = plans.org_id AND years.benefit_year = plans.benefit_year
    INNER JOIN records.innovation AS innovations
        ON
            years.org_id = innovations.org_id
            AND date_part('year', innovations.accepted_on) = years.benefit_year
    WHERE NOT plans.is_paid
),

every AS (
    SELECT org_id, innovation_id, benefit_year
    FROM summed
    UNION
    SELECT org_id, innovation_id, benefit_year
    FROM listed
)

SELECT
    every.org_id,
    every.innovation_id,
    every.benefit_year,
    CASE
        WHEN summed.counted_count > 0
            THEN recognised_benefit(summed.gained_amount, summed.retained_amount, plans.retained_percent)
        ELSE 0
    END AS recognised_benefit_amount,
    CASE
        WHEN summed.counted_count > 0 AND summed.counted_count = summed.rechecked_count
            THEN recognised_benefit(
                summed.gained_again_amount, summed.retained_again_amount, plans.retained_percent
            )
    END AS rechecked_benefit_amount,
    CASE WHEN summed.counted_count > 0 AND summed.counted_count = summed.rechecked_count THEN summed.rechecked_on END
        AS rechecked_on,
    CASE
        WHEN summed.floor_base_amount > 0
            THEN money_share(
                summed.floor_base_amount,
                CASE
                    WHEN innovations.route = 'own_exploitation' THEN plans.floor_exploitation_percent
                    ELSE plans.floor_income_percent
                END,
                100
            )
        ELSE 0
    END AS floor_amount
FROM every
INNER JOIN rewards.plan AS plans ON every.org_id = plans.org_id AND every.benefit_year = plans.benefit_year
INNER JOIN records.innovation AS innovations
    ON every.org_id = innovations.org_id AND every.innovation_id = innovations.innovation_id
LEFT JOIN summed
    ON
        every.org_id = summed.org_id
        AND every.innovation_id = summed.innovation_id
        AND every.benefit_year = summed.benefit_year
