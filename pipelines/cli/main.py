"""Entry point: runs a command and turns a user's mistake into one message and an exit code from 10 to 19."""

from __future__ import annotations

import sys

import duckdb

from pipelines.cli import (
    appeals,
    fetching,
    ingesting,
    restatements,
    results,
    rules,
    running,
    signing,
    simulating,
    verifying,
)
from pipelines.cli.shared import app, err, say
from pipelines.errors import PublishError, UserError

__all__ = ["app", "main"]

# Imported for the commands they define.
MODULES = (appeals, fetching, ingesting, restatements, results, rules, running, signing, simulating, verifying)
USAGE = 2


def main() -> None:
    """Run the command line. Exits with 0, or with the code of the mistake that was made."""
    try:
        app()
    except UserError as error:
        sys.exit(complain(str(error), error.exit_code))
    except duckdb.OutOfMemoryException as error:
        do = "Let DuckDB use more memory (APPRAISE_MEMORY_LIMIT) or fewer threads (APPRAISE_THREADS)."
        sys.exit(complain(f"{str(error).splitlines()[0]}\n       {do}", UserError.exit_code))
    except (OSError, duckdb.Error) as error:
        if "No space left" not in str(error):
            raise
        sys.exit(complain(f"the disk is full: {error}.\n       Make room and run this again.", PublishError.exit_code))
    except SystemExit as ended:
        # A misspelt command or option is a mistake like any other.
        sys.exit(UserError.exit_code if ended.code == USAGE else ended.code)


def complain(message: str, code: int) -> int:
    """Print a message on stderr, unwrapped so that paths stay whole. Returns the exit code."""
    say(f"error: {message}", to=err)
    return code
