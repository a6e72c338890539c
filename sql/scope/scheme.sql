-- For each organisation of the run, the schemes of its regime in force on the period's last day; its own copy wins.
-- grain: run_id, org_id, subject_type
SELECT
    $run_id AS run_id,
    organizations.org_id,
    schemes.subject_type,
    schemes.scheme_key
FROM records.organization AS organizations
INNER JOIN compiled.scheme AS schemes
    ON
        organizations.regime = schemes.regime
        AND (schemes.org_id IS NULL OR organizations.org_id = schemes.org_id)
INNER JOIN scope.candidate AS candidates
    ON schemes.scheme_key = candidates.scheme_key AND candidates.run_id = $run_id
WHERE
    (coalesce($org_id, '') = '' OR organizations.org_id = $org_id)
    AND schemes.in_force_from <= $period_end
    AND (schemes.in_force_until IS NULL OR schemes.in_force_until >= $period_end)
QUALIFY
    row_number() OVER (
        PARTITION BY organizations.org_id, schemes.subject_type
        ORDER BY schemes.org_id IS NULL ASC, schemes.in_force_from DESC, schemes.scheme_version DESC, schemes.scheme_key ASC
    ) = 1
ORDER BY organizations.org_id, schemes.subject_type
