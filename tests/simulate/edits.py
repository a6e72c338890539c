"""Changes of a rule file, as a pattern and what takes its place."""

from __future__ import annotations

import re

VERSION = (r'version: "2026.1"', 'version: "2026.2"')
CURVE = (
    re.escape("[[60, 0], [80, 60], [90, 80], [95, 90], [100, 100]]"),
    "[[60, 0], [80, 50], [90, 80], [95, 90], [100, 100]]",
)
HOURS = (r"training_hours_staff: \{value: 8", "training_hours_staff: {value: 24")
TIER = ("until: 1000000, percent: 5", "until: 1000000, percent: 7")


def weight(metric: str, value: int) -> tuple[str, str]:
    """The indicator's weight becomes another."""
    return rf"(- metric: {metric}\n(?:(?!- metric).*\n)*?\s+weight: {{value: )[0-9]+", rf"\g<1>{value}"


def enabled(gate: str) -> tuple[str, str]:
    """The gate is switched on."""
    return rf"(- gate: {gate}\n(?:(?!- gate).*\n)*?\s+enabled: )false", r"\g<1>true"
