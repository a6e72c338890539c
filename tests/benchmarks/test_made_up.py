"""The made-up edition that documents are measured with: as large as it says, its results add up. Nothing is timed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from benchmarks.documents import measure
from benchmarks.made_up import RUN, Size, make_published
from pipelines.documents.write import WRITERS

TINY = Size(departments=20, cios=8, awards=12, organisations=2)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("made_up") / "hr.duckdb"
    make_published(file, TINY)
    return file


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(file), read_only=True) as con:
        return con.execute(query, {"run": RUN} if "$run" in query else None).fetchall()


def test_it_is_as_large_as_it_says(published: Path) -> None:
    counted = "SELECT subject_type, org_id, count(*) FROM appraisal WHERE run_id = $run GROUP BY ALL ORDER BY ALL"
    assert rows(published, counted) == [("cio", "O0", 4), ("cio", "O1", 4), ("department", "O0", 10),
                                        ("department", "O1", 10)]  # fmt: skip
    assert rows(published, "SELECT count(*) FROM reward_award") == [(12,)]


def test_its_scores_grades_and_instalments_add_up(published: Path) -> None:
    wrong = """
        SELECT * FROM appraisal INNER JOIN (
            SELECT run_id, subject_id,
            sum(contribution) AS contributions FROM indicator_score GROUP BY run_id, subject_id
        ) USING (run_id, subject_id)
        WHERE base_score <> contributions OR abs(score - least(100,
        base_score + bonus_points - deducted_points)) > 0.005
    """
    assert rows(published, wrong) == []
    graded = "SELECT count(*) FROM appraisal WHERE suggested_grade IS NOT NULL"
    assert rows(published, graded) == rows(published, "SELECT sum(suggested_count)::BIGINT FROM grade_count")
    planned = "SELECT sum(planned_amount) FROM reward_tranche"
    assert rows(published, planned) == rows(published, "SELECT sum(award_amount) FROM reward_award")


def test_every_writer_is_measured_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    measure(tmp_path, TINY, None)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split('"')[3] for line in lines] == [
        f"{write.__name__} {lang}" for write in WRITERS for lang in ("zh", "en")
    ]
