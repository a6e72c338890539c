"""Fetching into the inbox what lies elsewhere: rows of databases, files of an object storage."""

from pipelines.fetch.fetch import fetch_new, raise_failed
from pipelines.fetch.fetched import Fetched

__all__ = ["Fetched", "fetch_new", "raise_failed"]
