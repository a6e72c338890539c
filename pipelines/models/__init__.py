"""Models: who is appraised, what counts for them, and what comes of it; the SQL of `sql/` run in order."""

from pipelines.models.counting import sum_evidence
from pipelines.models.reports import store_reports
from pipelines.models.restating import fill_restatement
from pipelines.models.rewarding import fill_rewards, has_rewards
from pipelines.models.scope import fill_scope
from pipelines.models.scoring import score, score_all

__all__ = [
    "fill_restatement", "fill_rewards", "fill_scope", "has_rewards", "score", "score_all", "store_reports",
    "sum_evidence",
]  # fmt: skip
