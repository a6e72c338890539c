"""重新入库：再次读取某日收到的文件、指定的文件或文件夹；都不填时，读取收件箱内全部新文件。

已入库且未改动的文件不会重复入库；有文件被拒收时任务失败，并在日志中逐一说明原因，其余文件照常入库。

Take in again what was received on a day, or files and folders by their paths; with neither, everything new.

A file that is known already changes nothing. Where files are refused the task fails and its log names each with
the reason; the others are taken in. The same as `appraise ingest`.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from pipelines.orchestration import parameters
from pipelines.orchestration.defaults import TASK_DEFAULTS


@dag(
    dag_display_name="重新入库 reload",
    schedule=None,
    params={
        "day": parameters.day(),
        "paths": parameters.paths(),
        "lang": parameters.lang(),
    },
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["appraisal", "repair"],
)
def reload() -> None:
    @task
    def take_in(**context: Any) -> None:
        from pipelines.orchestration import commands

        commands.take_in(**parameters.given(context))

    take_in()


reload()
