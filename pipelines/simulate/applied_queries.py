"""The queries behind `applied`: the run of the new rules ($new) beside that of the old ones ($old), for the subjects
that the scheme $key applies to."""

from __future__ import annotations

MINE = """
    WITH mine AS (
        SELECT org_id, subject_type, subject_id FROM scope.subject WHERE run_id = $new AND scheme_key = $key
    ),
"""


def beside(table: str, columns: str) -> str:
    """`old` and `new`: the rows of a result table of these subjects in either run."""
    parts = (
        f"{name} AS (SELECT {columns} FROM result.{table} AS given SEMI JOIN mine "
        "ON given.org_id = mine.org_id AND given.subject_type = mine.subject_type "
        f"AND given.subject_id = mine.subject_id WHERE given.run_id = ${name})"
        for name in ("old", "new")
    )
    return MINE + ", ".join(parts)


COUNTED = "IN ('measured', 'missing')"
SCORES = beside(
    "indicator_score",
    "org_id, subject_type, subject_id, metric_id, dimension, status, weight, points, small_number",
)
SUBJECTS = "SELECT count(*) AS n FROM scope.subject WHERE run_id = $new AND scheme_key = $key"
IS_YEAR = "SELECT is_whole_year(period_start, period_end) AS is_year FROM run.run WHERE run_id = $new"
INDICATORS = f"""
    {SCORES}
    SELECT
        metric_id,
        count(*) FILTER (new.status {COUNTED} OR old.status {COUNTED}) AS counted,
        count(*) FILTER (new.status = 'measured' OR old.status = 'measured') AS measured,
        count(*) FILTER (
            new.status IN ('missing', 'not_applicable') OR old.status IN ('missing', 'not_applicable')
        ) AS absent,
        count(*) FILTER (new.weight IS DISTINCT FROM old.weight) AS weight_moved,
        count(*) FILTER (new.points IS DISTINCT FROM old.points) AS points_moved,
        count(*) FILTER (new.status IS DISTINCT FROM old.status) AS status_moved
    FROM new FULL JOIN old USING (org_id, subject_type, subject_id, metric_id)
    GROUP BY metric_id
"""
DIMENSIONS = f"""
    {SCORES}, weighed AS (
        SELECT
            org_id, subject_type, subject_id, dimension,
            bool_or(status {COUNTED}) AS is_counted,
            sum(weight) FILTER (is_new) AS new_weight, sum(weight) FILTER (NOT is_new) AS old_weight
        FROM (SELECT *, TRUE AS is_new FROM new UNION ALL SELECT *, FALSE AS is_new FROM old)
        GROUP BY ALL
    )
    SELECT dimension, count(*) FILTER (is_counted) AS counted,
        count(*) FILTER (new_weight IS DISTINCT FROM old_weight) AS weight_moved
    FROM weighed GROUP BY dimension
"""
# Why an indicator counts for nobody: the status most of them have, and the reasons given.
NOT_COUNTED = """
    WITH said AS (
        SELECT metric_id, status, coalesce(reason, '') AS reason, count(*) AS n
        FROM result.indicator_score
        WHERE
            run_id IN ($new, $old)
            AND status NOT IN ('measured', 'missing')
            AND (org_id, subject_type, subject_id) IN (
                SELECT (org_id, subject_type, subject_id) FROM scope.subject WHERE run_id = $new AND scheme_key = $key
            )
        GROUP BY ALL
    )
    SELECT
        metric_id, arg_max(status, (n, status)) AS status,
        string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reasons
    FROM said GROUP BY metric_id
"""
CHECKED = beside(
    "gate",
    "org_id, subject_type, subject_id, gate, metric_id, state, effect, score_limit, withholds_commendation, "
    "withholds_reward",
)
GATES = f"""
    {CHECKED}
    SELECT
        gate, any_value(coalesce(new.metric_id, old.metric_id)) AS metric_id,
        count(*) FILTER (new.state <> 'not_checked' OR old.state <> 'not_checked') AS checked,
        count(*) FILTER (
            (new.state IS NOT DISTINCT FROM 'tripped') <> (old.state IS NOT DISTINCT FROM 'tripped')
            OR new.effect IS DISTINCT FROM old.effect OR new.score_limit IS DISTINCT FROM old.score_limit
            OR coalesce(new.withholds_commendation, FALSE) <> coalesce(old.withholds_commendation, FALSE)
            OR coalesce(new.withholds_reward, FALSE) <> coalesce(old.withholds_reward, FALSE)
        ) AS moved
    FROM new FULL JOIN old USING (org_id, subject_type, subject_id, gate)
    GROUP BY gate
"""
# The facts that gates, alerts and conditions of the new scheme look at; the run of the new rules must be bound.
FACTS = """
    SELECT facts.metric_id, count(facts.value) AS known, any_value(absent.feeds) AS feeds
    FROM scoring.fact AS facts
    LEFT JOIN scoring.not_connected AS absent ON facts.org_id = absent.org_id AND facts.metric_id = absent.metric_id
    WHERE facts.run_id = $new AND facts.scheme_key = $key
    GROUP BY facts.metric_id
"""
ADJUSTED = """
    SELECT given.kind, count(DISTINCT (given.org_id, given.subject_id)) AS counted
    FROM scoring.adjustment AS given
    INNER JOIN scope.subject AS subjects
        ON
            subjects.run_id = $new AND subjects.scheme_key = $key
            AND given.org_id = subjects.org_id
            AND given.subject_type = subjects.subject_type
            AND given.subject_id = subjects.subject_id
    GROUP BY given.kind
"""
APPRAISALS = beside(
    "appraisal",
    "org_id, subject_type, subject_id, score, general_score, bonus_points, deducted_points, score_grade, "
    "suggested_grade, within_quota, status",
)
TOTALS = f"""
    {APPRAISALS}, scores AS (
        SELECT count(DISTINCT (org_id, subject_type, subject_id)) FILTER (new.weight <> old.weight) AS weights_moved,
            count(DISTINCT (org_id, subject_type, subject_id)) FILTER (new.small_number <> old.small_number)
                AS small_moved
        FROM (SELECT * FROM result.indicator_score WHERE run_id = $new AND scheme_key = $key) AS new
        INNER JOIN (SELECT * FROM result.indicator_score WHERE run_id = $old) AS old
            USING (org_id, subject_type, subject_id, metric_id)
    )
    SELECT
        count(new.score) AS scored,
        count(coalesce(new.suggested_grade, old.suggested_grade)) AS graded,
        count(coalesce(new.within_quota, old.within_quota)) AS in_quota,
        count(coalesce(new.general_score, old.general_score)) AS general,
        count(*) FILTER (
            new.bonus_points + new.deducted_points + old.bonus_points + old.deducted_points > 0
        ) AS adjusted,
        count(*) FILTER (new.score IS DISTINCT FROM old.score) AS score_moved,
        count(*) FILTER (new.status IS DISTINCT FROM old.status) AS status_moved,
        count(*) FILTER (new.score_grade IS DISTINCT FROM old.score_grade) AS score_grade_moved,
        count(*) FILTER (new.within_quota IS DISTINCT FROM old.within_quota) AS quota_moved,
        count(*) FILTER (
            new.bonus_points <> old.bonus_points OR new.deducted_points <> old.deducted_points
        ) AS adjustments_moved,
        any_value(scores.weights_moved) AS weights_moved,
        any_value(scores.small_moved) AS small_moved
    FROM new FULL JOIN old USING (org_id, subject_type, subject_id)
    CROSS JOIN scores
"""
SUMS = f"""
    {beside("metric_sum", "org_id, subject_type, subject_id, metric_id, numerator, denominator, evidence_count")}
    SELECT
        count(DISTINCT (org_id, subject_type, subject_id)) AS counted,
        count(DISTINCT (org_id, subject_type, subject_id)) FILTER (
            new.numerator IS DISTINCT FROM old.numerator OR new.denominator IS DISTINCT FROM old.denominator
        ) AS moved
    FROM new FULL JOIN old USING (org_id, subject_type, subject_id, metric_id)
    WHERE list_contains($metrics, metric_id)
"""
RAISED = beside("compliance_alert", "org_id, subject_type, subject_id, alert, metric_id")
ALERTS = f"""
    {RAISED}
    SELECT
        (SELECT any_value(metric_id) FROM compiled.alert WHERE scheme_key = $key AND alert = $alert) AS metric_id,
        (SELECT count(*) FROM old WHERE alert = $alert) AS raised_before,
        count(*) FILTER (is_new IS NULL OR is_old IS NULL) AS moved
    FROM (SELECT *, TRUE AS is_new FROM new WHERE alert = $alert) AS new
    FULL JOIN (SELECT *, TRUE AS is_old FROM old WHERE alert = $alert) AS old USING (org_id, subject_type, subject_id)
"""
CONSEQUENCE = f"""
    {beside("consequence", "org_id, subject_type, subject_id, consequence")}
    SELECT
        coalesce((
            SELECT bool_or(any_period) FROM compiled.consequence
            WHERE consequence = $consequence AND scheme_key IN (
                SELECT scheme_key FROM scope.subject WHERE run_id IN ($new, $old)
            )
        ), FALSE) AS any_period,
        count(*) FILTER (is_new IS NULL OR is_old IS NULL) AS moved
    FROM (SELECT *, TRUE AS is_new FROM new WHERE consequence = $consequence) AS new
    FULL JOIN (SELECT *, TRUE AS is_old FROM old WHERE consequence = $consequence) AS old
        USING (org_id, subject_type, subject_id)
"""
COMMENDED = f"""
    {beside("commendation", "org_id, subject_type, subject_id")}
    SELECT count(*) FILTER (is_new IS NULL OR is_old IS NULL) AS moved
    FROM (SELECT *, TRUE AS is_new FROM new) AS new
    FULL JOIN (SELECT *, TRUE AS is_old FROM old) AS old USING (org_id, subject_type, subject_id)
"""
