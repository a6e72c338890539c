"""Buttons on each task of Airflow's page: the results of its run, what was checked, and what is published."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from airflow.sdk import BaseOperatorLink
from airflow.sdk.configuration import conf

PREFIX = "/appraisal"
# The tasks that return the id of the run that their DAG's run is about (`backfill`: the ids).
RUN_TASKS = ("freeze", "compute", "find", "preview")


class PageLink(BaseOperatorLink):
    """A link to a page of ours, by its path: `{dag_id}` and `{run_id}` stand for those of the task."""

    def __init__(self, said: str, path: str) -> None:
        self.said, self.path = said, path

    @property
    def name(self) -> str:
        return self.said

    def get_link(self, operator: Any, *, ti_key: Any) -> str:
        own = self.path.format(dag_id=quote(ti_key.dag_id, safe=""), run_id=quote(ti_key.run_id, safe=""))
        return f"{conf.get('api', 'base_url', fallback='').rstrip('/')}{PREFIX}/{own}"


LINKS = [
    PageLink("本次结果 Results of this run", "runs/{dag_id}/{run_id}"),
    PageLink("数据检查 Data Docs", "data_docs/index.html"),
    PageLink("已发布文件 Published documents", "documents/"),
]
