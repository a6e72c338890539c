"""重新计算一个期间并发布。数据或规则有变动的，形成新版次；没有变动的，沿用原批次。

计算结果、与上一版次的差异见 `compute` 的任务日志。

Compute a period again and publish it. Changed data or rules make a new revision; unchanged ones name the run there is.

The log of `compute` shows the results and how many a new revision moved. The same as `appraise run` and
`appraise publish`.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from pipelines.orchestration import parameters
from pipelines.orchestration.defaults import TASK_DEFAULTS


@dag(
    dag_display_name="重新计算 recompute",
    schedule=None,
    params={
        "period": parameters.period(),
        "org": parameters.org(),
        "as_of": parameters.as_of(),
        "lang": parameters.lang(),
    },
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["appraisal", "repair"],
)
def recompute() -> None:
    @task
    def compute(**context: Any) -> str:
        from pipelines.orchestration import commands

        return commands.compute(**parameters.given(context))

    @task
    def publish(run: str, **context: Any) -> None:
        from pipelines.orchestration import commands

        commands.publish(run, context["params"]["lang"])

    publish(compute())


recompute()
