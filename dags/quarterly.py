"""After the close of a quarter: freeze the data and the rules, count, score, reward, restate, check, publish.

The run appraises the quarter that ended last before its day, or the `period` it is given (`2026Q3`, `2026H1`,
`2026`, or two days as in `2026-01-01..2026-09-30`); `org` limits it to one organisation. Five days are left
for late deliveries; what comes later makes a new revision. Tasks hand on the run's id and nothing else.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import CronTriggerTimetable, Param, dag, task
from airflow.sdk.types import DagRunProtocol

from pipelines.orchestration.days import last_full_quarter, run_day
from pipelines.orchestration.defaults import TASK_DEFAULTS
from pipelines.settings import Settings


@dag(
    schedule=CronTriggerTimetable("0 3 6 1,4,7,10 *", timezone="Asia/Shanghai"),
    params={
        "period": Param(None, type=["null", "string"], description="Default: the quarter that ended last."),
        "org": Param(None, type=["null", "string"], description="Default: every organisation."),
    },
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["appraisal"],
)
def quarterly() -> None:
    @task
    def freeze(params: dict[str, Any] | None = None, dag_run: DagRunProtocol | None = None) -> str:
        from pipelines import steps

        assert params is not None  # Airflow fills it in
        period = params["period"] or last_full_quarter(run_day(dag_run))
        return steps.freeze(Settings(), period, org=params["org"])

    @task
    def evidence(run: str) -> None:
        from pipelines import steps

        steps.count_evidence(Settings(), run)

    @task
    def score(run: str) -> None:
        from pipelines import steps

        steps.score(Settings(), run)

    @task
    def reward(run: str) -> None:
        from pipelines import steps

        steps.reward(Settings(), run)

    @task
    def restate(run: str) -> None:
        from pipelines import steps

        steps.restate(Settings(), run)

    @task
    def check(run: str) -> None:
        from pipelines import steps

        steps.check_results(Settings(), run)

    @task
    def publish(run: str) -> None:
        from pipelines import steps

        steps.publish(Settings(), run)

    run = freeze()
    evidence(run) >> score(run) >> reward(run) >> restate(run) >> check(run) >> publish(run)


quarterly()
