-- Exact arithmetic in whole millionths, and the only place that rounds. Nothing passes through floating point.
-- Room: HUGEINT holds 1.7e38; sums up to 1e15, as millionths 1e21, times 1e8 (scale 100 and six decimals) are 1e29.
-- noqa: disable=CP05

-- x as a whole number of millionths; x has at most six decimals.
CREATE OR REPLACE MACRO micro(x) AS cast(cast(x AS DECIMAL(38, 6)) * 1000000 AS HUGEINT);

-- An amount of money as a whole number of cents; it has at most two decimals. Amounts below 1e16 are 1e18 cents; times the
-- millionths of a percentage 1e26, times another amount in cents 1e36.
CREATE OR REPLACE MACRO cents(amount) AS cast(cast(amount AS DECIMAL(38, 2)) * 100 AS HUGEINT);

-- A whole number of cents as an amount of money.
CREATE OR REPLACE MACRO from_cents(c) AS cast(cast(c AS DECIMAL(18, 0)) * 0.01 AS DECIMAL(18, 2));

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

-- A product of numbers with six decimals each, back to six decimals, half up.
CREATE OR REPLACE MACRO product_of(a, b) AS from_micro(div_half_up(micro(a) * micro(b), 1000000));

-- x as often as its weight says; most weights are 1 and need no multiplication.
CREATE OR REPLACE MACRO weighted(x, weight) AS
CASE WHEN weight = 1 THEN cast(x AS DECIMAL(38, 6)) ELSE product_of(x, weight) END;

-- numerator / denominator, at most 1, cut downwards to six decimals; denominator > 0.
CREATE OR REPLACE MACRO share_up_to_one(numerator, denominator) AS
from_micro(least(1000000, ratio_micro(numerator, denominator, 1, NULL)));

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

-- What a line of business gained by an innovation: growth x attributable % x margin %, cut downwards to six decimals.
-- Growth is counted in cents, which leaves room for the largest amounts.
CREATE OR REPLACE MACRO line_benefit(growth, attributable_percent, margin_percent) AS
from_micro(div_down(
    cents(growth) * micro(attributable_percent) * micro(margin_percent), cast(1000000000000 AS HUGEINT)
));

-- The most that may count as retained: its percentage of the whole benefit, so this of what is left for the rest.
CREATE OR REPLACE MACRO retained_limit_micro(gained, retained_percent) AS
greatest(0, div_down(micro(gained) * micro(retained_percent), 100000000 - micro(retained_percent)));

-- The benefit recognised: what was gained plus what was retained, as far as it counts; never below 0.
CREATE OR REPLACE MACRO recognised_benefit(gained, retained, retained_percent) AS
from_micro(greatest(0, micro(gained) + CASE
    WHEN retained_percent >= 100 THEN micro(retained)
    ELSE least(micro(retained), retained_limit_micro(gained, retained_percent))
END));

-- What of an amount lies between two bounds; until NULL: without end.
CREATE OR REPLACE MACRO amount_in_tier(amount, from_amount, until_amount) AS
greatest(0, least(amount, coalesce(until_amount, amount)) - from_amount);

-- amount x rise / run as money: to the cent, half up; or cut downwards to the cent. run > 0; a percentage: run 100.
CREATE OR REPLACE MACRO money_share(amount, rise, run) AS
from_cents(div_half_up(micro(amount) * micro(rise), micro(run) * 10000));
CREATE OR REPLACE MACRO money_share_cut(amount, rise, run) AS
from_cents(div_down(micro(amount) * micro(rise), micro(run) * 10000));

-- An amount of money x part / whole, both with six decimals, to the cent, half up; whole > 0. Counted in cents, which leaves
-- room for large benefits.
CREATE OR REPLACE MACRO money_scaled(amount, part, whole) AS
from_cents(div_half_up(cents(amount) * micro(part), micro(whole)));

-- Largest remainder: each gets the whole cents of amount x weight / total; the cents left over go one by one to the largest
-- remainders, by the order the query states. Weights are whole numbers: micro(percentage) or cents(amount), >= 0; NULL where
-- they add up to nothing.
CREATE OR REPLACE MACRO split_cents(amount, weight, total) AS cents(amount) * cast(weight AS HUGEINT) // nullif(total, 0);
CREATE OR REPLACE MACRO split_remainder(amount, weight, total) AS cents(amount) * cast(weight AS HUGEINT) % nullif(total, 0);

-- The grade of an incident that counts: the official one, else the internal one. Nobody has graded it: general, so that
-- leaving the grade out never pays.
CREATE OR REPLACE MACRO severity_code(official, internal) AS coalesce(official, internal, 'general');

-- Is it from the grade major on? Such an incident falls under the law's limits and the gates.
CREATE OR REPLACE MACRO from_major_on(severity) AS severity IN ('especially_serious', 'serious', 'major');

-- The responsibility that counts. What is still pending is undetermined, whatever is expected to come out.
CREATE OR REPLACE MACRO responsibility_code(responsibility, finding_state) AS
CASE WHEN finding_state = 'pending' THEN 'undetermined' ELSE coalesce(responsibility, 'undetermined') END;

