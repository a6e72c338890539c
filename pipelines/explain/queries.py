"""The queries an explanation is gathered with; all are about one subject of one run."""

from __future__ import annotations

INDICATORS = """
    SELECT
        scores.dimension, scores.metric_id, scores.name_zh, scores.name_en, scores.status, scores.reason,
        scores.numerator, scores.denominator, scores.value, scores.unit, scores.points, scores.scheme_weight,
        scores.weight, scores.contribution, scores.points_lost, scores.evidence_count, scores.small_number,
        scores.clause, scores.source, rules.curve, rules.curve_shape, rules.curve_source, rules.knots,
        metrics.code, metrics.definition, metrics.definition_zh, metrics.better, metrics.value_rule, metrics.scale
    FROM result.indicator_score AS scores
    INNER JOIN compiled.indicator AS rules
        ON scores.scheme_key = rules.scheme_key AND scores.metric_id = rules.metric_id
    INNER JOIN compiled.metric AS metrics ON scores.metric_id = metrics.metric_id
    WHERE
        scores.run_id = $run_id AND scores.org_id = $org
        AND scores.subject_type = $type AND scores.subject_id = $id
    ORDER BY scores.dimension_position, scores.position
"""
EVIDENCE = """
    SELECT
        metric_id, position, department_id, source_feed, source_id, source_file, source_row, occurred_on,
        numerator, denominator
    FROM result.evidence
    WHERE run_id = $run_id AND org_id = $org AND subject_type = $type AND subject_id = $id
    ORDER BY metric_id, position
"""
# The score without the indicators of small numbers.
OTHERS_SCORE = """
    SELECT
        final_score(
            sum(scores.contribution), sum(scores.weight), coalesce(any_value(results.general_score), 0),
            CASE WHEN any_value(results.general_score) IS NULL THEN 0 ELSE $percent END,
            any_value(results.bonus_points) - any_value(results.deducted_points)
        )
    FROM result.indicator_score AS scores
    INNER JOIN result.appraisal AS results USING (run_id, org_id, subject_type, subject_id)
    WHERE run_id = $run_id AND org_id = $org AND subject_type = $type AND subject_id = $id AND NOT scores.small_number
"""
# The bands of a scheme, the best first.
GRADES = """
    SELECT grade, name_zh, name_en, at_least, clause, source FROM compiled.grade
    WHERE scheme_key = $key ORDER BY at_least DESC NULLS LAST
"""
# What grades, metrics and dimensions are called.
NAMES = """
    SELECT metric_id AS id, name_zh FROM compiled.metric
    UNION ALL SELECT dimension, title_zh FROM compiled.dimension WHERE scheme_key = $key
    UNION ALL SELECT grade, name_zh FROM compiled.grade WHERE scheme_key = $key
"""
WHOSE = """
    WHERE run_id = $run_id AND org_id = $org AND subject_type = $type AND subject_id = $id
"""
OTHERS = {
    "gates": f"""
        SELECT gate, title_zh, title_en, metric_id, value, state, effect, score_limit, withholds_commendation,
            withholds_reward, clause, source
        FROM result.gate {WHOSE} ORDER BY gate
    """,
    "adjustments": f"""
        SELECT cause_id, -points_lost AS points, detail, clause
        FROM result.deduction {WHOSE} AND cause_kind = 'adjustment' ORDER BY cause_id
    """,
    "alerts": f"""
        SELECT alert, recommendation AS title_zh, recommendation_en AS title_en, metric_id, value, reason,
            clause, source
        FROM result.compliance_alert {WHOSE} ORDER BY alert
    """,
    "consequences": f"""
        SELECT consequence, recommendation AS title_zh, recommendation_en AS title_en, reason, status, clause, source
        FROM result.consequence {WHOSE} ORDER BY consequence
    """,
    "commendation": f"""
        SELECT recommendation AS title_zh, recommendation_en AS title_en, reason, clause, source
        FROM result.commendation {WHOSE}
    """,
}
