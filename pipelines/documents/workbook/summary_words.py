"""The names of the summaries, and what is said above their tables."""

from __future__ import annotations

# Tab and title, in the order of the tabs.
NAMES = {
    "zh": {
        "department": ("部门考核汇总", "部门考核汇总表", "各部门的维度得分、总分、排名、等次和备注"),
        "cio": (
            "首席信息官考核汇总",
            "首席信息官考核汇总表",
            "各首席信息官的维度得分、总分、排名、等次和备注",
        ),
        "organization": ("组织考核", "组织考核表", "组织整体的维度得分、总分、等次和备注"),
    },
    "en": {
        "department": ("Departments", "Appraisal of departments", "dimensions, score, rank, grade and remarks of each"),
        "cio": (
            "CIOs",
            "Appraisal of chief information officers",
            "dimensions, score, rank, grade and remarks of each",
        ),
        "organization": ("Organisation", "Appraisal of the organisation", "its dimensions, score, grade and remarks"),
    },
}
LINES = {
    "zh": "维度名称后为方案权重；维度得分为其指标加权得分之和，按六位小数计算、显示两位，本维度无可计量指标的留空。"
    "总分＝基础得分（有通用部分的按占比合计）＋加分－扣分，以0至100为限，四舍五入到两位小数；"
    "“复算核对”用公式从左侧各列重新计算总分。",
    "en": "Behind a dimension stands its weight in the scheme; its score is the sum of its indicators' "
    "contributions, kept "
    "to six decimals and shown with two, empty where nothing in it could be counted. Score = base score (with "
    "the general "
    "part at its share) + bonus - deducted, within 0 and 100, rounded half up to two decimals; a formula "
    "computes it again.",
}
REMARKS = {
    "zh": {
        "quota": "名额限制前为{}，超出名额",
        "limited": "最高按 {} 分确定等次",
        "small_numbers": "样本过小（SMALL_N），等次按其余指标评定",
        "decided": "{decided_by}于 {decided_on} 决定：{reason}",
        "lapsed": "原决定等次已失效（当时的建议等次不同）",
        "appeal": "申诉 {}：{}",
    },
    "en": {
        "quota": "{} before the quota, no place left",
        "limited": "graded as {}",
        "small_numbers": "SMALL_N: too few records, the grade is that of the other indicators",
        "decided": "{decided_by} decided on {decided_on}: {reason}",
        "lapsed": "a decision lapsed: another grade was suggested then",
        "appeal": "appeal {}: {}",
    },
}
APPEAL_STATES = {
    "zh": {"filed": "已登记", "accepted": "已受理", "decided": "已决定", "withdrawn": "已撤回"},
    "en": {"filed": "filed", "accepted": "accepted", "decided": "decided", "withdrawn": "withdrawn"},
}
