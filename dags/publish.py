"""发布一个已计算的批次：数据库、工作簿、考核结果通知单和报告。

Publish a computed run: the databases, its workbooks, statements and reports. The same as `appraise publish`.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from pipelines.orchestration import parameters
from pipelines.orchestration.defaults import TASK_DEFAULTS


@dag(
    dag_display_name="发布 publish",
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
def publish() -> None:
    @task
    def publish(**context: Any) -> None:
        from pipelines.orchestration import commands

        commands.publish(**parameters.given(context))

    publish()


publish()
