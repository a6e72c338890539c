"""按先后顺序补算多个期间，然后逐一发布。中断后可重试，已完成的期间不再计算。

Compute several periods, the one that ends first before the others, then publish them one after another.

A period that stopped half-way goes on, a finished one is not computed again.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from pipelines.orchestration import parameters
from pipelines.orchestration.defaults import TASK_DEFAULTS


@dag(
    dag_display_name="补算 backfill",
    schedule=None,
    params={
        "periods": parameters.periods(),
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
def backfill() -> None:
    @task
    def compute(**context: Any) -> list[str]:
        from pipelines.orchestration import commands

        return commands.compute_all(**parameters.given(context))

    @task
    def publish(runs: list[str], **context: Any) -> None:
        from pipelines.orchestration import commands

        commands.publish_all(runs, context["params"]["lang"])

    publish(compute())


backfill()
