"""What we add to Airflow's page; Airflow looks for plugins in this folder."""

from __future__ import annotations

from typing import Any

from airflow.plugins_manager import AirflowPlugin

from pipelines.orchestration.deadlines import RunCreated
from pipelines.orchestration.links import LINKS, PREFIX


async def pages(scope: Any, receive: Any, send: Any) -> None:
    """The pages, imported when the first is asked for: every task loads this file, and needs none of them."""
    from pipelines.orchestration.pages import pages as served

    await served(scope, receive, send)


class AppraisalPlugin(AirflowPlugin):
    """Links from tasks to what was checked and published, the pages they lead to, and what lateness is counted from."""

    name = "appraisal"
    global_operator_extra_links = LINKS
    deadline_references = [RunCreated]  # noqa: RUF012 - as Airflow declares it
    fastapi_apps = [{"name": "appraisal", "url_prefix": PREFIX, "app": pages}]  # noqa: RUF012 - as Airflow declares it
