"""What `ingest`, `run`, `publish`, `check`, `try`, `status` say in Chinese and English, and the headings of tables."""

from __future__ import annotations

from pipelines.explain.sign_off_text import STATES
from pipelines.explain.words import status_words

WORDS = {
    "en": {
        "taken_in": "Taken in",
        "quarantined": "Quarantined",
        "unused": "{0}: columns that no field takes: {1}",
        "ignored": "Not taken in: {0}: {1}",
        "files": "files looked at: {0}, known already: {1}, refused: {2}",
        "none": "{0}: none",
        "run": "Run {0} ({1}). Publish it with: appraise publish {0}",
        "nobody": "Nobody is appraised in {0}: no scheme applies to any organisation.",
        "rejected": "The same data and rules give what was rejected: correct them, and run the period again.",
        "returned": "The same data and rules give what was sent back: correct them, and run the period again.",
        "of": "{0} of {1}, {2}",
        "counted": "{0} of {1}",
        "checked": "{0} files checked, nothing wrong.",
        "untried": "{0}: its connection is not at hand, so the query was read and not run.",
    },
    "zh": {
        "taken_in": "本次入库",
        "quarantined": "隔离数据",
        "unused": "{0}：以下列没有对应字段：{1}",
        "ignored": "未收取：{0}：{1}",
        "files": "查看文件 {0} 个，其中已入库 {1} 个，拒收 {2} 个",
        "none": "{0}：无",
        "run": "计算批次 {0}（{1}）。发布命令：appraise publish {0}",
        "nobody": "{0} 没有任何考核对象：没有适用的考核方案。",
        "rejected": "数据与规则未变，结果与已驳回的相同：请更正后重新计算本期。",
        "returned": "数据与规则未变，结果与已退回更正的相同：请更正后重新计算本期。",
        "of": "{1} {2} {0}",
        "counted": "{0}/{1}",
        "checked": "已检查 {0} 个文件，未发现问题。",
        "untried": "{0}：未设置其数据库连接，仅检查了查询语句，未试运行。",
    },
}
FETCHED = {
    "en": {
        "title": "Fetched into the inbox",
        "columns": "source|outcome|rows|from|to|file",
        "fetched": "fetched",
        "unchanged": "same as the last file",
        "nothing_new": "nothing new",
        "failed": "failed",
        "again": "{0}: begins earlier, since rows of {1} are not taken in yet.",
        "nothing": "No source reads a database, and no object storage is set.",
    },
    "zh": {
        "title": "本次提取至收件箱",
        "columns": "数据源|结果|行数|起始值|截止值|文件",
        "fetched": "已提取",
        "unchanged": "与上次文件相同",
        "nothing_new": "无新增",
        "failed": "失败",
        "again": "{0}：{1} 尚有数据未入库，自该文件的起始值重新提取。",
        "nothing": "没有读取数据库的数据源，也未设置对象存储。",
    },
}
TRIED = {
    "en": {
        "columns": "metric|name|value|points|weight|contribution",
        "quota": "without the quota, which needs all subjects: at most {0} % may be {1}",
        "gate": "gate {0} {1} ({2}): {3}",
        "joined": "; ",
        "lowest_grade": "the lowest grade",
        "graded_as_at_most": "graded as at most {0}",
        "no_grade": "no grade",
        "withholds_commendation": "no commendation",
        "withholds_reward": "no reward",
        "no_score": "no score: no value of an indicator is given",
        "exactly": "exactly {0}",
        "with_general": "{0}, and {1} of the general part",
        "graded_as": ", graded as {0}",
        "without_grade_no_grade": "none: a gate forbids it",
        "without_grade_insufficient_data": "none: too little weight is given",
        "score": "score {0} ({1}){2}, grade {3}",
        "measured": "measured weight {0} %",
    },
    "zh": {
        "columns": "指标编号|名称|指标值|得分|权重|加权得分",
        "quota": "未考虑名额限制（需全部对象）：{1} 不超过 {0}%",
        "gate": "条件 {0} {1}（{2}）：{3}",
        "joined": "；",
        "lowest_grade": "评为最低等次",
        "graded_as_at_most": "定等得分不超过 {0}",
        "no_grade": "不评等次",
        "withholds_commendation": "取消表彰",
        "withholds_reward": "取消奖励",
        "no_score": "无得分：未给出任何指标值",
        "exactly": "精确值 {0}",
        "with_general": "{0}，通用部分 {1}",
        "graded_as": "，定等得分 {0}",
        "without_grade_no_grade": "无（触发不评等次的条件）",
        "without_grade_insufficient_data": "无（已计量权重不足）",
        "score": "得分 {0}（{1}）{2}，等次 {3}",
        "measured": "已计量权重 {0}%",
    },
}
COLUMNS_ZH = {
    "answer_by": "答复期限",
    "appeal_id": "申诉编号",
    "as_of_batch": "数据截至批次",
    "batches": "批次数",
    "changed": "更新",
    "cut_off": "截止日",
    "ended": "结束",
    "feed": "数据集",
    "file": "文件",
    "filed_on": "提出日期",
    "first row": "首行",
    "dag": "DAG",
    "due_on": "到期日",
    "first_row": "首行",
    "gap_count": "缺失数",
    "gaps": "缺失",
    "gates": "一票否决或限档",
    "id": "编号",
    "indicators counted": "计入指标",
    "left out": "按规则剔除",
    "loaded_since": "其后入库批次",
    "measured %": "已计量权重%",
    "metric_id": "指标",
    "name": "名称",
    "new": "新增",
    "newest": "最新批次",
    "org_id": "组织",
    "org_scope": "计算范围",
    "overdue": "已逾期",
    "period": "期间",
    "public_until": "公示截止",
    "published": "已发布",
    "quarantined": "隔离",
    "rank": "排名",
    "read": "读入",
    "reason": "原因",
    "reason_code": "原因",
    "revision": "版次",
    "row_count": "行数",
    "rows": "行数",
    "rows_read": "读入行数",
    "run_id": "计算批次",
    "score": "得分",
    "source_file": "来源文件",
    "standing": "受理情形",
    "state": "状态",
    "status": "状态",
    "subject_id": "对象编号",
    "subject_type": "对象类型",
    "suggested grade": "建议等次",
    "unchanged": "未变",
    "waits_for": "等待",
    "what": "事项",
    "why no grade": "未评等次原因",
}
PARTS_ZH = {
    "runs": "计算批次",
    "batches": "入库批次",
    "open quarantine (waits for whoever delivers the feed)": "未更正的隔离数据（待数据提供方更正）",
    "unfinished (run the same command again)": "未完成（重新执行同一命令即可）",
    "due and not computed (run the DAG of that name)": "已到期未计算（运行同名 DAG）",
    "open appeals (wait for a decision: appraise appeal decide)": "待决申诉（appraise appeal decide）",
    "signatures (what waits for whom)": "待签署事项",
}
DUE_ZH = {
    "complete": "数据到齐",
    "minimum": "缺失未超限",
    "deadline": "截止日已到",
    "returned": "退回后数据已更正",
}
# Of a batch, of a run still open, of a finished one.
STATES_ZH = {"loaded": "已入库", "refused": "拒收", "validated": "已校验", "preview": "预览", **STATES["zh"]}
PUBLISHED = {
    "hr.duckdb": ("含姓名和金额，仅限人力资源部门", "names and amounts, for HR"),
    "analyst.duckdb": ("人员为代号，供分析使用", "pseudonyms, for analysts"),
    "parquet/hr": ("hr.duckdb 各表的 Parquet 文件", "the tables of hr.duckdb as Parquet"),
    "parquet/analyst": ("analyst.duckdb 各表的 Parquet 文件", "the tables of analyst.duckdb as Parquet"),
    "documents": ("工作簿、考核结果通知单、报告", "workbook, statements and report"),
}
WAITING_ZH = {"the calendar of working days": "工作日历公布", "the end of publicity": "公示期满"}


def column_words(column: str, lang: str) -> str:
    """The heading of a column in the reader's language."""
    return COLUMNS_ZH.get(column, column) if lang == "zh" else column


def part_words(part: str, lang: str) -> str:
    """The heading of a part of `status`."""
    return PARTS_ZH.get(part, part) if lang == "zh" else part


def state_words(state: str, lang: str) -> str:
    """A state of a batch or run, or a status of a result."""
    return STATES_ZH.get(state) or status_words(state, lang) if lang == "zh" else state


def due_words(reason: str, lang: str) -> str:
    """Why a period came to be due."""
    return DUE_ZH.get(reason, reason) if lang == "zh" else reason


def waiting_words(waits_for: str, lang: str) -> str:
    """What a run waits for, as `status` says it."""
    if lang != "zh":
        return waits_for
    signer = waits_for.removeprefix("whoever signs it ")
    return WAITING_ZH.get(waits_for) or f"签署：{STATES_ZH.get(signer, signer)}"


def published_words(name: str, lang: str) -> str:
    """For whom a published file or folder is."""
    zh, en = PUBLISHED.get(name) or PUBLISHED["documents"]
    return zh if lang == "zh" else en
