"""The queries statements of appraisals are made of: each asks about all subjects of an organisation and run at once."""

from __future__ import annotations

SHOWN_LOSSES, SHOWN_RECORDS, SHOWN_MOVES = 3, 3, 5
WHOSE = "run_id = $run_id AND org_id = $org_id"


def plain(column: str) -> str:
    """A decimal with decimals as text without zeros at its end."""
    return f"rtrim(rtrim(CAST({column} AS TEXT), '0'), '.')"


# The grade aimed at is that of the score itself where something kept it back, else the next better one.
# Times 0.01: divided by 100, a decimal is no longer exact.
SUBJECTS = f"""
    WITH levels AS (
        SELECT
            results.subject_type, results.subject_id,
            max(bands.level) AS score_level,
            max(bands.level) FILTER (WHERE bands.grade = results.suggested_grade) AS suggested_level
        FROM appraisal AS results
        INNER JOIN grade_count AS bands
            ON results.run_id = bands.run_id AND results.org_id = bands.org_id
            AND results.subject_type = bands.subject_type
            AND (bands.grade = results.suggested_grade OR coalesce(bands.at_least, 0) <= results.score)
        WHERE results.run_id = $run_id AND results.org_id = $org_id AND results.score IS NOT NULL
        GROUP BY ALL
    )

    SELECT
        results.subject_type, results.subject_id, results.subject_name, results.scheme_id, results.scheme_version,
        CAST(results.score AS TEXT) AS score, {plain("results.base_score")} AS base_score,
        {plain("results.general_score")} AS general_score, {plain("results.general_percent")} AS general_percent,
        {plain("100 - results.general_percent")} AS base_percent,
        {plain("results.base_score * (100 - results.general_percent) * 0.01")} AS base_part,
        {plain("results.general_score * results.general_percent * 0.01")} AS general_part,
        CASE WHEN results.bonus_points <> 0 THEN {plain("results.bonus_points")} END AS bonus_points,
        CASE WHEN results.deducted_points <> 0 THEN {plain("results.deducted_points")} END AS deducted_points,
        CASE WHEN results.graded_score <> results.score THEN CAST(results.graded_score AS TEXT) END AS graded_score,
        CAST(results.others_score AS TEXT) AS others_score,
        results.rank, count(results.rank) OVER (PARTITION BY results.subject_type) AS ranked_count,
        results.score_grade, results.suggested_grade, results.decided_grade, results.confirmed_grade,
        {plain("results.measured_weight")} AS measured_weight, results.status, results.reason, results.gates,
        targets.grade AS target_grade, {plain("targets.at_least")} AS target_from,
        {plain("greatest(0, targets.at_least - results.score)")} AS points_lacking,
        {plain("targets.quota_percent")} AS quota_percent, targets.quota_places,
        results.within_quota IS NOT DISTINCT FROM FALSE AS outside_quota,
        results.score >= targets.at_least AS target_reached,
        {plain("schemes.minimum_measured_weight")} AS minimum_measured_weight,
        {plain("schemes.minimum_tenure_share")} AS minimum_tenure_share,
        schemes.scheme_title, schemes.scheme_title_en, schemes.adjustment_source
    FROM appraisal AS results
    LEFT JOIN levels USING (subject_type, subject_id)
    LEFT JOIN grade_count AS targets
        ON results.run_id = targets.run_id AND results.org_id = targets.org_id
        AND results.subject_type = targets.subject_type
        AND greatest(levels.suggested_level + 1, levels.score_level) = targets.level
    LEFT JOIN scheme AS schemes
        ON results.run_id = schemes.run_id AND results.org_id = schemes.org_id
        AND results.subject_type = schemes.subject_type
    WHERE results.run_id = $run_id AND results.org_id = $org_id
    ORDER BY results.subject_type, results.subject_id
"""
GRADES = f"SELECT subject_type, grade, grade_name, grade_name_en FROM grade_count WHERE {WHOSE}"
CLAUSES = "SELECT clause_id, quote_zh, meaning_en FROM clause WHERE run_id = $run_id"
METRICS = f"""
    SELECT metric_id, name, name_en, unit FROM metric WHERE run_id = $run_id
    UNION
    SELECT metric_id, name, name_en, unit FROM indicator_score WHERE {WHOSE}
"""
DIMENSIONS = f"""
    SELECT DISTINCT subject_type, dimension, dimension_title, dimension_title_en FROM indicator_score WHERE {WHOSE}
"""
INDICATORS = f"""
    SELECT
        scores.subject_type, scores.subject_id, scores.dimension, scores.metric_id, scores.unit,
        {plain("scores.numerator")} AS numerator, {plain("scores.denominator")} AS denominator,
        {plain("scores.value")} AS value, coalesce({plain("scores.points")}, '') AS points,
        {plain("scores.weight")} AS weight, {plain("scores.contribution")} AS contribution,
        CASE WHEN lost.points_lost IS NULL THEN '0' ELSE {plain("lost.points_lost")} END AS points_lost,
        scores.status, scores.reason, scores.small_number
    FROM indicator_score AS scores
    LEFT JOIN deduction AS lost
        ON scores.run_id = lost.run_id AND scores.org_id = lost.org_id AND scores.subject_type = lost.subject_type
        AND scores.subject_id = lost.subject_id AND scores.metric_id = lost.cause_id AND lost.cause_kind = 'indicator'
    WHERE scores.run_id = $run_id AND scores.org_id = $org_id
    ORDER BY scores.subject_type, scores.subject_id, scores.position
"""
# By dimension, and where `dimension` is empty of the whole.
SUMS = f"""
    SELECT
        scores.subject_type, scores.subject_id, scores.dimension, {plain("sum(scores.weight)")} AS weight,
        {plain("sum(scores.contribution)")} AS contribution,
        CASE WHEN count(lost.points_lost) = 0 THEN '0' ELSE {plain("sum(lost.points_lost)")} END AS points_lost
    FROM indicator_score AS scores
    LEFT JOIN deduction AS lost
        ON scores.run_id = lost.run_id AND scores.org_id = lost.org_id AND scores.subject_type = lost.subject_type
        AND scores.subject_id = lost.subject_id AND scores.metric_id = lost.cause_id AND lost.cause_kind = 'indicator'
    WHERE scores.run_id = $run_id AND scores.org_id = $org_id AND scores.status IN ('measured', 'missing')
    GROUP BY GROUPING SETS (
        (scores.subject_type, scores.subject_id, scores.dimension), (scores.subject_type, scores.subject_id)
    )
"""
# Rounded to two decimals as the score is: the table of indicators has them in full, as they add up.
LOSSES = f"""
    SELECT
        subject_type, subject_id, metric_id,
        {plain("coalesce(nullif(CAST(points_lost AS DECIMAL(18, 2)), 0), points_lost)")} AS points_lost, clause
    FROM deduction
    WHERE {WHOSE} AND cause_kind = 'indicator'
    QUALIFY row_number() OVER (
        PARTITION BY subject_type, subject_id ORDER BY deduction.points_lost DESC, metric_id
    ) <= {SHOWN_LOSSES}
    ORDER BY subject_type, subject_id, deduction.points_lost DESC, metric_id
"""
ADJUSTMENTS = f"""
    SELECT subject_type, subject_id, {plain("-points_lost")} AS points, detail, clause
    FROM deduction
    WHERE {WHOSE} AND cause_kind = 'adjustment'
    ORDER BY subject_type, subject_id, cause_id
"""
TRIPPED = f"SELECT * FROM gate WHERE {WHOSE} AND state = 'tripped'"
GATES = f"""
    SELECT subject_type, subject_id, gate, title_zh, title_en, metric_id, {plain("value")} AS value, effect,
        {plain("score_limit")} AS score_limit, clause, source
    FROM ({TRIPPED})
    ORDER BY subject_type, subject_id, gate
"""
# The costliest records of the costliest losses and of tripped gates. What an innovation brought is left out: it would
# tell what its contributors are awarded.
RECORDS = f"""
    WITH asked AS (
        SELECT subject_type, subject_id, metric_id FROM ({LOSSES})
        UNION
        SELECT subject_type, subject_id, metric_id FROM ({TRIPPED})
    )

    SELECT
        rows.subject_type, rows.subject_id, rows.metric_id, CAST(rows.occurred_on AS TEXT) AS occurred_on,
        rows.source_feed, rows.source_id, rows.source_file, rows.source_row,
        CASE WHEN rows.metric_id <> 'innovation_benefit_achieved'
            THEN {plain("rows.numerator")} || '/' || {plain("rows.denominator")} END AS counted,
        count(*) OVER (PARTITION BY rows.subject_type, rows.subject_id, rows.metric_id) AS record_count
    FROM evidence AS rows
    SEMI JOIN asked USING (subject_type, subject_id, metric_id)
    WHERE rows.run_id = $run_id AND rows.org_id = $org_id
    QUALIFY row_number() OVER (
        PARTITION BY rows.subject_type, rows.subject_id, rows.metric_id ORDER BY rows.position
    ) <= {SHOWN_RECORDS}
    ORDER BY rows.subject_type, rows.subject_id, rows.metric_id, rows.position
"""
FOLLOWS = f"""
    SELECT subject_type, subject_id, 'commendation' AS kind, recommendation, recommendation_en, reason, status, clause
    FROM commendation WHERE {WHOSE}
    UNION ALL
    SELECT subject_type, subject_id, 'consequence' AS kind, recommendation, recommendation_en, reason, status, clause
    FROM consequence WHERE {WHOSE}
    UNION ALL
    SELECT subject_type, subject_id, 'alert' AS kind, recommendation, recommendation_en, reason, '' AS status, clause
    FROM compliance_alert WHERE {WHOSE}
    ORDER BY ALL
"""
DECIDED = f"""
    SELECT subject_type, subject_id, suggested_grade, grade, reason, decided_by, decided_on, status
    FROM decided_grade WHERE {WHOSE}
    ORDER BY subject_type, subject_id, decided_on, grade
"""
OBJECTIONS = f"SELECT * FROM objection_period WHERE {WHOSE}"
RESTATED = f"""
    SELECT
        subject_type, subject_id, quantity, item, unit, {plain("before_value")} AS before_value,
        {plain("after_value")} AS after_value, {plain("delta")} AS delta, before_text, after_text, cause, decision
    FROM restatement
    WHERE {WHOSE} AND subject_type NOT IN ('innovation', 'award')
        AND quantity NOT IN ('base_score', 'graded_score', 'score_grade')
    ORDER BY
        subject_type, subject_id, list_position(['score', 'suggested_grade', 'rank', 'status'], quantity) NULLS LAST,
        abs(restatement.delta) DESC, quantity, item
"""
RESTATED_RECORDS = f"""
    SELECT
        subject_type, subject_id, CAST(occurred_on AS TEXT) AS occurred_on, source_feed, source_id, change,
        coalesce(after_file, before_file) AS source_file, coalesce(after_row, before_row) AS source_row, metrics,
        count(*) OVER (PARTITION BY subject_type, subject_id) AS record_count
    FROM (
        SELECT
            subject_type, subject_id, source_feed, source_id, change, before_file, before_row, after_file, after_row,
            min(occurred_on) AS occurred_on,
            list(DISTINCT metric_id ORDER BY metric_id) FILTER (WHERE metric_id <> '') AS metrics
        FROM restatement_record
        WHERE {WHOSE} AND subject_type NOT IN ('innovation', 'award')
        GROUP BY ALL
    )
    QUALIFY row_number() OVER (
        PARTITION BY subject_type, subject_id ORDER BY occurred_on, source_feed, source_id, change
    ) <= {SHOWN_RECORDS}
    ORDER BY subject_type, subject_id, occurred_on, source_feed, source_id, change
"""
# The newest result of a period that nobody rejected or returned: of the same organisations first, a final one
# before a preview.
BEFORE = """
    SELECT runs.run_id, runs.period, runs.kind, runs.revision
    FROM run AS runs INNER JOIN organization USING (run_id)
    WHERE
        runs.period = $period AND organization.org_id = $org_id
        AND runs.kind <> 'look_back' AND runs.state NOT IN ('rejected', 'returned')
    ORDER BY runs.org_id <> $scope, runs.provisional, runs.revision DESC, runs.cut_off DESC, runs.run_id
    LIMIT 1
"""
SCORES_BEFORE = """
    SELECT
        results.subject_type, results.subject_id, CAST(earlier.score AS TEXT) AS score,
        CAST(results.score - earlier.score AS TEXT) AS delta, earlier.rank,
        coalesce(earlier.confirmed_grade, earlier.decided_grade, earlier.suggested_grade) AS grade, earlier.status
    FROM appraisal AS results
    INNER JOIN appraisal AS earlier
        ON results.org_id = earlier.org_id AND results.subject_type = earlier.subject_type
        AND results.subject_id = earlier.subject_id
    WHERE results.run_id = $run_id AND results.org_id = $org_id AND earlier.run_id = $before
"""
MOVES = f"""
    SELECT
        subject_type, subject_id, metric_id, {plain("earlier.contribution")} AS before_contribution,
        {plain("scores.contribution")} AS after_contribution,
        {plain("coalesce(scores.contribution, 0) - coalesce(earlier.contribution, 0)")} AS delta
    FROM (SELECT * FROM indicator_score WHERE run_id = $run_id AND org_id = $org_id) AS scores
    FULL JOIN (SELECT * FROM indicator_score WHERE run_id = $before AND org_id = $org_id) AS earlier
        USING (subject_type, subject_id, metric_id)
    WHERE coalesce(scores.contribution, 0) <> coalesce(earlier.contribution, 0)
    QUALIFY row_number() OVER (
        PARTITION BY subject_type, subject_id
        ORDER BY abs(coalesce(scores.contribution, 0) - coalesce(earlier.contribution, 0)) DESC, metric_id
    ) <= {SHOWN_MOVES}
    ORDER BY
        subject_type, subject_id, abs(coalesce(scores.contribution, 0) - coalesce(earlier.contribution, 0)) DESC,
        metric_id
"""
OFFICES = f"""
    SELECT
        'cio' AS subject_type, person_id AS subject_id, department_name, post, kind,
        CAST(counts_from AS TEXT) AS counts_from, CAST(counts_until AS TEXT) AS counts_until
    FROM office WHERE {WHOSE}
    ORDER BY person_id, office.counts_from, department_id, appointment_id
"""
# What was objected to, and what this revision put right.
APPEALS = """
    SELECT
        subject_type, subject_id, appeal_id, CAST(filed_on AS TEXT) AS filed_on, CAST(answer_by AS TEXT) AS answer_by,
        state, outcome, CAST(decided_on AS TEXT) AS decided_on, revised_by,
        revised_by IS NOT DISTINCT FROM $run_id AS is_revised_here
    FROM appeal
    WHERE org_id = $org_id AND (run_id = $run_id OR revised_by = $run_id)
    ORDER BY subject_type, subject_id, appeal.filed_on, appeal_id
"""
