"""How cells look. One face that shows Chinese and Latin, so that widths fit on every machine that has it."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

FACE = {"font_name": "Microsoft YaHei", "font_size": 9, "valign": "top"}
LINED = {"border": 1, "border_color": "#BFBFBF"}
TABLE = ("text", "line", "whole", "score", "number", "money", "percent", "date", "check")
NUMBER = {"align": "right"}
# Kept off the number that may stand to its left.
TEXT = {"align": "left", "indent": 1}
MONEY = "#,##0.00"
STYLES: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True, **TEXT},
    "line": TEXT,
    "whole": {"num_format": "0", "align": "center"},
    "score": {"num_format": "0.00", **NUMBER},
    "number": {"num_format": "General", **NUMBER},
    "money": {"num_format": MONEY, **NUMBER},
    "percent": {"num_format": "0.00", **NUMBER},
    "date": {"num_format": "yyyy-mm-dd", **TEXT},
    "check": {"num_format": '0.00;[Red]-0.00;"✓"', "align": "center"},
    "title": {"bold": True, "font_size": 14, "valign": "vcenter"},
    "state": {"bold": True, "text_wrap": True, "font_color": "#1F4E79"},
    "warning": {"bold": True, "text_wrap": True, "font_color": "#9C0006", "bg_color": "#FFC7CE"},
    "note": {"text_wrap": True, "font_color": "#404040"},
    "heading": {
        "bold": True, "text_wrap": True, "bg_color": "#DDEBF7", **LINED, "align": "center", "valign": "vcenter",
    },
    "total": {"bold": True, "bg_color": "#F2F2F2"},
    "total_money": {"bold": True, "bg_color": "#F2F2F2", "num_format": MONEY, **NUMBER},
    "total_whole": {"bold": True, "bg_color": "#F2F2F2", "num_format": "0", **NUMBER},
}  # fmt: skip


def formats_of(book: Workbook) -> dict[str, Format]:
    """The formats of a workbook by name."""
    return {
        name: book.add_format(FACE | style | (LINED if name in TABLE or name.startswith("total") else {}))
        for name, style in STYLES.items()
    }
