-- An alert where more of an organisation's staff are rewarded in the run's year than the plan expects.
-- grain: run_id, org_id, subject_type, subject_id, alert
WITH rewarded AS (
    SELECT org_id, benefit_year, count(DISTINCT person_id) AS person_count
    FROM result.reward_award
    WHERE run_id = $run_id AND award_amount > 0
    GROUP BY org_id, benefit_year
)

SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    rewarded.org_id,
    'organization' AS subject_type,
    rewarded.org_id AS subject_id,
    'rewarded_staff' AS alert,
    '受奖人员占职工比例偏高，请复核奖励范围' AS recommendation,
    'Many of the staff are rewarded: look again at who is among them.' AS recommendation_en,
    'rewarded_staff_percent' AS metric_id,
    percent_cut(rewarded.person_count, years.headcount) AS value,
    rewarded.person_count || ' of ' || years.headcount || ' rewarded, alert when above '
    || plain_number(limits.value) || ' %' AS reason,
    limits.clause,
    limits.source
FROM rewarded
INNER JOIN run.run AS runs ON runs.run_id = $run_id
INNER JOIN rewards.plan AS plans ON rewarded.org_id = plans.org_id AND rewarded.benefit_year = plans.benefit_year
INNER JOIN rewards.settled_year AS years
    ON rewarded.org_id = years.org_id AND rewarded.benefit_year = years.benefit_year
INNER JOIN compiled.reward_number AS limits
    ON plans.plan_key = limits.plan_key AND limits.name = 'rewarded_staff_percent' AND limits.code = ''
WHERE
    rewarded.benefit_year = extract('year' FROM cast($period_end AS DATE))
    AND years.headcount > 0
    AND rewarded.person_count * 100 > limits.value * years.headcount
ORDER BY rewarded.org_id
