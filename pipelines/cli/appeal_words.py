"""What `appraise appeal` says, in Chinese and in English; the register keeps English codes, as programs read them."""

from __future__ import annotations

WORDS = {
    "zh": {
        "title": "复核申诉",
        "none": "没有登记的申诉。",
        "none_open": "没有待决定的申诉。",
        "filed": "已登记申诉 {appeal_id}（{org_id}），针对 {period} 的 {subject_id}。",
        "value": "公布值 {value}，主张值 {expected_value}，差额 {gap_value}。",
        "in_time": "在期限内提出。",
        "out_of_time": "已过提出期限 {file_by}，登记为逾期；是否受理由人决定。",
        "unknown_result": "没有该结果，登记为 unknown_result。",
        "answer_by": "应于 {answer_by} 前（含当日）答复。",
        "provisional": "期限涉及尚未公布工作日安排的年份，为暂定。",
        "withdrawn": "已撤回申诉 {appeal_id}（{org_id}）。",
        "upheld": "申诉 {appeal_id}（{org_id}）已支持。结果本身不作修改。",
        "rejected": "申诉 {appeal_id}（{org_id}）不支持。",
        "late": "决定晚于答复期限 {answer_by}。",
        "finding": "下一步：在数据集 finding 中提交认定 {remedy_reference}，再重新计算：{again}",
        "adjustment": "下一步：在数据集 adjustment 中提交加减分 {remedy_reference}，再重新计算：{again}",
        "correction": "下一步：提交更正后的记录 {remedy_reference}，再重新计算：{again}",
        "delivered": "所列记录已到。下一步：重新计算：{again}",
        "revised": "修订批次 {revised_by} 已包含所列记录。",
        "outstanding": "下一步：指明由何种记录落实（认定、更正记录或加减分）："
                       "appraise appeal remedy {appeal_id} finding|correction|adjustment 编号",
        "overdue": "（已逾期）",
    },
    "en": {
        "title": "Appeals",
        "none": "No appeal is registered.",
        "none_open": "No appeal waits for a decision.",
        "filed": "Appeal {appeal_id} of {org_id} is registered, against {subject_id} in {period}.",
        "value": "Published {value}, expected {expected_value}, gap {gap_value}.",
        "in_time": "It was filed in time.",
        "out_of_time": "It came after {file_by} and is registered as out of time; people decide whether to hear it.",
        "unknown_result": "There is no such result; it is registered as unknown_result.",
        "answer_by": "The last day to answer it is {answer_by}.",
        "provisional": "A deadline reaches a year whose working days are not published yet, so it is provisional.",
        "withdrawn": "Appeal {appeal_id} of {org_id} is withdrawn.",
        "upheld": "Appeal {appeal_id} of {org_id} is upheld. The result itself is never edited.",
        "rejected": "Appeal {appeal_id} of {org_id} is rejected.",
        "late": "The decision came after the last day to answer, {answer_by}.",
        "finding": "Next: deliver the finding {remedy_reference} (feed finding), then compute again: {again}",
        "adjustment": "Next: deliver the adjustment {remedy_reference} (feed adjustment), then compute again: {again}",
        "correction": "Next: deliver the corrected record {remedy_reference}, then compute again: {again}",
        "delivered": "The record it names has come. Next: compute again: {again}",
        "revised": "Run {revised_by} has read the record it names.",
        "outstanding": "Next: say which record puts it right: "
                       "appraise appeal remedy {appeal_id} finding|correction|adjustment ID",
        "overdue": " (overdue)",
    },
}  # fmt: skip
# The columns of the register as `appraise appeal list` shows it.
COLUMNS = {
    "zh": ("组织", "编号", "期间", "对象", "指标", "公布值", "主张值", "提出日期", "提出期限", "受理", "状态",
           "答复期限", "决定", "后续"),
    "en": ("org", "id", "period", "subject", "metric", "value", "expected", "filed on", "file by", "standing",
           "state", "answer by", "outcome", "follow-up"),
}  # fmt: skip
# The words of its codes; in English the codes are words.
CODES: dict[str, dict[str, str]] = {
    "zh": {
        "filed": "已登记",
        "accepted": "已受理",
        "decided": "已决定",
        "withdrawn": "已撤回",
        "upheld": "支持",
        "rejected": "不支持",
        "in_time": "期限内",
        "out_of_time": "逾期",
        "unknown_result": "无此结果",
        "outstanding": "处理方式未定",
        "awaited": "待记录到达",
        "delivered": "待重新计算",
        "revised": "已修订",
    },
    "en": {},
}
