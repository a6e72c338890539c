"""Every night: take in what arrived, check it, load it, and preview the open quarter.

The preview is of the open quarter, with what was due by the day before. A file that was refused does not keep the
others out; `refusals` fails at the end and names it. Every task may be repeated: what is done is not done again.
Wrong data fails at once, a busy warehouse is tried again.
"""

from __future__ import annotations

from airflow.sdk import CronTriggerTimetable, dag, task
from airflow.sdk.types import DagRunProtocol

from pipelines.orchestration.days import run_day
from pipelines.orchestration.defaults import TASK_DEFAULTS
from pipelines.settings import Settings


@dag(
    schedule=CronTriggerTimetable("0 1 * * *", timezone="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["appraisal"],
)
def nightly() -> None:
    @task
    def ingest() -> None:
        from pipelines import steps

        steps.archive_new(Settings())

    @task
    def validate() -> None:
        from pipelines import steps

        steps.validate_new(Settings())

    @task
    def load() -> None:
        from pipelines import steps

        steps.load_new(Settings())

    @task
    def preview(dag_run: DagRunProtocol | None = None) -> None:
        from pipelines import steps

        steps.preview(Settings(), run_day(dag_run))

    @task
    def refusals() -> None:
        from pipelines import steps

        steps.report_refusals(Settings())

    ingest() >> validate() >> load() >> preview() >> refusals()


nightly()
