"""四个季度均已确认或截止日已到（`schedule.yaml`），由 `nightly` 启动：由全年记录计算年度并发布。

手动运行时可指定 `period` 和 `org`，不填为上一年度。结果见 `compute` 的任务日志。
发布后由 `review` 请人员决定公示、退回更正或驳回；`sign` 记录签署，退回或驳回的，运行以失败结束。

Once the four quarters are confirmed or the deadline has come (`schedule.yaml`), started by `nightly`: compute the year
from the records of all its days, and publish it.

By hand the `period` it is given, or the year that ended last; `org` limits it to one organisation. The log of
`compute` shows the results, and what was missing. `review` then asks a person to publicise them, send them back or
reject them; `sign` records the answer.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import PartitionedAssetTimetable, dag, task

from pipelines.orchestration import parameters
from pipelines.orchestration.assets import YEAR_DUE
from pipelines.orchestration.defaults import DECISION_DEADLINES, TASK_DEFAULTS, WAITING_RUNS
from pipelines.orchestration.notify import summarise
from pipelines.orchestration.publishing import publish
from pipelines.orchestration.signing import signing


@dag(
    dag_display_name="年度考核 yearly",
    schedule=PartitionedAssetTimetable(assets=YEAR_DUE),
    params={
        "period": parameters.past_period("上一年度", "the year that ended last"),
        "org": parameters.org(),
        "day": parameters.as_if_day(),
        "lang": parameters.lang(),
    },
    catchup=False,
    max_active_runs=WAITING_RUNS,
    default_args=TASK_DEFAULTS,
    deadline=DECISION_DEADLINES,
    doc_md=__doc__,
    tags=["appraisal"],
)
def yearly() -> None:
    @task
    def compute(**context: Any) -> str:
        from pipelines.orchestration import due

        return due.compute_year(context)

    run = compute()
    publish(run) >> signing(run, "publicised", "review")
    summarise("run")


yearly()
