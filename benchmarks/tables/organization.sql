-- Organisations.
-- grain: org_id
SELECT 'B' || i AS org_id, 'Organisation ' || i AS name, 'enterprise' AS regime, 'large' AS org_class,
    'other' AS operator_class
FROM range($organisations) AS t(i)
