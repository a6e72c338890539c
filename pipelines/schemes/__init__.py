"""Schemes: the rules of an appraisal as YAML, checked, compiled to tables, and tried on given values."""

from pipelines.schemes.catalogue import load_catalogue
from pipelines.schemes.load import check_files, load_plan, load_plans, load_scheme, load_schemes
from pipelines.schemes.rules import Rules, load_rules

__all__ = [
    "Rules", "check_files", "load_catalogue", "load_plan", "load_plans", "load_rules", "load_scheme", "load_schemes",
]  # fmt: skip
