"""Which state a run is in and the grade a person decided, as an explanation says it."""

from __future__ import annotations

from pipelines.explain.find import Row
from pipelines.runs import Run

# The states of a run: while it is computed, then what was signed.
STATES = {
    "en": {
        "frozen": "frozen", "counted": "counted", "scored": "scored", "rewarded": "rewarded", "restated": "restated",
        "computed": "computed, not signed", "reviewed": "reviewed", "publicised": "publicised",
        "confirmed": "confirmed", "archived": "confirmed, archived", "rejected": "REJECTED",
        "returned": "SENT BACK for correction",
    },
    "zh": {
        "frozen": "已锁定", "counted": "已汇总", "scored": "已评分", "rewarded": "已计奖", "restated": "已比对版次",
        "computed": "已计算，未签署", "reviewed": "已复核", "publicised": "已公示", "confirmed": "已确认",
        "archived": "已归档", "rejected": "已驳回", "returned": "已退回更正",
    },
}  # fmt: skip
# States in which nothing of a run stands.
DISMISSED = ("rejected", "returned")
PREVIEW = {"en": "preview", "zh": "预览"}
DECIDED = {
    "en": "Grade {grade} decided by {decided_by} on {decided_on} in the place of {suggested_grade}: {reason}",
    "zh": "{decided_by} 于 {decided_on} 将建议等次 {suggested_grade} 决定为 {grade}：{reason}",
}
LAPSED = {
    "en": "A decision for {grade} lapsed: it was made when {suggested_grade} was suggested ({decided_in_run_id})",
    "zh": "原决定等次 {grade} 已失效：当时的建议等次为 {suggested_grade}（批次 {decided_in_run_id}）",
}


def state_words(run: Run, lang: str) -> str:
    """`confirmed`, or what else the run is."""
    if run.provisional:
        return PREVIEW[lang]
    return STATES[lang].get(run.sign_off or run.state, run.state)


def decided_words(decision: Row, lang: str) -> str:
    """Who decided which grade in the place of which, and why; or that the decision lapsed."""
    words = LAPSED if decision["status"] == "lapsed" else DECIDED
    named = {name: decision[f"{name}_{lang}"] or decision[name] for name in ("grade", "suggested_grade")}
    return words[lang].format(**(decision | named))
