"""用修改后的方案试算，与原结果比较。不写入任何数据；任务日志中含个人奖励金额。

What changed rules would have done, against what was. Nothing is written; the task's log shows amounts by person.

The same as `appraise simulate`.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from pipelines.orchestration import parameters
from pipelines.orchestration.defaults import TASK_DEFAULTS


@dag(
    dag_display_name="方案试算 simulate",
    schedule=None,
    params={
        "schemes": parameters.schemes(),
        "periods": parameters.periods(),
        "org": parameters.org(),
        "as_if_in_force": parameters.as_if_in_force(),
        "lang": parameters.lang(),
    },
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["appraisal", "repair"],
)
def simulate() -> None:
    @task
    def simulate(**context: Any) -> None:
        from pipelines.orchestration import commands

        commands.simulate(**parameters.given(context))

    simulate()


simulate()
