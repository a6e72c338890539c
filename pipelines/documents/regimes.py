"""For whom a body of rules is, in Chinese and English."""

from __future__ import annotations

REGIMES = {
    "zh": {
        "enterprise": "企业首席信息官制度",
        "central_enterprise": "中央企业首席信息官制度",
        "district": "区级政府首席信息官制度",
        "university": "高校首席信息官制度",
        "province": "省级政府首席信息官制度",
    },
    "en": {
        "enterprise": "enterprises",
        "central_enterprise": "central state-owned enterprises",
        "district": "a district government",
        "university": "a university",
        "province": "a province",
    },
}
