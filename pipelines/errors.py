"""The one error class for mistakes a person can mend, and the exit code each kind ends with.

Exit codes are part of the command's contract: 10-19 mean "what you gave is wrong", never a defect of ours.
"""

from __future__ import annotations

from pathlib import Path


class UserError(Exception):
    """A mistake of the person or of the data: says what is wrong, where, and what to do.

    The command prints it without a traceback and exits with `exit_code`; a DAG task that meets it
    fails at once and is not retried, because trying again cannot help.
    """

    exit_code = 10

    def __init__(self, what: str, *, do: str = "", file: Path | str | None = None, line: int | None = None) -> None:
        """`what` went wrong, in which `file` and `line` (1-based), and what to `do` about it."""
        self.what, self.do, self.file, self.line = what, do, file, line
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.file}, " if self.file and self.line else ""
        place = place or (f"{self.file}: " if self.file else "")
        return f"{place}{self.said}"

    @property
    def said(self) -> str:
        """The message without the file's name, for where the file is named already."""
        line = f"line {self.line}: " if self.file and self.line else ""
        return f"{line}{self.what}" + (f"\n       {self.do}" if self.do else "")


class RuleError(UserError):
    """A scheme, feed, source or expectation file that cannot be used."""

    exit_code = 11


class InputError(UserError):
    """A delivered file that was refused whole."""

    exit_code = 12


class UnknownSubjectError(UserError):
    """A department, person, organisation, run or feed that is not known."""

    exit_code = 13


class PeriodError(UserError):
    """A period that cannot be read, or for which there is no data or no rule in force."""

    exit_code = 14


class BusyError(UserError):
    """Another process is writing to the warehouse."""

    exit_code = 15


class DiskError(UserError):
    """A file that cannot be read or written at the moment; the disk or the share may come back."""

    exit_code = 17


class CheckError(UserError):
    """A batch or a result that broke a rule which stops the run."""

    exit_code = 16


class PublishError(UserError):
    """The published files could not be written; the last ones stay."""

    exit_code = 17


class VerifyError(UserError):
    """A result, a record or a file that is not what was written down when it was made."""

    exit_code = 18


class FetchError(UserError):
    """A database or an object storage that could not be reached or read to the end; it may be there again soon."""

    exit_code = 19


class NoAnswerError(UserError):
    """A question nobody answered in time; nothing is signed."""


class DismissedError(UserError):
    """A run that a person sent back for correction or rejected: nothing follows it."""
