"""Publishing as a group of tasks: the databases aside, each organisation's documents side by side, the exchange.

The documents read what was written aside and not the warehouse, so they have a pool of their own with several slots:
more workers make them ready sooner. Whatever they could not write, the exchange writes.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import task, task_group

from pipelines.orchestration.defaults import DOCUMENTS_POOL


@task_group(group_id="publish", tooltip="发布 Publishing: all or nothing")
def publish(run: str) -> None:
    """Publish a computed run, given its id."""

    @task
    def stage(run: str) -> list[str]:
        from pipelines.orchestration import commands

        return commands.stage(run)

    @task(pool=DOCUMENTS_POOL, map_index_template="{{ task.op_kwargs['org'] }}")
    def documents(run: str, org: str) -> None:
        from pipelines.orchestration import commands

        commands.write_documents(run, org)

    # Where no documents are asked for there is none to map over, and the exchange follows all the same.
    @task(trigger_rule="none_failed_min_one_success")
    def exchange(run: str, **context: Any) -> None:
        from pipelines.orchestration import commands

        commands.exchange(run, context["params"].get("lang"))

    orgs = stage(run)
    done = exchange(run)
    orgs >> documents.partial(run=run).expand(org=orgs) >> done
    orgs >> done
