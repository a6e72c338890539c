"""仅凭归档重算一个批次，逐位比对。不作任何改动；有不一致之处时任务失败，并在日志中说明。

Compute a run again from the archive alone and compare it bit by bit. Changes nothing; where something differs the
task fails and its log says what. The same as `appraise verify`.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from pipelines.orchestration import parameters
from pipelines.orchestration.defaults import TASK_DEFAULTS


@dag(
    dag_display_name="复算核验 verify",
    schedule=None,
    params={
        "run": parameters.run(),
        "lang": parameters.lang(),
    },
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["appraisal", "repair"],
)
def verify() -> None:
    @task
    def verify(**context: Any) -> None:
        from pipelines.orchestration import commands

        commands.verify(**parameters.given(context))

    verify()


verify()
