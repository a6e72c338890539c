"""Entry point: runs a command and turns a user's mistake into one message and an exit code from 10 to 19."""

from __future__ import annotations

import sys

import click
from rich.console import Console

from pipelines.cli import ingesting, results, rules, running
from pipelines.cli.shared import app
from pipelines.errors import UserError

__all__ = ["app", "main"]

MODULES = (ingesting, results, rules, running)


def main() -> None:
    """Run the command line. Exits with 0, or with the code of the mistake that was made."""
    try:
        code = app(standalone_mode=False)
    except UserError as error:
        sys.exit(complain(str(error), error.exit_code))
    except click.UsageError as error:
        help_text = f"\n       See: {error.ctx.command_path} --help" if error.ctx else ""
        sys.exit(complain(error.format_message() + help_text, UserError.exit_code))
    except (click.Abort, KeyboardInterrupt):
        sys.exit(complain("interrupted; what was finished is kept, run the same command to go on.", 130))
    sys.exit(code if isinstance(code, int) else 0)


def complain(message: str, code: int) -> int:
    """Print a message on stderr, unwrapped so that paths stay whole. Returns the exit code."""
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(f"error: {message}")
    return code
