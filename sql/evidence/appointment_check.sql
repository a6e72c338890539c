-- One row for each appointment in office in the period and metric it counts in, dated by its last day up to the cut-off:
-- whether all checks the rules take are passed, whether it is full-time, each kind of fault, the end of the term near.
-- What a rule asks for and nobody recorded is not shown, and so a fault: no test, no Party membership, no title or rank,
-- no day of joining, no step of the procedure. A term without an end or a number is none. The person's own row.
-- grain: metric_id, org_id, source_id
WITH numbers AS (
    SELECT
        org_id,
        to_years(cast(max(value) FILTER (WHERE name = 'term_years') AS INTEGER)) AS term_years,
        max(value) FILTER (WHERE name = 'reappointment_limit') AS reappointment_limit,
        to_years(cast(max(value) FILTER (WHERE name = 'service_years') AS INTEGER)) AS service_years,
        max(value) FILTER (WHERE name = 'assessment_pass_score') AS pass_score,
        to_days(cast(max(value) FILTER (WHERE name = 'term_alert_days') AS INTEGER)) AS alert_days,
        list(CASE WHEN name = 'appointment_checks' AND value = 1 THEN code END) AS checks
    FROM scope.parameter
    WHERE run_id = $run_id
    GROUP BY org_id
),

terms AS (
    SELECT
        *,
        coalesce(term_end_on, end_on) AS appointed_until,
        coalesce(end_on, term_end_on) AS ends_on,
        max(coalesce(end_on, 'infinity')) OVER (
            PARTITION BY org_id, coalesce(department_id, '') ORDER BY start_on, appointment_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS earlier_end_on
    FROM records.appointment
    WHERE start_on <= $cut_off
),

-- Who was appointed, as recorded for the start of office; where the records begin later, by the first of them.
people AS (
    SELECT
        terms.org_id,
        terms.appointment_id,
        people.party_member,
        people.title_level = 'senior' OR people.admin_rank = 'division_or_above' AS has_standing,
        people.joined_on
    FROM terms
    INNER JOIN records.person AS people ON terms.org_id = people.org_id AND terms.person_id = people.person_id
    QUALIFY
        row_number() OVER (
            PARTITION BY terms.org_id, terms.appointment_id
            ORDER BY
                people.valid_from > terms.start_on,
                CASE WHEN people.valid_from <= terms.start_on THEN people.valid_from END DESC,
                people.valid_from
        ) = 1
),

checked AS (
    SELECT
        terms.*,
        numbers.checks,
        coalesce(terms.appointed_until <> terms.start_on + numbers.term_years - INTERVAL 1 DAY, FALSE) AS wrong_length,
        coalesce(terms.start_on <= terms.earlier_end_on, FALSE) AS has_overlap,
        coalesce(terms.term_number > 1 + numbers.reappointment_limit, FALSE) AS too_often,
        (people.party_member AND people.has_standing AND people.joined_on <= terms.start_on - numbers.service_years)
        IS NOT TRUE AS not_eligible,
        (
            terms.nominated_on <= terms.office_meeting_on
            AND terms.office_meeting_on <= terms.committee_on
            AND terms.committee_on <= terms.announced_on
            AND terms.announced_on <= $cut_off
        ) IS NOT TRUE AS out_of_order,
        (terms.assessment_score >= numbers.pass_score) IS NOT TRUE
        OR NOT coalesce(terms.probation_passed, terms.probation_until > $cut_off, TRUE) AS not_selected,
        coalesce(terms.ends_on BETWEEN $cut_off AND cast($cut_off AS DATE) + numbers.alert_days, FALSE) AS ends_soon
    FROM terms
    LEFT JOIN numbers ON terms.org_id = numbers.org_id
    LEFT JOIN people ON terms.org_id = people.org_id AND terms.appointment_id = people.appointment_id
    WHERE coalesce(terms.end_on >= $period_start, TRUE)
),

judged AS (
    SELECT
        *,
        (list_contains(checks, 'selection') AND not_selected)
        OR (list_contains(checks, 'term') AND (wrong_length OR has_overlap OR too_often))
        OR (list_contains(checks, 'eligibility') AND not_eligible)
        OR (list_contains(checks, 'procedure') AND out_of_order) AS fails
    FROM checked
)

SELECT
    metrics.metric_id,
    judged.org_id,
    cast(NULL AS TEXT) AS department_id,
    judged.person_id,
    least(coalesce(judged.end_on, $cut_off), $cut_off) AS occurred_on,
    'appointment' AS source_feed,
    judged.appointment_id AS source_id,
    cast(
        CASE metrics.metric_id
            WHEN 'appointment_kind' THEN judged.kind = 'full'
            WHEN 'appointment_compliant' THEN NOT judged.fails
            ELSE TRUE
        END AS DECIMAL(38, 6)
    ) AS numerator,
    cast(1 AS DECIMAL(38, 6)) AS denominator,
    judged.batch_id,
    judged.source_row,
    FALSE AS is_provisional
FROM judged
INNER JOIN scope.metric AS metrics ON judged.org_id = metrics.org_id AND metrics.run_id = $run_id
WHERE
    CASE metrics.metric_id
        WHEN 'appointment_compliant' THEN TRUE
        WHEN 'appointment_kind' THEN judged.kind IS NOT NULL
        WHEN 'term_length_faults' THEN judged.wrong_length
        WHEN 'term_overlap_faults' THEN judged.has_overlap
        WHEN 'reappointment_faults' THEN judged.too_often
        WHEN 'eligibility_faults' THEN judged.not_eligible
        WHEN 'procedure_faults' THEN judged.out_of_order
        WHEN 'selection_faults' THEN judged.not_selected
        WHEN 'terms_ending_soon' THEN judged.ends_soon
    END
