"""What is kept does not depend on the order of a file's rows."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.settings import Settings
from tests.ingest.institution import TRAINING, Institution

ROW = st.tuples(st.sampled_from(["R1", "R2", "R3", ""]), st.sampled_from(["1", "1.0", "2", "x", ""]))
DELIVERIES = st.lists(st.lists(ROW, min_size=1, max_size=6), min_size=1, max_size=2)


def outcome(deliveries: list[list[tuple[str, str]]]) -> list[list[tuple[object, ...]]]:
    """History and quarantine without row numbers."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        institution = Institution(Settings(home=home, project=home, today=date(2026, 1, 1)))
        for number, rows in enumerate(deliveries):
            own = (f"Z{number}", "1")  # so that two deliveries are never the same file
            lines = "".join(f"E1,{key},S,P,1,{hours},,\n" for key, hours in (*rows, own))
            institution.deliver(f"training_record_{number}.csv", TRAINING + lines)
        institution.take_in()
        return [
            institution.rows(
                "SELECT record_id, credited_hours, batch_id, closed_by_batch_id FROM history.training_record "
                "ORDER BY ALL"
            ),
            institution.rows(
                "SELECT batch_id, record_key, reason_code, closed_by_batch_id FROM ingest.quarantine ORDER BY ALL"
            ),
        ]


@settings(max_examples=4, deadline=None)
@given(DELIVERIES, st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_history(deliveries: list[list[tuple[str, str]]], random: object) -> None:
    shuffled = [list(rows) for rows in deliveries]
    for rows in shuffled:
        random.shuffle(rows)  # type: ignore[attr-defined]
    assert outcome(shuffled) == outcome(deliveries)
