"""公示期满后，由人员确认、退回更正或驳回已公示的批次；确认后等次生效，年度奖励入账，并重新发布。

由到期事件启动，也可填写 `run` 手工启动。问题见 Airflow 的“待处理”页面。

Once a publicised run was public long enough: a person confirms it, sends it back or rejects it; then it is published
anew. Only a confirmed run pays. Started by what is due, or by hand with `run`; the question stands on the page of
required actions.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import PartitionedAssetTimetable, dag, task

from pipelines.orchestration import parameters
from pipelines.orchestration.assets import CONFIRMATION_DUE
from pipelines.orchestration.defaults import DECISION_DEADLINES, TASK_DEFAULTS, WAITING_RUNS
from pipelines.orchestration.notify import summarise
from pipelines.orchestration.signing import signing


@dag(
    dag_display_name="确认 confirmation",
    schedule=PartitionedAssetTimetable(assets=CONFIRMATION_DUE),
    params={
        "run": parameters.due_run(),
        "day": parameters.as_if_day(),
        "lang": parameters.lang(),
    },
    catchup=False,
    max_active_runs=WAITING_RUNS,
    default_args=TASK_DEFAULTS,
    deadline=DECISION_DEADLINES,
    doc_md=__doc__,
    tags=["appraisal"],
)
def confirmation() -> None:
    @task
    def find(**context: Any) -> str:
        from pipelines.orchestration import commands

        return commands.find_run(parameters.run_of(parameters.given(context), context["dag_run"]))

    signing(find(), "confirmed", "confirm")
    summarise("run")


confirmation()
