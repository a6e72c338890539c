-- The reward plan each organisation's awards were worked out by, and whether it pays amounts at all.
-- grain: run_id, org_id
SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    applied.org_id,
    plans.plan_id,
    plans.plan_version,
    plans.title_zh AS plan_title,
    plans.title_en AS plan_title_en,
    plans.in_force_from,
    plans.in_force_until,
    plans.currency,
    plans.is_paid,
    plans.not_paid_reason_zh AS not_paid_reason,
    plans.not_paid_reason_en
FROM scope.reward_plan AS applied
INNER JOIN run.run AS runs ON applied.run_id = runs.run_id
INNER JOIN compiled.reward_plan AS plans ON applied.plan_key = plans.plan_key
WHERE runs.published
ORDER BY runs.run_id, applied.org_id
