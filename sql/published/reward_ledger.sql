-- What confirmed settlements posted, of published runs and of the runs these follow, so that sums over it are whole.
-- grain: run_id, org_id, entry_id
WITH posting AS (
    SELECT run_id
    FROM run.run
    WHERE published AND sign_off IN ('confirmed', 'archived')
    UNION
    SELECT follows.prior_run_id
    FROM run.follows AS follows
    INNER JOIN run.run AS runs ON follows.run_id = runs.run_id
    WHERE runs.published
)

SELECT
    ledger.run_id,
    ledger.revision,
    ledger.period,
    ledger.org_id,
    ledger.entry_id,
    ledger.award_id,
    ledger.innovation_id,
    ledger.benefit_year,
    ledger.person_id,
    ledger.department_id,
    ledger.kind,
    ledger.tranche,
    ledger.currency,
    ledger.amount,
    ledger.owed_amount,
    ledger.to_come_amount,
    signatures.signed_on AS posted_on,
    ledger.cause,
    ledger.reference
FROM result.reward_ledger AS ledger
INNER JOIN posting ON ledger.run_id = posting.run_id
INNER JOIN run.signature AS signatures ON ledger.run_id = signatures.run_id AND signatures.state = 'confirmed'
ORDER BY ledger.run_id, ledger.org_id, ledger.award_id, ledger.entry_id
