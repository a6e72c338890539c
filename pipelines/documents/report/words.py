"""What a report says, in Chinese and in English: `words.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Both languages by key."""
    text = Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found
