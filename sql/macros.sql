-- Exact arithmetic in whole millionths, and the only place that rounds. Nothing passes through floating point.
-- Room: HUGEINT holds 1.7e38; sums up to 1e15, as millionths 1e21, times 1e8 (scale 100 and six decimals) are 1e29.
-- noqa: disable=CP05

-- x as a whole number of millionths; x has at most six decimals.
CREATE OR REPLACE MACRO micro(x) AS cast(cast(x AS DECIMAL(38, 6)) * 1000000 AS HUGEINT);

-- A whole number of millionths as a decimal.
CREATE OR REPLACE MACRO from_micro(m) AS cast(cast(m AS DECIMAL(38, 0)) * 0.000001 AS DECIMAL(38, 6));

-- n / d to the nearest whole number, halves away from zero; d > 0.
CREATE OR REPLACE MACRO div_half_up(n, d) AS (CASE WHEN n < 0 THEN -1 ELSE 1 END) * ((2 * abs(n) + d) // (2 * d));

-- n / d downwards (towards minus infinity) and upwards to a whole number; d > 0. "//" alone cuts towards zero.
CREATE OR REPLACE MACRO div_down(n, d) AS n // d - (CASE WHEN n % d < 0 THEN 1 ELSE 0 END);
CREATE OR REPLACE MACRO div_up(n, d) AS n // d + (CASE WHEN n % d > 0 THEN 1 ELSE 0 END);

-- numerator / denominator x scale, cut to millionths: downwards, but upwards from the value cut_up_from on.
-- The cut never moves a value over cut_up_from, because that is itself a whole number of millionths.
CREATE OR REPLACE MACRO ratio_micro(numerator, denominator, scale, cut_up_from) AS
CASE
    WHEN
        cut_up_from IS NOT NULL
        AND div_down(micro(numerator) * scale * 1000000, micro(denominator)) >= micro(cut_up_from)
        THEN div_up(micro(numerator) * scale * 1000000, micro(denominator))
    ELSE div_down(micro(numerator) * scale * 1000000, micro(denominator))
END;

-- Points at a value on its piece, six decimals, half up. Points are never negative, so half up is away from zero.
CREATE OR REPLACE MACRO points_on_piece(v, value_from, points_from, points_rise, value_run) AS
CASE
    WHEN points_rise = 0 THEN cast(points_from AS DECIMAL(38, 6))
    ELSE from_micro(div_half_up(
        micro(points_from) * micro(value_run) + (micro(v) - micro(value_from)) * micro(points_rise), micro(value_run)
    ))
END;

-- part x percent / 100, six decimals, half up: what a weight earns at some points.
CREATE OR REPLACE MACRO percent_of(part, percent) AS
from_micro(div_half_up(micro(part) * micro(percent), 100 * 1000000));

-- numerator / denominator in percent, six decimals, half up; NULL where the denominator is zero.
CREATE OR REPLACE MACRO percent_half_up(numerator, denominator) AS
CASE WHEN denominator <> 0 THEN from_micro(
    sign(denominator) * div_half_up(micro(numerator) * 100 * 1000000, abs(micro(denominator)))
) END;

-- numerator / denominator in percent, cut downwards to six decimals; denominator > 0.
CREATE OR REPLACE MACRO percent_cut(numerator, denominator) AS
from_micro(div_down(micro(numerator) * 100 * 1000000, micro(denominator)));

-- A score to the two decimals people see, half up.
CREATE OR REPLACE MACRO two_decimals(x) AS
cast(cast(div_half_up(micro(x), 10000) AS DECIMAL(18, 0)) * 0.01 AS DECIMAL(5, 2));

-- A product of numbers with six decimals each, back to six decimals, half up.
CREATE OR REPLACE MACRO product_of(a, b) AS from_micro(div_half_up(micro(a) * micro(b), 1000000));

-- What a project costs as far as known: the final amount counts only once the day it was accepted is known too.
CREATE OR REPLACE MACRO cost_so_far(final_amount, forecast_amount, accepted_on) AS
coalesce(CASE WHEN accepted_on IS NOT NULL THEN final_amount END, forecast_amount);

-- When a project ends as far as known: the day it was accepted; else the forecast while that lies ahead; else, once
-- a forecast or the planned end has passed, the day of assessment. NULL when nothing says when it will end.
CREATE OR REPLACE MACRO end_so_far(accepted_on, forecast_end_on, planned_end_on, assessed_on) AS
CASE
    WHEN accepted_on IS NOT NULL THEN accepted_on
    WHEN forecast_end_on > assessed_on THEN forecast_end_on
    WHEN forecast_end_on IS NOT NULL OR planned_end_on <= assessed_on THEN assessed_on
END;

-- The grade of an incident that counts: the official one, else the internal one. Nobody has graded it: general, so that
-- leaving the grade out never pays.
CREATE OR REPLACE MACRO severity_code(official, internal) AS coalesce(official, internal, 'general');

-- Which limit an incident must be reported within: the law's from the official grade major on, else the house's own.
CREATE OR REPLACE MACRO report_limit_code(official, internal, operator_class) AS
CASE
    WHEN official IN ('especially_serious', 'serious', 'major') THEN 'official.' || coalesce(operator_class, 'other')
    WHEN severity_code(official, internal) IN ('especially_serious', 'serious', 'major') THEN 'internal.major_or_above'
    ELSE 'internal.' || severity_code(official, internal)
END;

-- How an incident was reported. Exactly at the limit is on time; within a limit that is still running nobody is late.
CREATE OR REPLACE MACRO report_code(reported_at, due_at, cut_off_ends_at, handled_well) AS
CASE
    WHEN reported_at <= due_at THEN CASE WHEN handled_well THEN 'exemplary' ELSE 'on_time' END
    WHEN reported_at IS NULL AND due_at >= cut_off_ends_at THEN 'on_time'
    ELSE 'late'
END;
