-- One row for each accepted, IT-driven innovation and benefit year with lines that finance confirmed in the period: the
-- benefit recognised of what was aimed at a year. Only market expansion counts, retained revenue up to its share of the
-- whole; cost savings and the income of a transfer or licence are no benefit here, nor is growth over a baseline frozen
-- after the innovation went live or nobody knows when. A line with an amount unknown is left out. Dated by the last line
-- confirmed; the row named is the first of the lines.
-- grain: metric_id, org_id, source_id
WITH numbers AS (
    SELECT parameters.org_id, parameters.value AS retained_percent
    FROM scope.parameter AS parameters
    INNER JOIN scope.metric AS wanted
        ON
            parameters.org_id = wanted.org_id
            AND wanted.run_id = $run_id
            AND wanted.metric_id = 'innovation_benefit_achieved'
    WHERE parameters.run_id = $run_id AND parameters.name = 'retained_benefit_percent'
),

lines AS (
    SELECT
        benefits.org_id,
        innovations.department_id,
        innovations.innovation_id,
        innovations.annual_target_amount,
        numbers.retained_percent,
        benefits.benefit_id,
        benefits.benefit_year,
        benefits.confirmed_on,
        benefits.batch_id,
        benefits.source_row,
        benefits.kind = 'retained_revenue' AS is_retained,
        CASE
            WHEN
                benefits.kind IN ('cost_saving', 'transfer_income', 'licence_income')
                OR benefits.baseline_frozen_on IS NULL
                OR benefits.baseline_frozen_on > innovations.went_live_on
                THEN 0
            ELSE line_benefit(
                benefits.actual_amount - benefits.baseline_amount,
                benefits.attributable_percent,
                -- Of revenue only the margin is a benefit.
                CASE WHEN benefits.basis = 'revenue' THEN benefits.margin_percent ELSE 100 END
            )
        END AS amount
    FROM records.innovation_benefit AS benefits
    INNER JOIN records.innovation AS innovations
        ON benefits.org_id = innovations.org_id AND benefits.innovation_id = innovations.innovation_id
    INNER JOIN numbers ON benefits.org_id = numbers.org_id
    WHERE
        benefits.confirmed_on BETWEEN $period_start AND $cut_off
        AND innovations.it_driven
        AND innovations.accepted_on <= $cut_off
        AND innovations.annual_target_amount > 0
),

summed AS (
    SELECT
        org_id,
        department_id,
        innovation_id,
        annual_target_amount,
        retained_percent,
        max(confirmed_on) AS confirmed_on,
        min(benefit_id) AS benefit_id,
        min_by(batch_id, benefit_id) AS batch_id,
        min_by(source_row, benefit_id) AS source_row,
        sum(CASE WHEN is_retained THEN 0 ELSE amount END) AS gained_amount,
        sum(CASE WHEN is_retained THEN amount ELSE 0 END) AS retained_amount
    FROM lines
    WHERE amount IS NOT NULL
    GROUP BY org_id, department_id, innovation_id, annual_target_amount, retained_percent, benefit_year
)

SELECT
    'innovation_benefit_achieved' AS metric_id,
    org_id,
    department_id,
    cast(NULL AS TEXT) AS person_id,
    confirmed_on AS occurred_on,
    'innovation_benefit' AS source_feed,
    benefit_id AS source_id,
    recognised_benefit(gained_amount, retained_amount, retained_percent) AS numerator,
    cast(annual_target_amount AS DECIMAL(38, 6)) AS denominator,
    batch_id,
    source_row,
    FALSE AS is_provisional
FROM summed
