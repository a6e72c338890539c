"""The command `appraise`: reads what a person typed, calls the steps, prints what came out."""

from pipelines.cli.main import main

__all__ = ["main"]
