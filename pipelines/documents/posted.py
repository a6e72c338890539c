"""What the reward ledger held for a run."""

from __future__ import annotations

# What was posted by the day the run was confirmed; of one that is not, all that is posted.
POSTED = """
    SELECT ledger.*
    FROM reward_ledger AS ledger
    INNER JOIN run AS runs ON runs.run_id = $run_id
    WHERE ledger.org_id = $org_id AND ledger.posted_on <= coalesce(runs.confirmed_on, ledger.posted_on)
"""
