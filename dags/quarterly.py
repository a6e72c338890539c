"""Once a quarter is due: freeze the data and the rules, count, score, reward, restate, check, publish.

`nightly` starts it when the quarter's days are in, or its deadline has come (`schedule.yaml`); the log of `freeze`
lists what was missing. By hand it appraises the `period` it is given (`2026Q3`, `2026H1`, `2026`, or two days as in
`2026-01-01..2026-09-30`), or the quarter that ended last before its day; `org` limits it to one organisation. What
comes later makes a new revision. `review` then asks a person to publicise it or not.

季度数据到齐或截止日已到（`schedule.yaml`），由 `nightly` 启动：锁定数据与规则，计数、计分、核算奖励、与上一版次比较、
检查、发布；缺失情况见 `freeze` 的日志。手动运行时考核 `period` 指定的期间，不填为上一季度；`org` 限定一个组织。
迟到的数据形成新版次。发布后由 `review` 请人员决定是否公示。
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import PartitionedAssetTimetable, dag, task

from pipelines.orchestration import parameters
from pipelines.orchestration.assets import QUARTER_DUE
from pipelines.orchestration.defaults import DECISION_DEADLINES, TASK_DEFAULTS, WAITING_RUNS
from pipelines.orchestration.notify import summarise
from pipelines.orchestration.publishing import publish
from pipelines.orchestration.signing import signing
from pipelines.settings import Settings


@dag(
    schedule=PartitionedAssetTimetable(assets=QUARTER_DUE),
    params={
        "period": parameters.past_period("上一季度", "the quarter that ended last"),
        "org": parameters.org(),
        "day": parameters.as_if_day(),
        "lang": parameters.lang(),
    },
    catchup=False,
    max_active_runs=WAITING_RUNS,
    default_args=TASK_DEFAULTS,
    deadline=DECISION_DEADLINES,
    dag_display_name="季度考核 quarterly",
    doc_md=__doc__,
    tags=["appraisal"],
)
def quarterly() -> None:
    @task
    def freeze(**context: Any) -> str:
        from pipelines.orchestration import due

        return due.freeze_quarter(context)

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

    run = freeze()
    published = publish(run)
    evidence(run) >> score(run) >> reward(run) >> restate(run) >> check(run) >> published
    published >> signing(run, "publicised", "review")
    summarise("run")


quarterly()
