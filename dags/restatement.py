"""在任务日志中列出新版次与上一版次的差异、原因，以及所依据的文件和行号。不作任何改动。

Show in the task's log what a revision moved against the one before it, why, and the file and row of the records
behind it. Changes nothing. The same as `appraise restatement`.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from pipelines.orchestration import parameters
from pipelines.orchestration.defaults import TASK_DEFAULTS


@dag(
    dag_display_name="版次差异 restatement",
    schedule=None,
    params={
        "revised": parameters.revised(),
        "subject": parameters.subject(),
        "rows": parameters.rows(),
        "lang": parameters.lang(),
    },
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["appraisal", "repair"],
)
def restatement() -> None:
    @task
    def restatement(**context: Any) -> None:
        from pipelines.orchestration import commands

        commands.restatement(**parameters.given(context))

    restatement()


restatement()
