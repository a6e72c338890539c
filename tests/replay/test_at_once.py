"""Two at once exclude each other with a clear message, over all steps of a run and not only within one."""

from __future__ import annotations

import multiprocessing
from multiprocessing.synchronize import Event

import pytest

from pipelines import steps
from pipelines.errors import BusyError
from pipelines.settings import Settings
from pipelines.warehouse import hold
from tests.replay.conftest import PERIOD, Home


def hold_until(settings: Settings, held: Event, done: Event) -> None:
    """As a run does from its first step to its last."""
    with hold(settings):
        held.set()
        done.wait(60)


def test_a_second_run_is_told_that_another_is_working_and_changes_nothing(tampered: Home) -> None:
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    other = context.Process(target=hold_until, args=(tampered.settings, held, done))
    other.start()
    assert held.wait(60)
    with pytest.raises(BusyError, match=r"Another process is working in .*warehouse\.duckdb\.\n.*Wait until it has"):
        steps.run(tampered.settings, PERIOD)
    done.set()
    other.join()
    assert steps.run(tampered.settings, PERIOD) == tampered.second
