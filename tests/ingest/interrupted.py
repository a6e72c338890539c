"""Run in a process of its own: takes in an inbox and kills itself at a given point, as a power cut would."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pipelines.warehouse
from pipelines.settings import Settings
from tests.ingest.institution import Institution


def die_at(owner: Any, name: str, turn: int, *, after: bool) -> None:
    """Kill this process before or after the call number `turn` of a function."""
    function: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def dying(*args: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == turn and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **options)
        if calls == turn:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, dying)


def interrupted(home: str, inbox: str, point: str, turn: int) -> None:
    """Take in an inbox; `point`: where to die, at which turn ("no": nowhere)."""
    if point == "rename":
        die_at(Path, "replace", turn, after=False)
    elif point == "renamed":
        die_at(Path, "replace", turn, after=True)
    elif point == "commit":
        die_at(pipelines.warehouse, "commit", turn, after=False)
    elif point == "committed":
        die_at(pipelines.warehouse, "commit", turn, after=True)
    Institution(Settings(home=Path(home), inbox=Path(inbox), project=Path(home), today=date(2026, 10, 1))).take_in()


if __name__ == "__main__":
    interrupted(sys.argv[1], sys.argv[2], "no", 0)
