-- What the settlements that a run follows posted for the years it works on, by award and instalment (0: the award as a whole).
-- stake_key: an award of a person in a currency; either may have been another before. by_another_year: a settlement of
-- another year than the run's posted some of it; its decisions stand. place: of the newest of them.
-- grain: stake_key, kind, tranche
WITH followed AS (
    SELECT
        followed.prior_run_id AS run_id,
        date_part('year', runs.period_end) <> extract('year' FROM cast($period_end AS DATE)) AS is_another_year,
        -- Of several settlements, each follows those before it.
        (SELECT count(*) FROM run.follows AS others WHERE others.run_id = followed.prior_run_id) AS place
    FROM run.follows AS followed
    INNER JOIN run.run AS runs ON followed.prior_run_id = runs.run_id
    WHERE followed.run_id = $run_id
)

SELECT
    concat_ws(chr(31), posted.org_id, posted.award_id, posted.person_id, posted.currency) AS stake_key,
    posted.org_id,
    posted.award_id,
    posted.person_id,
    posted.currency,
    posted.innovation_id,
    posted.benefit_year,
    posted.kind,
    coalesce(posted.tranche, 0) AS tranche,
    arg_max(posted.department_id, (followed.place, posted.run_id)) AS department_id,
    arg_max(posted.cause, (followed.place, posted.run_id)) AS cause,
    arg_max(posted.reference, (followed.place, posted.run_id)) AS reference,
    sum(posted.amount) AS amount,
    sum(posted.owed_amount) AS owed_amount,
    bool_or(followed.is_another_year) AS by_another_year,
    max(followed.place) AS place
FROM followed
INNER JOIN result.reward_ledger AS posted ON followed.run_id = posted.run_id
INNER JOIN rewards.settled_year AS years
    ON posted.org_id = years.org_id AND posted.benefit_year = years.benefit_year
GROUP BY
    posted.org_id, posted.award_id, posted.person_id, posted.currency, posted.innovation_id, posted.benefit_year,
    posted.kind, posted.tranche
