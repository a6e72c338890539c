-- Each benefit line of the years the run works on, what it brings and whether it counts: only the market's expansion, of an
-- innovation that is driven by IT and accepted, as finance confirmed it once the year was over, within the plan's window
-- from going live. In an estimate of a year still open an earlier confirmation counts too. What an invention brings by
-- transfer, licence or the house's own use counts for the share the law grants, in or out of the plan's window.
-- grain: org_id, benefit_id
WITH lines AS (
    SELECT
        benefits.org_id,
        benefits.innovation_id,
        years.benefit_year,
        benefits.benefit_id,
        benefits.line,
        benefits.kind,
        benefits.basis,
        benefits.attributable_percent,
        benefits.actual_amount,
        benefits.baseline_frozen_on,
        benefits.confirmed_on,
        benefits.rechecked_on,
        benefits.batch_id,
        benefits.source_row,
        innovations.it_driven,
        innovations.accepted_on,
        innovations.went_live_on,
        plans.currency,
        plans.window_months,
        make_date(years.benefit_year, 12, 31) AS last_day,
        benefits.kind IN ('transfer_income', 'licence_income') AS is_income,
        benefits.confirmed_on IS NOT NULL AND (
            benefits.confirmed_on > make_date(years.benefit_year, 12, 31)
            OR (NOT years.is_settlement AND years.benefit_year = extract('year' FROM cast($period_end AS DATE)))
        ) AS is_in_time,
        coalesce(nullif(benefits.currency, ''), 'CNY') AS line_currency,
        kinds.effect AS counts_as,
        -- Of revenue only the margin is a benefit; income is there from the first yuan on.
        CASE WHEN benefits.basis = 'revenue' THEN benefits.margin_percent ELSE 100 END AS margin_percent,
        CASE WHEN is_income THEN 0 ELSE benefits.baseline_amount END AS baseline_amount,
        CASE WHEN benefits.rechecked_on IS NOT NULL THEN benefits.rechecked_amount END AS rechecked_amount,
        coalesce(innovations.service_invention, FALSE) AND CASE
            WHEN is_income THEN innovations.route IN ('transfer', 'licence')
            ELSE
                innovations.route = 'own_exploitation'
                AND benefits.basis = 'operating_profit'
                AND benefits.baseline_frozen_on <= innovations.went_live_on
                AND innovations.went_live_on <= last_day
                AND last_day < innovations.went_live_on + to_months(plans.floor_months)
        END AS is_floor_base
    FROM records.innovation_benefit AS benefits
    INNER JOIN records.innovation AS innovations
        ON benefits.org_id = innovations.org_id AND benefits.innovation_id = innovations.innovation_id
    INNER JOIN rewards.plan AS plans ON benefits.org_id = plans.org_id AND benefits.benefit_year = plans.benefit_year
    INNER JOIN rewards.settled_year AS years
        ON benefits.org_id = years.org_id AND benefits.benefit_year = years.benefit_year
    LEFT JOIN compiled.reward_code AS kinds
        ON plans.plan_key = kinds.plan_key AND kinds.name = 'benefit_kind' AND benefits.kind = kinds.code
),

amounts AS (
    SELECT
        lines.*,
        CASE
            WHEN lines.line_currency = lines.currency
                THEN line_benefit(
                    lines.actual_amount - lines.baseline_amount, lines.attributable_percent, lines.margin_percent
                )
        END AS benefit_amount,
        CASE
            WHEN lines.line_currency = lines.currency
                THEN line_benefit(
                    lines.rechecked_amount - lines.baseline_amount, lines.attributable_percent, lines.margin_percent
                )
        END AS rechecked_benefit_amount
    FROM lines
)

SELECT
    org_id,
    innovation_id,
    benefit_year,
    benefit_id,
    line,
    kind,
    CASE
        WHEN NOT it_driven THEN 'not_it_driven'
        WHEN accepted_on IS NULL OR accepted_on > last_day THEN 'not_accepted'
        WHEN confirmed_on IS NULL THEN 'not_confirmed'
        WHEN NOT is_in_time THEN 'confirmed_too_early'
        WHEN line_currency <> currency THEN 'other_currency'
        WHEN benefit_amount IS NULL THEN 'amounts_missing'
        WHEN is_income THEN 'income'
        WHEN baseline_frozen_on IS NULL THEN 'baseline_not_frozen'
        WHEN baseline_frozen_on > went_live_on THEN 'baseline_after_go_live'
        WHEN
            window_months IS NOT NULL
            AND (went_live_on IS NULL OR went_live_on > last_day OR last_day >= went_live_on + to_months(window_months))
            THEN 'outside_window'
        WHEN counts_as IS NULL THEN 'not_market_expansion'
        ELSE 'counted'
    END AS status,
    coalesce(counts_as = 'retained', FALSE) AS is_retained,
    benefit_amount,
    rechecked_benefit_amount,
    rechecked_on,
    CASE WHEN is_floor_base AND is_in_time AND benefit_amount IS NOT NULL THEN benefit_amount ELSE 0 END
        AS floor_base_amount,
    confirmed_on,
    baseline_frozen_on,
    went_live_on,
    window_months,
    line_currency,
    currency,
    batch_id,
    source_row
FROM amounts
