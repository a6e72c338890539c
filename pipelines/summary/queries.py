"""What a summary asks of the published database for HR: all about one run, `$run_id`.

Everybody who may answer a question on Airflow's page reads the summary, so no query gives an amount of one person.
"""

from __future__ import annotations

FEWEST_PERSONS = 3  # a sum shared by fewer would tell what one of them gets
MOST_MOVERS = 5

RUN = "SELECT * FROM run WHERE run_id = $run_id"
ORGANISATIONS = "SELECT org_id, organization_name FROM organization WHERE run_id = $run_id ORDER BY org_id"
SIGNATURES = "SELECT state, signed_by, signed_on, reason FROM signature WHERE run_id = $run_id ORDER BY position"
PUBLICITY = """
    SELECT DISTINCT publicised_on, public_until
    FROM objection_period
    WHERE run_id = $run_id AND publicised_on IS NOT NULL
"""
GRADES = """
    SELECT
        org_id, subject_type, grade_name, grade_name_en, subject_count, before_quota_count, suggested_count,
        decided_count, standing_count, quota_percent, quota_places
    FROM grade_count
    WHERE run_id = $run_id
    ORDER BY org_id, list_position(['organization', 'department', 'cio'], subject_type), level DESC
"""
UNGRADED = """
    SELECT org_id, subject_type, status, count(*) AS subject_count
    FROM appraisal
    WHERE run_id = $run_id AND suggested_grade IS NULL
    GROUP BY org_id, subject_type, status
    ORDER BY org_id, subject_type, status
"""
# What a revision moved is written down; the first one is compared with the period before of the same length.
MOVED_BY_REVISION = f"""
    SELECT
        moved.org_id, moved.subject_type, moved.subject_id, appraisal.subject_name,
        moved.before_value AS score_before, moved.after_value AS score_after, moved.delta
    FROM restatement AS moved
    LEFT JOIN appraisal USING (run_id, org_id, subject_type, subject_id)
    WHERE moved.run_id = $run_id AND moved.quantity = 'score' AND moved.item = ''
    QUALIFY row_number() OVER (
        PARTITION BY moved.org_id ORDER BY abs(moved.delta) DESC, moved.subject_type, moved.subject_id
    ) <= {MOST_MOVERS}
    ORDER BY moved.org_id, abs(moved.delta) DESC, moved.subject_type, moved.subject_id
"""
RUN_BEFORE = """
    SELECT runs.run_id, runs.period, runs.revision
    FROM run AS runs
    WHERE
        runs.period = $before AND runs.org_id = $scope AND runs.kind = 'final'
        AND runs.state NOT IN ('rejected', 'returned')
    ORDER BY runs.revision DESC
    LIMIT 1
"""
MOVED_BY_PERIOD = f"""
    SELECT
        now.org_id, now.subject_type, now.subject_id, now.subject_name,
        earlier.score AS score_before, now.score AS score_after, now.score - earlier.score AS delta
    FROM appraisal AS now
    INNER JOIN appraisal AS earlier USING (org_id, subject_type, subject_id)
    WHERE now.run_id = $run_id AND earlier.run_id = $before_id AND now.score <> earlier.score
    QUALIFY row_number() OVER (
        PARTITION BY now.org_id ORDER BY abs(now.score - earlier.score) DESC, now.subject_type, now.subject_id
    ) <= {MOST_MOVERS}
    ORDER BY now.org_id, abs(now.score - earlier.score) DESC, now.subject_type, now.subject_id
"""
REWARDS = f"""
    SELECT
        totals.org_id, totals.benefit_year, totals.currency, totals.is_estimate,
        shared.persons >= {FEWEST_PERSONS} AS may_be_said,
        totals.pool_amount, totals.awarded_amount, totals.forfeited_amount, totals.unallocated_amount,
        totals.released_amount
    FROM reward_reconciliation AS totals
    LEFT JOIN (
        SELECT org_id, benefit_year, count(DISTINCT person_id) AS persons
        FROM reward_award
        WHERE run_id = $run_id AND gross_amount <> 0
        GROUP BY org_id, benefit_year
    ) AS shared USING (org_id, benefit_year)
    WHERE totals.run_id = $run_id AND totals.pool_amount <> 0
    ORDER BY totals.org_id, totals.benefit_year
"""
CHECKS = """
    SELECT
        count(*) AS all_count,
        count(*) FILTER (WHERE NOT success AND severity = 'critical') AS failed_count,
        count(*) FILTER (WHERE NOT success AND severity <> 'critical') AS warned_count
    FROM data_quality
    WHERE run_id = $run_id
"""
FAILED_CHECKS = """
    SELECT DISTINCT check_id || ' (' || subject || ')' AS name
    FROM data_quality
    WHERE run_id = $run_id AND NOT success AND severity = 'critical'
    ORDER BY name
"""
QUARANTINE = """
    SELECT coalesce(sum(row_count), 0) AS row_count, coalesce(sum(open_count), 0) AS open_count
    FROM quarantine_summary
    WHERE run_id = $run_id
"""
MOVED = """
    SELECT
        count(DISTINCT (org_id, subject_type, subject_id)) FILTER (quantity = 'score' AND item = '') AS scores,
        count(DISTINCT (org_id, subject_type, subject_id)) FILTER (quantity = 'suggested_grade') AS grades,
        count(DISTINCT (org_id, subject_id, person_id)) FILTER (quantity = 'award_amount') AS awards,
        max(abs(delta)) FILTER (quantity = 'score' AND item = '') AS biggest
    FROM restatement
    WHERE run_id = $run_id
"""
DECIDED = "SELECT count(*) AS decided_count FROM decided_grade WHERE run_id = $run_id AND status <> 'lapsed'"
