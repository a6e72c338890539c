"""仅凭归档重建整个数据仓库，哈希值全部一致后才替换；原仓库保留在旁。须在 `confirm` 中输入 `rebuild` 确认。

Make the whole warehouse anew from the archive, and put it in place once every hash was reached; the one of before
stays beside it. Must be confirmed by typing `rebuild` into `confirm`. The same as `appraise rebuild`.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from pipelines.orchestration import parameters
from pipelines.orchestration.defaults import TASK_DEFAULTS


@dag(
    dag_display_name="重建仓库 rebuild",
    schedule=None,
    params={
        "confirm": parameters.confirm(),
        "lang": parameters.lang(),
    },
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["appraisal", "repair"],
)
def rebuild() -> None:
    @task
    def rebuild(**context: Any) -> None:
        from pipelines.orchestration import commands

        commands.rebuild(**parameters.given(context))

    rebuild()


rebuild()
