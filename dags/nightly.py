"""Every night: fetch and take in what is new, check and load it, preview the quarter, mark the day, start what is due.

`fetch` brings rows of databases and files of an object storage into the inbox. A database that cannot be reached is
tried again; what is in the inbox is taken in all the same, the day is not marked, and the night fails at its end.

The preview is of the open quarter, with what was due by the day before. `mark` marks each feed for the day before;
`due` starts `quarterly`, `yearly` and `confirmation` once their days are in (`schedule.yaml`). A file that was refused
does not keep the others out; `refusals` fails at the end and names it. Every task may be repeated: what is done is not
done again. Wrong data fails at once, a busy warehouse is tried again.

每夜 1 点：从数据库和对象存储提取新增数据，收取新到文件，检查并入库，预览未结束的季度，标记当日数据，并启动到期的考核。
数据库暂时无法连接的稍后重试，收件箱内的文件照常入库，但当日不作标记，当夜运行最后报错。拒收的文件不影响其余文件，由
`refusals` 在最后报错并逐一列明。各任务均可重做，已完成的不会重复。数据有误的立即失败，仓库被占用的稍后重试。
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import CronTriggerTimetable, dag, task, task_group

from pipelines.orchestration import parameters
from pipelines.orchestration.assets import CONFIRMATION_DUE, QUARTER_DUE, YEAR_DUE, feed_assets
from pipelines.orchestration.defaults import NIGHT_DEADLINE, TASK_DEFAULTS
from pipelines.orchestration.notify import summarise


@dag(
    schedule=CronTriggerTimetable("0 1 * * *", timezone="Asia/Shanghai"),
    params={"day": parameters.as_if_day()},
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    deadline=NIGHT_DEADLINE,
    dag_display_name="每夜入库与预览 nightly",
    doc_md=__doc__,
    tags=["appraisal"],
)
def nightly() -> None:
    @task
    def fetch(**context: Any) -> None:
        from pipelines.orchestration import night

        night.fetch(context)

    @task(trigger_rule="all_done")
    def ingest(**context: Any) -> None:
        from pipelines.orchestration import night

        night.ingest(context)

    @task
    def validate(**context: Any) -> None:
        from pipelines.orchestration import night

        night.validate(context)

    @task
    def load(**context: Any) -> None:
        from pipelines.orchestration import night

        night.load(context)

    @task(outlets=list(feed_assets().values()))
    def mark(**context: Any) -> list[dict[str, Any]]:
        from pipelines.orchestration import night

        return night.mark(context)

    @task_group(tooltip="到期的考核 what is due")
    def due(found: list[dict[str, Any]]) -> None:
        @task(outlets=[QUARTER_DUE])
        def quarter(found: list[dict[str, Any]], **context: Any) -> None:
            from pipelines.orchestration import night

            night.announce("quarter", found, context)

        @task(outlets=[YEAR_DUE])
        def year(found: list[dict[str, Any]], **context: Any) -> None:
            from pipelines.orchestration import night

            night.announce("year", found, context)

        @task(outlets=[CONFIRMATION_DUE])
        def confirmation(found: list[dict[str, Any]], **context: Any) -> None:
            from pipelines.orchestration import night

            night.announce("confirmation", found, context)

        quarter(found), year(found), confirmation(found)

    @task
    def preview(**context: Any) -> str:
        from pipelines.orchestration import night

        return night.preview(context)

    @task
    def refusals(**context: Any) -> None:
        from pipelines.orchestration import night

        night.refusals(context)

    fetched, loaded, marked, ended = fetch(), load(), mark(), refusals()
    fetched >> ingest() >> validate() >> loaded >> preview() >> ended
    fetched >> ended
    fetched >> marked
    loaded >> marked
    due(marked)
    summarise("night")


nightly()
