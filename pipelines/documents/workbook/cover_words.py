"""What the cover says in Chinese and in English."""

from __future__ import annotations

NAMES = {"zh": ("说明", "考核结果工作簿", ""), "en": ("Notes", "Results of the appraisal", "")}
SAID = {
    "zh": {
        "organization": "组织",
        "regime": "适用制度",
        "period": "考核期间",
        "from_to": "{}（{} 至 {}）",
        "cut_off": "数据截止日",
        "revision": "版次",
        "final": "第 {} 版",
        "preview": "预览（无版次）",
        "look_back": "回溯（无版次）",
        "state": "状态",
        "run": "计算批次",
        "data": "所用数据",
        "known": "截至数据批次 {1}，最新数据于 {0} 到达",
        "data_sha256": "数据指纹",
        "schemes_sha256": "方案指纹",
        "code_sha256": "程序指纹",
        "scheme": "考核方案",
        "counts": "考核对象",
        "counted": "共 {appraised} 个，其中有等次 {graded} 个",
        "note": "注",
        "sheets": "以下各表",
    },
    "en": {
        "organization": "Organisation",
        "regime": "Body of rules",
        "period": "Period",
        "from_to": "{} ({} to {})",
        "cut_off": "Counted up to",
        "revision": "Revision",
        "final": "{}",
        "preview": "none, a preview",
        "look_back": "none, a look back",
        "state": "State",
        "run": "Run",
        "data": "Data",
        "known": "up to batch {1}; the newest came in on {0}",
        "data_sha256": "Hash of the data",
        "schemes_sha256": "Hash of the schemes",
        "code_sha256": "Hash of the program",
        "scheme": "Scheme",
        "counts": "Appraised",
        "counted": "{appraised}, of whom {graded} have a grade",
        "note": "Note",
        "sheets": "The sheets",
    },
}
NOTES = {
    "zh": [
        "只有“已确认”的结果可以据以兑现和使用；其他状态下等次均为建议，金额均为拟定或测算。",
        "非整年期间的等次为跟踪建议，不作年度等次。",
        "空白表示未知或不适用，不是零。金额单位为所列币种的基本单位（元），精确到分。",
        "公式只用于核对，数值以系统发布为准；改动本文件不改变考核结果。异议按申诉程序登记，不在表内更改。",
        "多于15位有效数字的数值以文本列示，避免失真；所在列不设合计公式。",
    ],
    "en": [
        "Only confirmed results are to be acted upon; until then grades are suggestions, and amounts proposals "
        "or estimates.",
        "The grades of a period that is not a whole year are suggestions for tracking, not grades of the year.",
        "An empty cell is unknown or not applicable, never zero. Amounts are in the main unit of the currency, "
        "to the cent.",
        "Formulas are there to check by; the published values hold, and changing this file changes no result. "
        "Objections are "
        "registered as appeals.",
        "A number of more than 15 digits stands as text, so that nothing is lost; its column has no formula for "
        "the sum.",
    ],
}
ABOUT = {"zh": "见下列各行：表名与内容", "en": "listed below: tab and content"}
