"""The summary of a computed and published run for who decides on it, as Markdown in Chinese or English."""

from pipelines.summary.write import summary

__all__ = ["summary"]
