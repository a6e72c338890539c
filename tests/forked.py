"""A function in a process of its own, forked from one that has the slow imports behind it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from typing import Any

PRELOADED = ["great_expectations", "polars", "pipelines.steps", "pipelines.validate.engine"]


def start(function: Callable[..., None], *arguments: Any) -> Any:
    """The started process. `function` is found by its module and name, and sees no later change of the environment."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    process = context.Process(target=function, args=arguments)
    process.start()
    return process


def exit_code(function: Callable[..., None], *arguments: Any) -> int:
    """How the function ended: 0, 1 for an error, -9 for a kill."""
    process = start(function, *arguments)
    process.join()
    return int(process.exitcode)
