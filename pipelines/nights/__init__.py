"""Nights and what they make due: which days are in, what is missing, and when a quarter or a year may be appraised."""

from pipelines.nights.due import Due, find_due, missing_of, note_due
from pipelines.nights.gaps import check_order
from pipelines.nights.night import Marked, mark_night

__all__ = ["Due", "Marked", "check_order", "find_due", "mark_night", "missing_of", "note_due"]
