-- Everything that a revision moved, with before and after.
-- grain: org_id, subject_type, subject_id, person_id, quantity, item, unit
SELECT
    coalesce(own.org_id, priors.org_id) AS org_id,
    coalesce(own.subject_type, priors.subject_type) AS subject_type,
    coalesce(own.subject_id, priors.subject_id) AS subject_id,
    coalesce(own.person_id, priors.person_id) AS person_id,
    coalesce(own.innovation_id, priors.innovation_id) AS innovation_id,
    coalesce(own.benefit_year, priors.benefit_year) AS benefit_year,
    coalesce(own.quantity, priors.quantity) AS quantity,
    coalesce(own.item, priors.item) AS item,
    coalesce(own.unit, priors.unit) AS unit,
    priors.value AS before_value,
    own.value AS after_value,
    priors.words AS before_text,
    own.words AS after_text
FROM restatement.quantity_before AS priors
FULL OUTER JOIN restatement.quantity_after AS own
    ON
        priors.org_id = own.org_id
        AND priors.subject_type = own.subject_type
        AND priors.subject_id = own.subject_id
        AND priors.person_id IS NOT DISTINCT FROM own.person_id
        AND priors.quantity = own.quantity
        AND priors.item = own.item
        AND priors.unit = own.unit
WHERE priors.value IS DISTINCT FROM own.value OR priors.words IS DISTINCT FROM own.words
UNION ALL
SELECT
    posted.org_id, 'award' AS subject_type, posted.award_id AS subject_id, posted.person_id, posted.innovation_id,
    posted.benefit_year, posted.quantity, '' AS item, posted.currency AS unit, posted.before_amount AS before_value,
    posted.after_amount AS after_value, NULL AS before_text, NULL AS after_text
FROM restatement.posted AS posted
