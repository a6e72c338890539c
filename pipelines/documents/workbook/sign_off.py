"""Lines to sign by hand, beside who signed in the system and when."""

from __future__ import annotations

import polars as pl

from pipelines.documents.edition import Edition
from pipelines.documents.workbook.headings import column
from pipelines.documents.workbook.sheet import Sheet
from pipelines.explain.sign_off_text import DISMISSED

NAMES = {
    "zh": ("签署页", "签署页", "系统登记的签署，和供手写签字的空行"),
    "en": ("Sign-off", "Sign-off", "who signed in the system, and lines to sign by hand"),
}
LINES = {
    "zh": "系统登记的签署（appraise sign）决定结果的状态；手写签字供存档，不改变状态。",
    "en": "What is signed in the system (appraise sign) decides the state of the results; signatures by hand are "
    "for the file "
    "and change nothing.",
}
STEPS = {
    "zh": {
        "prepared": "编制（人力资源部门经办人）",
        "reviewed": "复核",
        "publicised": "公示",
        "confirmed": "确认（考核委员会或主管领导）",
        "archived": "归档",
        "returned": "退回更正",
        "rejected": "驳回",
    },
    "en": {
        "prepared": "Prepared by (HR)",
        "reviewed": "Reviewed by",
        "publicised": "Publicised by",
        "confirmed": "Confirmed by (committee or head)",
        "archived": "Archived by",
        "returned": "Sent back for correction by",
        "rejected": "Rejected by",
    },
}
ROW_POINTS = 36
SIGNATURES = "SELECT state, signed_by, signed_on, reason FROM signature WHERE run_id = $run_id ORDER BY position"


def sign_off(edition: Edition) -> list[Sheet]:
    """The sheet; the steps of sending back and rejecting only where that was done."""
    lang = edition.lang
    signed = {row["state"]: row for row in edition.rows(SIGNATURES)}
    steps = [step for step in STEPS[lang] if step not in DISMISSED or step in signed]
    rows = pl.DataFrame(
        {
            "step": [STEPS[lang][step] for step in steps],
            **{name: [signed.get(step, {}).get(name) for step in steps] for name in ("signed_by", "signed_on",
            "reason")},
            "by_hand": None, "day_by_hand": None,
        },
        {"step": pl.String, "signed_by": pl.String, "signed_on": pl.Date, "reason": pl.String, "by_hand": pl.String,
         "day_by_hand": pl.String},
    )  # fmt: skip
    columns = [
        column(lang, "step", 24), column(lang, "signed_by", 14), column(lang, "signed_on", 11, "date"),
        column(lang, "detail", 14), column(lang, "by_hand", 18), column(lang, "day_by_hand", 12),
    ]  # fmt: skip
    name, title, about = NAMES[lang]
    return [Sheet(name, title, about, columns, rows.rename({"reason": "detail"}), [LINES[lang]], row_points=ROW_POINTS)]
