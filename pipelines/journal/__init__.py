"""The archive's journal: what the archived files alone do not tell, so that all can be made anew from the archive."""

from pipelines.journal.entries import FACTS, INPUT_TABLES, as_stored
from pipelines.journal.files import Entry, JournalError, folder_of, name_of, read_journal
from pipelines.journal.hashes import TableHash, hash_rows, hashes_of, run_tables, seal, stored_hashes
from pipelines.journal.keep import keep_journal
from pipelines.journal.rule_files import archive_rules, note_rules, restore_rules

__all__ = [
    "FACTS",
    "INPUT_TABLES",
    "Entry",
    "JournalError",
    "TableHash",
    "archive_rules",
    "as_stored",
    "folder_of",
    "hash_rows",
    "hashes_of",
    "keep_journal",
    "name_of",
    "note_rules",
    "read_journal",
    "restore_rules",
    "run_tables",
    "seal",
    "stored_hashes",
]
