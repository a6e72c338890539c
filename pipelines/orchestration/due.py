"""Which period the quarterly and the yearly DAG compute: the one that is due, or the one somebody asks for."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from pipelines import steps
from pipelines.orchestration import commands
from pipelines.orchestration.days import day_of, last_full_quarter, last_full_year, settings_of
from pipelines.orchestration.parameters import given
from pipelines.settings import Settings

log = logging.getLogger(__name__)


def freeze_quarter(context: Mapping[str, Any]) -> str:
    """Freeze the quarter, and log what is missing of it. Returns the run's id."""
    params, settings = given(context), settings_on_its_day(context)
    period = period_of(context, last_full_quarter(day_of(context)))
    log_gaps(settings, period)
    return steps.freeze(settings, period, org=params["org"])


def compute_year(context: Mapping[str, Any]) -> str:
    """Compute the year, and log what is missing of it. Returns the run's id."""
    params, settings = given(context), settings_on_its_day(context)
    period = period_of(context, last_full_year(day_of(context)))
    log_gaps(settings, period)
    return commands.compute_with(settings, period, params["org"])


def settings_on_its_day(context: Mapping[str, Any]) -> Settings:
    """The settings. Raises UserError for a day typed into the form that lies before the last reception: nobody could
    sign on it what was computed from what came later."""
    settings = settings_of(context)
    if context["params"].get("day"):
        steps.check_day(settings)
    return settings


def period_of(context: Mapping[str, Any], otherwise: str) -> str:
    """The period given by hand, or the one that is due and started the run, or another."""
    return str(context["params"]["period"] or context["dag_run"].partition_key or otherwise)


def log_gaps(settings: Settings, period: str) -> None:
    """Log what was missing of a period when it came to be due."""
    for line in steps.known_gaps(settings, period):
        log.warning("%s, missing: %s", period, line)
