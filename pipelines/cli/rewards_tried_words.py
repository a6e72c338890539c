"""What `appraise try` says for a reward plan beside the words of `explain`, in Chinese and in English."""

from __future__ import annotations

TRIED = {
    "zh": {
        "tier": "档次",
        "from": "起点",
        "until": "终点",
        "inside": "落入本档的效益",
        "brings": "比例",
        "amount": "金额",
        "share": "份额序号",
        "rounding": "尾差",
        "year": "当年",
        "later_year": "第 {} 年后",
        "reason": "份额 {}：{}",
        "leaders": "{} 调为 {}，因首席信息官与部门负责人合计不超过奖励总额的 {}",
    },
    "en": {
        "tier": "tier",
        "from": "from",
        "until": "until",
        "inside": "benefit in it",
        "brings": "brings",
        "amount": "amount",
        "share": "share",
        "rounding": "rounding",
        "year": "year T",
        "later_year": "T + {}",
        "reason": "share {}: {}",
        "leaders": "{} became {}, because CIOs and heads of units get at most {} of a pool together",
    },
}
