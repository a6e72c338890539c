"""重新提取：从数据库（按数据源）和对象存储提取新增数据，或自某一值起、或全部重新提取，然后入库。

未变动的行和文件不产生影响。无法连接的稍后重试；数据库拒绝的立即失败，并附其原话。

Fetch what is new in databases and object storage, or again from a value on, or everything, and take it in.

What has not changed makes no difference. What cannot be reached is tried again; what a database refuses fails at once
with its own words. The same as `appraise fetch` and `appraise ingest`.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from pipelines.orchestration import parameters
from pipelines.orchestration.defaults import TASK_DEFAULTS


@dag(
    dag_display_name="重新提取 fetch",
    schedule=None,
    params={
        "sources": parameters.sources(),
        "since": parameters.since(),
        "everything": parameters.everything(),
        "lang": parameters.lang(),
    },
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["appraisal", "repair"],
)
def fetch() -> None:
    @task(task_id="fetch")
    def bring(**context: Any) -> None:
        from pipelines.orchestration import commands

        commands.fetch(**parameters.given(context))

    @task
    def take_in(**context: Any) -> None:
        from pipelines.orchestration import commands

        commands.take_in(None, None, context["params"]["lang"])

    bring() >> take_in()


fetch()
