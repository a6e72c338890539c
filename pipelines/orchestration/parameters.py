"""The parameters of the DAGs: a field of the form each, with its type and help in Chinese and English.

Functions, since Airflow writes a run's value into the Param it is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from airflow.sdk import Param

from pipelines.errors import UserError
from pipelines.period import PERIOD_PATTERN
from pipelines.settings import Settings
from pipelines.yaml_file import did_you_mean

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol

CONFIRMATION = "rebuild"
PERIODS_LIKE = "2026Q3, 2026H1, 2026, 2026-01-01..2026-09-30"


def given(context: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a run. Raises UserError for one its DAG does not have: misspelt, it would be without effect."""
    known: list[str] = list(context["dag"].params)
    for name in context["params"]:
        if name not in known:
            raise UserError(f'There is no parameter "{name}".', do=did_you_mean(name, known))
    return dict(context["params"])


def run_of(params: Mapping[str, Any], dag_run: DagRunProtocol) -> str:
    """The run a DAG run is about: its parameter, else the key of the asset's partition that started it."""
    run_id = params["run"] or dag_run.partition_key
    if not run_id:
        raise UserError("No run is named.", do="Fill in the parameter run: `appraise status` lists what waits.")
    return str(run_id)


def period() -> Param:
    """The period to compute."""
    return Param(
        type="string",
        pattern=f"^({PERIOD_PATTERN})$",
        title="期间 Period",
        description=f"如 For example: {PERIODS_LIKE}",
    )


def past_period(default_zh: str, default_en: str) -> Param:
    """A period that may be left out, and then is the one that is said here."""
    return Param(
        None,
        type=["null", "string"],
        pattern=f"^({PERIOD_PATTERN})$",
        title="期间 Period",
        description=f"{PERIODS_LIKE}。不填为{default_zh}。Left empty: {default_en}.",
    )


def periods() -> Param:
    """Several periods."""
    return Param(
        type="array",
        items={"type": "string", "pattern": f"^({PERIOD_PATTERN})$"},
        minItems=1,
        title="期间（每行一个） Periods, one a line",
        description=f"如 For example: {PERIODS_LIKE}。按截止日先后计算。The one that ends first is computed first.",
    )


def org() -> Param:
    """One organisation, or all."""
    return Param(
        None,
        type=["null", "string"],
        minLength=1,
        title="组织 Organisation",
        description="组织编号；不填为全部组织。Id of one organisation; left empty: all.",
    )


def as_of() -> Param:
    """With what was known on that day."""
    return Param(
        None,
        type=["null", "string"],
        format="date",
        title="数据截至 As of",
        description="只用该日（含）前收到的数据；不填为全部数据。Only what was received by that day; left empty: all.",
    )


def run() -> Param:
    """A run by its id."""
    return Param(
        type="string",
        minLength=1,
        title="计算批次 Run",
        description="批次编号或其开头几位，见任务日志或 appraise status。Its id or the beginning of it, as `compute` "
        "logs it and `appraise status` lists it.",
    )


def due_run() -> Param:
    """A run by its id; left empty where an asset's partition names it."""
    return Param(
        None,
        type=["null", "string"],
        minLength=1,
        title="计算批次 Run",
        description="批次编号或其开头几位；由到期事件启动时自动带入。Its id or the beginning of it; "
        "what is due brings its own.",
    )


def as_if_day() -> Param:
    """The day the run takes place on."""
    return Param(
        None,
        type=["null", "string"],
        format="date",
        title="视同日期 As if on",
        description="视同在该日运行；不填为运行当日。As if it were that day; left empty: the day of the run.",
    )


def day() -> Param:
    """The day deliveries came on."""
    return Param(
        None,
        type=["null", "string"],
        format="date",
        title="接收日 Day",
        description="重新读取该日收到的文件。Read again what was received on that day.",
    )


def paths() -> Param:
    """Files and folders to take in."""
    return Param(
        None,
        type=["null", "array"],
        items={"type": "string", "minLength": 1},
        title="文件或文件夹（每行一个） Files or folders, one a line",
        description="收件箱内的路径。与接收日都不填时，读取收件箱内全部新文件。Paths within the inbox. With no day and "
        "no path: everything new in the inbox.",
    )


def sources() -> Param:
    """Sources that read a database."""
    return Param(
        None,
        type=["null", "array"],
        items={"type": "string", "minLength": 1},
        title="数据源（每行一个） Sources, one a line",
        description="读取数据库的数据源名称；不填为全部数据源和对象存储。"
        "Names of sources that read a database; left empty: all of them, and the object storage.",
    )


def since() -> Param:
    """The value a source is fetched again from."""
    return Param(
        None,
        type=["null", "string"],
        minLength=1,
        title="起始值 From",
        description="自增量列的该值起重新提取（须只填一个数据源）；不填则只提取新增。"
        "Fetch one source again from this value of its incremental column on; left empty: only what is new.",
    )


def everything() -> Param:
    """Whether all rows are fetched again."""
    return Param(
        False,
        type="boolean",
        title="全部重新提取 Everything",
        description="重新提取全部行和文件；未变动的不产生影响。"
        "Fetch all rows and files again; what has not changed makes no difference.",
    )


def revised() -> Param:
    """A period or a run whose restatement is asked for."""
    return Param(
        type="string",
        minLength=1,
        title="期间或计算批次 Period or run",
        description=f"期间（取最新版次）或批次编号。A period, for its newest revision, or a run's id: {PERIODS_LIKE}",
    )


def subject() -> Param:
    """One subject, or all."""
    return Param(
        None,
        type=["null", "string"],
        minLength=1,
        title="对象 Subject",
        description="只看一个部门、首席信息官、组织、创新成果、奖励或人员的编号或名称。Only this department, CIO, "
        "organisation, innovation, award or person, by id or name.",
    )


def rows() -> Param:
    """How many records are shown."""
    return Param(
        10,
        type="integer",
        minimum=0,
        maximum=1000,
        title="记录条数 Rows",
        description="每项指标最多列出的记录条数。Records shown for each metric, at most.",
    )


def schemes() -> Param:
    """Files of changed rules."""
    return Param(
        type="array",
        items={"type": "string", "minLength": 1},
        minItems=1,
        title="方案草案文件（每行一个） Draft schemes, one a line",
        description="修改后的考核方案或奖励方案文件，路径从项目文件夹（APPRAISE_PROJECT）算起。"
        "Files of changed schemes or reward plans; paths begin at the project's folder (APPRAISE_PROJECT).",
    )


def as_if_in_force() -> Param:
    """Whether a draft is tried before it is in force."""
    return Param(
        False,
        type="boolean",
        title="视同已施行 As if in force",
        description="草案尚未施行的期间也试算。Try a draft on days on which it is not in force, too.",
    )


def confirm() -> Param:
    """The word that must be typed before the warehouse is replaced."""
    return Param(
        "",
        type="string",
        title="确认 Confirm",
        description=f"确认以归档重建并替换数据仓库，请输入 {CONFIRMATION}。"
        f"Type {CONFIRMATION} to replace the warehouse by one made anew from the archive.",
    )


def lang() -> Param:
    """The language of the tables in the log."""
    return Param(
        Settings().lang,
        type="string",
        enum=["zh", "en"],
        values_display={"zh": "中文", "en": "English"},
        title="语言 Language",
        description="任务日志中表格的语言。Language of the tables in the task's log.",
    )