-- Which limit an incident must be reported within: the law's from the official grade major on, else the house's own.
CREATE OR REPLACE MACRO report_limit_code(official, internal, operator_class) AS
CASE
    WHEN from_major_on(official) THEN 'official.' || coalesce(operator_class, 'other')
    WHEN from_major_on(severity_code(official, internal)) THEN 'internal.major_or_above'
    ELSE 'internal.' || severity_code(official, internal)
END;

-- By when it must be reported: the clock starts when it is detected; where nobody noted when, when it occurred.
CREATE OR REPLACE MACRO report_due_at(detected_at, occurred_at, limit_hours) AS
coalesce(detected_at, occurred_at) + to_microseconds(cast(limit_hours * 3600000000 AS BIGINT));

-- How an incident was reported. Exactly at the limit is on time; within a limit that is still running nobody is late.
CREATE OR REPLACE MACRO report_code(reported_at, due_at, cut_off_ends_at, handled_well) AS
CASE
    WHEN reported_at <= due_at THEN CASE WHEN handled_well THEN 'exemplary' ELSE 'on_time' END
    WHEN reported_at IS NULL AND due_at >= cut_off_ends_at THEN 'on_time'
    ELSE 'late'
END;

-- The score: what the contributions earn of the weights, with the general part at its share, plus the adjustments;
-- never below 0 or above 100; rounded once, half up, to the two decimals people see. weights > 0.
CREATE OR REPLACE MACRO final_score(contributions, weights, general_score, general_percent, adjustments) AS
cast(cast(greatest(0, least(10000, div_half_up(
    micro(contributions) * (100000000 - micro(general_percent)) * 100000000
    + (micro(general_score) * micro(general_percent) + micro(adjustments) * 100000000) * micro(weights),
    micro(weights) * 1000000000000
))) AS DECIMAL(18, 0)) * 0.01 AS DECIMAL(5, 2));

-- A limit of a score, cut downwards to the two decimals of a score.
CREATE OR REPLACE MACRO score_limit_cut(x) AS
cast(cast(div_down(micro(x), 10000) AS DECIMAL(18, 0)) * 0.01 AS DECIMAL(5, 2));

-- Whether a value, cut downwards to six decimals, meets a threshold of six decimals: the cut never carries it over. What is
-- above a threshold by less than a millionth is not told apart from it.
CREATE OR REPLACE MACRO holds(value, comparison, threshold) AS
CASE comparison
    WHEN 'at_least' THEN value >= threshold
    WHEN 'above' THEN value > threshold
    WHEN 'below' THEN value < threshold
END;

-- How many of n are so many percent, cut downwards.
CREATE OR REPLACE MACRO places_of(percent, n) AS cast(div_down(micro(percent) * n, 100000000) AS BIGINT);

-- The places a quota leaves among n subjects due; at least one from so many on (NULL: no minimum).
CREATE OR REPLACE MACRO quota_places(percent, n, minimum_one_from) AS
greatest(places_of(percent, n), CASE WHEN n >= minimum_one_from THEN 1 ELSE 0 END);

-- Whether somebody was in office on too small a share of the days, both ends included, to be graded (NULL: no such limit).
CREATE OR REPLACE MACRO is_short_tenure(tenure_days, least_percent, first_day, final_day) AS
coalesce(tenure_days * 100 < least_percent * (1 + cast(final_day AS DATE) - cast(first_day AS DATE)), FALSE);

-- The mean of scores weighted by days, two decimals, half up; weighted = sum(score x days), days > 0.
CREATE OR REPLACE MACRO mean_score(weighted, days) AS
cast(cast(div_half_up(cast(weighted * 100 AS HUGEINT), days) AS DECIMAL(18, 0)) * 0.01 AS DECIMAL(5, 2));

-- A number as people write it, without zeros at the end of its decimals.
CREATE OR REPLACE MACRO plain_number(x) AS regexp_replace(cast(x AS TEXT), '\.0+$|(\.[0-9]*[1-9])0+$', '\1');

-- Whether the days are one calendar year: only then is a result a grade.
CREATE OR REPLACE MACRO is_whole_year(first_day, final_day) AS
first_day = date_trunc('year', final_day) AND extract('month' FROM final_day) = 12 AND extract('day' FROM final_day) = 31;

-- What a run is: a final one (the next revision of its period), a preview of a period still open, or a look back: with
-- older data than a revision has read, so that it tells what was known then.
CREATE OR REPLACE MACRO run_kind(revision, provisional) AS
CASE WHEN provisional THEN 'preview' WHEN revision = 0 THEN 'look_back' ELSE 'final' END;

-- percent of an amount x weight / total before it is split to whole cents: six decimals, half up; total > 0.
CREATE OR REPLACE MACRO weight_share(amount, percent, weight, total) AS
from_micro(div_half_up(cents(amount) * micro(percent) * cast(weight AS HUGEINT), total * 10000));

-- Whether a span of days, the last one included (NULL: it goes on), has a day in a calendar year.
CREATE OR REPLACE MACRO in_year(first_day, final_day, calendar_year) AS
first_day <= make_date(calendar_year, 12, 31)
AND (final_day IS NULL OR final_day >= make_date(calendar_year, 1, 1));
