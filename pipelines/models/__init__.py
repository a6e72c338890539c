"""Models: who is appraised, what counts for them, and what comes of it; the SQL of `sql/` run in order."""

from pipelines.models.counting import sum_evidence
from pipelines.models.reports import store_reports
from pipelines.models.scope import fill_scope
from pipelines.models.scoring import score

__all__ = ["fill_scope", "score", "store_reports", "sum_evidence"]
