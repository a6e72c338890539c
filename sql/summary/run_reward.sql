-- What the awards of a run come to, by currency. Among fewer than three persons the sum would tell what one of them gets, so
-- it is left out.
-- grain: run_id, currency
WITH persons AS (
    SELECT
        run_id,
        currency,
        org_id,
        person_id,
        sum(award_amount) AS award_amount
    FROM result.reward_award
    WHERE run_id = $run_id
    GROUP BY run_id, currency, org_id, person_id
    HAVING sum(award_amount) <> 0
)

SELECT
    run_id,
    currency,
    count(*) AS person_count,
    CASE WHEN count(*) >= 3 THEN sum(award_amount) END AS award_amount
FROM persons
GROUP BY run_id, currency
ORDER BY currency
