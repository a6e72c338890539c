"""The tasks that follow a published proposal: a person is asked, the answer is signed, and its state is published."""

from __future__ import annotations

from typing import Any

from airflow.sdk import task, task_group

from pipelines.orchestration.approval import SignOffOperator


@task_group(group_id="signing", prefix_group_id=False, tooltip="由人员决定并签署 A person decides and signs")
def signing(run: Any, asks: str, task_id: str) -> None:
    """Ask by the task `task_id` whether `run` becomes `asks`, sign the answer, publish what was signed."""

    @task
    def sign(run: str, answer: dict[str, Any], **context: Any) -> None:
        from pipelines.orchestration import commands

        commands.sign(run, answer, context["params"].get("lang"))

    @task
    def publish_signed(run: str, **context: Any) -> None:
        from pipelines.orchestration import commands

        commands.publish(run, context["params"].get("lang"))

    question = SignOffOperator(task_id=task_id, appraisal_run=run, asks=asks)
    answer: Any = question.output
    sign(run, answer) >> publish_signed(run)
