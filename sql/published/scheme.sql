-- The scheme each kind of subject was appraised by, and what it asks for before there is a grade.
-- grain: run_id, org_id, subject_type
SELECT
    runs.run_id,
    runs.revision,
    runs.period,
    applied.org_id,
    applied.subject_type,
    schemes.scheme_id,
    schemes.scheme_version,
    schemes.title_zh AS scheme_title,
    schemes.title_en AS scheme_title_en,
    schemes.in_force_from,
    schemes.in_force_until,
    schemes.checked_on,
    schemes.minimum_measured_weight,
    schemes.minimum_tenure_share,
    generals.share_percent AS general_share_percent,
    limits.source AS adjustment_source
FROM scope.scheme AS applied
INNER JOIN run.run AS runs ON applied.run_id = runs.run_id
INNER JOIN compiled.scheme AS schemes ON applied.scheme_key = schemes.scheme_key
LEFT JOIN compiled.general_part AS generals ON applied.scheme_key = generals.scheme_key
LEFT JOIN compiled.adjustment AS limits ON applied.scheme_key = limits.scheme_key
WHERE runs.published
ORDER BY runs.run_id, applied.org_id, applied.subject_type
