"""A made-up published database for HR, of any size: what documents are made of, without computing a run.

Two years of one scheme for units and one for CIOs, the second of them confirmed, and a settlement of rewards.
The tables
are those of `sql/published`, so a column nobody fills here is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.publish.database import attached, write_database
from pipelines.warehouse import prepare

RUN, EARLIER = "made_up_2026", "made_up_2025"


@dataclass(frozen=True)
class Size:
    """How much: of all organisations together."""

    departments: int = 4000
    cios: int = 1000
    awards: int = 5000
    organisations: int = 1


# Each row of a table; those that stand earlier may be read as target.<table>.
ROWS = {
    "run": """
        SELECT one.*, '*' AS org_id, 1 AS revision, one.period_end AS cut_off, FALSE AS provisional, 'final' AS kind,
            TRUE AS is_newest, one.period_end + 80 AS known_on, 9 AS as_of_batch, 'confirmed' AS state,
            TRUE AS is_current, one.period_end + 99 AS confirmed_on
        FROM (VALUES
            ('made_up_2025', '2025', DATE '2025-01-01', DATE '2025-12-31'),
            ('made_up_2026', '2026', DATE '2026-01-01', DATE '2026-12-31')
        ) AS one (run_id, period, period_start, period_end)
    """,
    "organization": """
        SELECT run_id, revision, period, 'O' || number AS org_id, '第' || number || '集团' AS organization_name,
            'enterprise' AS regime
        FROM target.run CROSS JOIN range($organisations) AS numbers (number)
    """,
    "signature": """
        SELECT run_id, revision, period, org_id, one.position, one.state, one.signed_by, confirmed_on AS signed_on
        FROM target.run CROSS JOIN (VALUES (1, 'reviewed', '复核人'), (2, 'publicised', '公示人'), (3,
        'confirmed', '主任'))
            AS one (position, state, signed_by)
    """,
    "appraisal": """
        SELECT run_id, revision, period, 'O' || (number % $organisations) AS org_id, subject_type,
            left(upper(subject_type), 1) || lpad(number::TEXT, 4, '0') AS subject_id,
            CASE subject_type WHEN 'cio' THEN '人员' || number ELSE '第' || number || '业务部' END AS subject_name,
            'SCHEME_' || upper(subject_type) AS scheme_id, '2026.1' AS scheme_version,
            CASE WHEN number % 50 = 0 THEN 2 ELSE 0 END AS bonus_points,
            CASE WHEN number % 40 = 0 THEN 1.5 ELSE 0 END AS deducted_points, 100 AS measured_weight,
            CASE WHEN number % 90 = 0 THEN 'no_grade' ELSE 'graded' END AS status,
            CASE WHEN number % 90 = 0 THEN 'Under investigation or discipline' END AS reason,
            CASE WHEN number % 90 = 0 THEN 'V9' ELSE '' END AS gates
        FROM target.run CROSS JOIN (
            SELECT 'department' AS subject_type, range AS number FROM range($departments)
            UNION ALL SELECT 'cio', range FROM range($cios)
        )
    """,
    # 25 indicators of 5 dimensions, each of weight 4; about half of them at full points.
    "indicator_score": """
        SELECT run_id, revision, period, org_id, subject_type, subject_id, number + 1 AS position,
            'dimension_' || (number // 5) AS dimension, '维度' || (number // 5) AS dimension_title,
            'Dimension ' || (number // 5) AS dimension_title_en, 'metric_' || number AS metric_id,
            '第' || number || '项工作完成率' AS name, 'Tasks of kind ' || number || ' done' AS name_en, '%' AS unit,
            points AS numerator, 100 AS denominator, points AS value, points, 4 AS scheme_weight, 4 AS weight,
            points * 0.04 AS contribution, 4 - points * 0.04 AS points_lost, 'measured' AS status,
            12 AS evidence_count,
            FALSE AS small_number, 0 AS provisional_count, 'S0-20' AS clause, 'DEFAULT' AS source
        FROM (
            SELECT *, least(100, 60 + hash(subject_id, number, period) % 8000 * 0.01)::DECIMAL(9, 6) AS points
            FROM target.appraisal CROSS JOIN range(25) AS numbers (number)
        )
    """,
    "gate": """
        SELECT run_id, revision, period, org_id, subject_type, subject_id, 'V' || number AS gate,
        '第' || number || '项否决'
            AS title_zh, 'Gate ' || number AS title_en, 'fact_' || number AS metric_id, 0 AS value,
            CASE WHEN contains(gates, 'V' || number) THEN 'tripped' ELSE 'clear' END AS state,
            CASE WHEN contains(gates, 'V' || number) THEN 'no_grade' END AS effect, FALSE AS withholds_commendation,
            FALSE AS withholds_reward, 'S0-20' AS clause, 'DEFAULT' AS source
        FROM target.appraisal CROSS JOIN range(1, 10) AS numbers (number)
    """,
    "deduction": """
        SELECT run_id, revision, period, org_id, subject_type, subject_id, 'indicator' AS cause_kind,
        metric_id AS cause_id,
            metric_id, points_lost, 'Value ' || value || ' %: ' || points || ' of 100 points' AS detail, clause
        FROM target.indicator_score WHERE points_lost > 0
        UNION ALL
        SELECT run_id, revision, period, org_id, subject_type, subject_id, 'incident', 'INC-' || subject_id || number,
            'metric_1', 0.5, 'Incident of 2026-03-01: 0.500000 points', 'S0-20'
        FROM target.appraisal CROSS JOIN range(2) AS numbers (number)
    """,
    "evidence": """
        SELECT run_id, revision, period, org_id, subject_type, subject_id, metric_id, number + 1 AS position,
            'project' AS source_feed, 'PRJ-' || subject_id || position || number AS source_id,
            'project.csv' AS source_file,
            number + 2 AS source_row, DATE '2026-03-01' AS occurred_on, 0 AS numerator, 1 AS denominator
        FROM target.indicator_score CROSS JOIN range(3) AS numbers (number)
        WHERE points_lost > 0 AND run_id = 'made_up_2026'
    """,
    "office": """
        SELECT run_id, revision, period, org_id, 'A' || subject_id AS appointment_id, subject_id AS person_id,
            replace(subject_id, 'C', 'D') AS department_id, '第' || subject_id || '业务部' AS department_name,
            '处长' AS post,
            'full' AS kind, 1 AS term_number, DATE '2024-01-01' AS start_on, DATE '2026-01-01' AS counts_from,
            DATE '2026-12-31' AS counts_until, 365 AS tenure_days
        FROM target.appraisal WHERE subject_type = 'cio'
    """,
    "reward_pool": """
        SELECT run_id, revision, period, 'O' || (number % $organisations) AS org_id,
        'INV-' || number AS innovation_id,
            2026 AS benefit_year, '第' || number || '号创新' AS innovation_title,
            'D' || lpad((number % $departments)::TEXT, 4, '0')
            AS department_id, 'PLAN' AS plan_id, '2026.1' AS plan_version, 'RW_MKT' AS plan, FALSE AS is_estimate,
            'awarded' AS status, 'CNY' AS currency, 1000000 AS recognised_benefit_amount, 50000 AS tier_amount,
            0 AS innovation_cap_reduction_amount, 0 AS organization_cap_reduction_amount, 0 AS floor_amount,
            0 AS floor_addition_amount, 50000 AS pool_amount, 50000 AS awarded_amount, 0 AS forfeited_amount,
            0 AS person_cap_reduction_amount, 0 AS unallocated_amount, 4 AS person_count, 4 AS fewest_person_count,
            'S0-32' AS clause
        FROM target.run CROSS JOIN range($awards // 4) AS numbers (number) WHERE run_id = 'made_up_2026'
    """,
    "reward_line": """
        SELECT run_id, revision, period, org_id, innovation_id, benefit_year, 'BEN-' || innovation_id AS benefit_id,
            '新业务' AS line, 'new_product' AS kind, 'counted' AS status, FALSE AS is_retained,
            1000000 AS benefit_amount,
            0 AS floor_base_amount, DATE '2027-02-01' AS confirmed_on,
            'innovation_benefit.csv' AS source_file, 2 AS source_row
        FROM target.reward_pool
    """,
    "reward_award": """
        SELECT run_id, revision, period, org_id, innovation_id || '/2026/' || number AS award_id,
        innovation_id, benefit_year,
            'CON-' || innovation_id || number AS contribution_id,
            CASE number WHEN 0 THEN replace(department_id, 'D',
            'C') ELSE 'P' || department_id || number END AS person_id,
            '人员' || innovation_id || number AS person_name, department_id, '开发' AS role,
            number = 0 AS is_main_contributor,
            number = 0 AS is_cio, FALSE AS is_unit_head, FALSE AS is_estimate, 25 AS filed_share_percent,
            25 AS share_percent,
            currency, 12500 AS gross_amount, 0 AS rounding_amount, 0 AS protected_amount, 100 AS kept_percent,
            0 AS forfeited_amount, 100000 AS person_limit_amount, 0 AS person_cap_reduction_amount,
            12500 AS award_amount,
            'awarded' AS status, 'outside_wage_total' AS funding_channel, clause
        FROM target.reward_pool CROSS JOIN range(4) AS numbers (number)
    """,
    "reward_tranche": """
        SELECT run_id, revision, period, org_id, award_id, innovation_id, benefit_year, person_id, department_id,
            number + 1 AS tranche, 2026 + number AS due_year, 50 AS instalment_percent, FALSE AS is_estimate,
            currency,
            6250 AS planned_amount, CASE number WHEN 0 THEN 6250 ELSE 0 END AS released_amount, 0 AS reclaimed_amount,
            0 AS lapsed_amount, CASE number WHEN 0 THEN 0 ELSE 6250 END AS to_come_amount,
            CASE number WHEN 0 THEN 'released' ELSE 'due_later' END AS status
        FROM target.reward_award CROSS JOIN range(2) AS numbers (number)
    """,
    "grade_count": """
        SELECT run_id, revision, period, org_id, subject_type, scheme_id, '2026.1' AS scheme_version,
            '考核方案' AS scheme_title, 'Scheme' AS scheme_title_en, level, grade, grade_name, grade_name_en,
            at_least,
            count(*) AS subject_count, count(*) AS due_count, count(*) FILTER (WHERE score_grade = grade)
            AS before_quota_count, count(*) FILTER (WHERE suggested_grade = grade) AS suggested_count,
            0 AS decided_count,
            count(*) FILTER (WHERE suggested_grade = grade) AS standing_count,
            count(*) FILTER (WHERE confirmed_grade = grade) AS confirmed_count,
            CASE WHEN level = 4 THEN 30 END AS quota_percent,
            CASE WHEN level = 4 THEN count(*) * 3 // 10 END AS quota_places
        FROM target.appraisal CROSS JOIN (VALUES (1, 'poor', '差', 'Poor', NULL), (2, 'fair', '中', 'Fair', 70),
            (3, 'good', '良', 'Good', 80), (4, 'excellent', '优', 'Excellent', 90)) AS one
            (level, grade, grade_name, grade_name_en, at_least)
        GROUP BY run_id, revision, period, org_id, subject_type, scheme_id, level, grade, grade_name,
        grade_name_en, at_least
    """,
    "score_history": """
        SELECT run_id, revision, period, org_id, '*' AS org_scope, subject_type, subject_id, subject_name, score,
            suggested_grade, status, DATE '2027-03-21' AS known_from
        FROM target.appraisal
    """,
}
# A score follows from the indicators, and a grade from the score.
GRADED = """
    UPDATE target.appraisal SET
        base_score = sums.base_score,
        score = least(100, sums.base_score + bonus_points - deducted_points),
        graded_score = least(100, sums.base_score + bonus_points - deducted_points),
        rank = CASE WHEN status = 'graded' THEN sums.place END,
        score_grade = CASE WHEN status = 'graded' THEN sums.grade END,
        suggested_grade = CASE WHEN status = 'graded' THEN sums.grade END,
        confirmed_grade = CASE WHEN status = 'graded' THEN sums.grade END
    FROM (
        SELECT *, rank() OVER (PARTITION BY run_id, org_id, subject_type ORDER BY base_score DESC) AS place,
            CASE WHEN base_score >= 90 THEN 'excellent' WHEN base_score >= 80 THEN 'good' WHEN base_score >=
            70 THEN 'fair'
                ELSE 'poor' END AS grade
        FROM (
            SELECT run_id, org_id, subject_type, subject_id, sum(contribution) AS base_score
            FROM target.indicator_score GROUP BY run_id, org_id, subject_type, subject_id
        )
    ) AS sums
    WHERE (appraisal.run_id, appraisal.subject_type, appraisal.subject_id)
        = (sums.run_id, sums.subject_type, sums.subject_id)
"""


def make_empty(file: Path) -> None:
    """Write the tables without a row."""
    with duckdb.connect() as con:
        prepare(con)
        write_database(con, file, file.with_suffix(""), None, key=None)


def make_published(file: Path, size: Size) -> None:
    """Write the database; the same size gives the same rows."""
    make_empty(file)
    with duckdb.connect() as con, attached(con, file):
        for table, query in ROWS.items():
            given = {name: number for name, number in vars(size).items() if f"${name}" in query}
            con.execute(f"INSERT INTO target.{table} BY NAME SELECT * FROM ({query}) ORDER BY run_id, org_id", given)
            if table == "indicator_score":
                con.execute(GRADED)
