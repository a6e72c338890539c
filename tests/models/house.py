"""A small organisation that settles its rewards by the steps a user takes, its records delivered by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from pipelines import steps
from pipelines.settings import Settings
from pipelines.warehouse import connect, writer
from tests.confirming import confirm
from tests.golden.given import insert
from tests.golden.reward_given import Records
from tests.golden.test_golden_rewards import batch

# 800,000 bring 40,000, at once; no scheme is in force in 2024.
BENEFIT = {"benefit_id": "b", "benefit_year": 2024, "actual_amount": 800000, "baseline_frozen_on": date(2023, 12, 31)}
INNOVATION = {"accepted_on": date(2024, 6, 30), "went_live_on": date(2024, 1, 1)}
PUBLICISED_ON = date(2026, 11, 9)
SHARE = {"contribution_id": "c", "person_id": "p", "share_percent": 100, "accepted_on": date(2024, 6, 30)}


@dataclass
class House:
    """A warehouse whose records are delivered by hand, batch by batch."""

    settings: Settings
    batches: int = 0

    def deliver(self, given: Mapping[str, Sequence[dict[str, Any]]], year: int = 2024) -> None:
        self.batches += 1
        with writer(self.settings) as con:
            records = Records(con, {})
            records.deliver(given, self.batches, year)
            insert(con, "ingest.batch", [dict(batch(self.batches, date(year + 1, 2, self.batches)))])

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with connect(self.settings, read_only=True) as con:
            return con.execute(query, values).fetchall()

    def posted(self, run_id: str) -> list[tuple[Any, ...]]:
        """Kind and amount of all that a run posted."""
        return self.rows("SELECT kind, amount FROM result.reward_ledger WHERE run_id = ? ORDER BY ALL", run_id)

    def settle(self, year: str, org: str | None = None) -> str:
        """Compute a year and confirm it. Returns the run's id."""
        run_id = steps.run(self.settings, year, org=org)
        ((sign_off,),) = self.rows("SELECT sign_off FROM run.run WHERE run_id = ?", run_id)
        return run_id if sign_off == "confirmed" else confirm(self.settings, run_id, PUBLICISED_ON)

    def settle_graded(self, year: str, suggested: str | None, subject: str = "p") -> str:
        """Compute a year, with the grade its CIO would be suggested by a scheme. Returns the run's id."""
        run_id = steps.freeze(self.settings, year)
        steps.count_evidence(self.settings, run_id)
        steps.score(self.settings, run_id)
        with writer(self.settings) as con:
            if not con.execute("SELECT 1 FROM result.appraisal WHERE run_id = $1", [run_id]).fetchall():
                put_appraisal(con, run_id, subject, suggested)
        for step in (steps.reward, steps.restate, steps.check_results):
            step(self.settings, run_id)
        return run_id

    def owed(self) -> Decimal:
        """What all are owed by the runs that are confirmed."""
        query = (
            "SELECT sum(owed_amount) FROM result.reward_ledger INNER JOIN run.run USING (run_id) "
            "WHERE sign_off = 'confirmed'"
        )
        ((amount,),) = self.rows(query)
        return Decimal(amount)

    def revise(self, actual: int) -> None:
        """Finance corrects the benefit."""
        self.deliver({"innovation_benefit": [{"benefit_id": "b", "actual_amount": actual}]})


def put_appraisal(con: duckdb.DuckDBPyConnection, run_id: str, subject: str, suggested: str | None) -> None:
    """A CIO of the organisation as scoring leaves it, by a scheme `k` with three grades."""
    period, revision = con.execute("SELECT period, revision FROM run.run WHERE run_id = $1", [run_id]).fetchall()[0]
    about = {"run_id": run_id, "org_id": "o", "subject_type": "cio", "subject_id": subject, "subject_name": "Person"}
    insert(con, "scope.subject", [about | {"scheme_key": "k"}])
    insert(con, "result.appraisal", [about | {
        "revision": revision, "period": period, "scheme_id": "K", "scheme_version": "1", "base_score": Decimal(75),
        "score": Decimal(75), "graded_score": Decimal(75), "score_grade": suggested, "suggested_grade": suggested,
        "measured_weight": Decimal(100), "gates": "", "status": "graded" if suggested else "comment_only",
    }])  # fmt: skip
    if not con.execute("SELECT 1 FROM compiled.grade WHERE scheme_key = 'k'").fetchall():
        insert(con, "compiled.grade", [
            {"scheme_key": "k", "grade": grade, "name_zh": zh, "name_en": en, "at_least": least, "clause": "",
             "source": "DEFAULT"}
            for grade, zh, en, least in (
                ("good", "良好", "Good", 80), ("qualified", "合格", "Qualified", 60),
                ("unqualified", "不合格", "Unqualified", None),
            )
        ])  # fmt: skip
