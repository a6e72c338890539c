"""What every task of our DAGs shares: the pool, and when to try again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from pipelines.errors import BusyError, UserError

# The pool has one slot: one process may write the warehouse at a time.
POOL = "warehouse"

# The first rule that matches decides. Wrong data stays wrong, so it fails at once; a busy warehouse passes,
# and so may everything that no rule names (a disk, a killed worker), within the task's `retries`.
RETRY_POLICY = ExceptionRetryPolicy(
    rules=[
        RetryRule(BusyError, RetryAction.RETRY, reason="Another process is writing to the warehouse."),
        RetryRule(UserError, RetryAction.FAIL, reason="Wrong data or rules: trying again cannot help."),
    ]
)

TASK_DEFAULTS: dict[str, Any] = {
    "pool": POOL,
    "retries": 3,
    "retry_delay": timedelta(minutes=5),
    "retry_policy": RETRY_POLICY,
}
