"""Grades a person decides while signing: whose and which, what they change, what a later revision does with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import steps
from pipelines.errors import InputError, UnknownSubjectError, UserError
from pipelines.sign_off import sign
from pipelines.sign_off_given import GivenGrade, parse_grade, read_grades
from pipelines.warehouse import writer
from tests.confirming import confirm
from tests.models.conftest import copied_house, delivered_house
from tests.models.house import PUBLICISED_ON, House, put_appraisal

CIO = {"appointment": [{"person_id": "p", "start_on": date(2020, 1, 1)}]}
UP = GivenGrade("p", "qualified", "led the recovery")


@pytest.fixture(scope="module")
def first_graded(first_house: House, tmp_path_factory: pytest.TempPathFactory) -> tuple[House, str]:
    """As `graded`; only to be copied."""
    house = delivered_house(first_house, tmp_path_factory.mktemp("graded"))
    house.deliver(CIO)
    return house, house.settle_graded("2024", "unqualified")


@pytest.fixture
def graded(first_graded: tuple[House, str], tmp_path: Path) -> tuple[House, str]:
    """A settlement of 2024 whose only person rewarded is a CIO with the grade unqualified, which keeps nothing.

    Of the pool of 40,000 a CIO alone is allowed 30 %: 12,000 with a grade that keeps all.
    """
    house, run_id = first_graded
    return copied_house(house, tmp_path), run_id


def published(house: House, run_id: str, query: str, file: str = "hr.duckdb") -> list[tuple[object, ...]]:
    steps.publish(house.settings, run_id)
    with duckdb.connect(str(house.settings.published / file), read_only=True) as con:
        return con.execute(query).fetchall()


def test_a_grade_that_would_change_an_award_waits_for_the_revision_that_takes_it_in(graded: tuple[House, str]) -> None:
    house, first = graded
    assert house.rows("SELECT award_amount FROM result.reward_award") == [(0,)]
    reviewed = sign(house.settings, first, "reviewed", "李", PUBLICISED_ON, grades=[UP])
    assert [(one["subject_id"], one["computed_grade"], one["grade"]) for one in reviewed.to_recompute] == [
        ("p", "unqualified", "qualified")
    ]
    sign(house.settings, first, "publicised", "李", PUBLICISED_ON)
    with pytest.raises(UserError, match=r"o/p unqualified -> qualified.*The decisions are kept") as refused:
        sign(house.settings, first, "confirmed", "李")
    assert "Run 2024 again" in str(refused.value)
    assert house.rows("SELECT sign_off FROM run.run") == [("publicised",)]
    second = house.settle_graded("2024", "unqualified")
    assert second != first
    assert house.rows("SELECT award_amount FROM result.reward_award WHERE run_id = ?", second) == [(12000,)]
    confirm(house.settings, second, PUBLICISED_ON)
    assert house.owed() == 12000
    columns = "suggested_grade, decided_grade, confirmed_grade"
    assert published(house, second, f"SELECT {columns} FROM appraisal") == [("unqualified", "qualified", "qualified")]


def test_a_grade_decided_at_the_confirmation_is_kept_and_the_confirmation_refused(graded: tuple[House, str]) -> None:
    house, run_id = graded
    for state in ("reviewed", "publicised"):
        sign(house.settings, run_id, state, "李", PUBLICISED_ON)
    with pytest.raises(UserError, match="not confirmed"):
        sign(house.settings, run_id, "confirmed", "王", grades=[UP])
    kept = "SELECT suggested_grade, grade, reason, decided_by, decided_on FROM run.decided_grade"
    assert house.rows(kept) == [("unqualified", "qualified", "led the recovery", "王", date(2026, 11, 21))]
    assert house.rows("SELECT state FROM run.signature ORDER BY position") == [("reviewed",), ("publicised",)]


def test_a_grade_that_changes_no_award_is_confirmed_with_the_run(house: House) -> None:
    house.deliver(CIO)
    run_id = house.settle_graded("2024", "good")  # the plan lets good and qualified keep all
    grade = GivenGrade("o/p", "合格", "as agreed")
    assert sign(house.settings, run_id, "reviewed", "李", PUBLICISED_ON, grades=[grade]).to_recompute == []
    sign(house.settings, run_id, "publicised", "李", PUBLICISED_ON)
    with writer(house.settings) as con:
        con.execute(
            "INSERT INTO result.consequence SELECT run_id, revision, period, org_id, subject_type, subject_id, 'c', "
            "'续聘', 'Renew', 'grade good', 'S0-25', 'DEFAULT', 'recommended' FROM result.appraisal"
        )
    assert published(house, run_id, "SELECT reason, status FROM consequence") == [("grade good", "grade_changed")]
    columns = "SELECT suggested_grade, decided_grade, confirmed_grade FROM appraisal"
    assert published(house, run_id, columns) == [("good", "qualified", None)]
    sign(house.settings, run_id, "confirmed", "李")
    assert published(house, run_id, columns) == [("good", "qualified", "qualified")]
    assert published(house, run_id, "SELECT grade, reason, decided_by, status FROM decided_grade") == [
        ("qualified", "as agreed", "李", "decided")
    ]
    shown = "SELECT grade, reason, decided_by, subject_id = 'p' FROM decided_grade"
    assert published(house, run_id, shown, "analyst.duckdb") == [("qualified", None, None, False)]
    shown = "SELECT state, signed_by, reason FROM signature"
    assert published(house, run_id, shown, "analyst.duckdb") == [
        ("reviewed", None, None), ("publicised", None, None), ("confirmed", None, None),
    ]  # fmt: skip
    assert house.owed() == 12000


def test_without_a_decision_the_suggested_grade_is_confirmed(house: House) -> None:
    house.deliver(CIO)
    run_id = house.settle_graded("2024", "good")
    confirm(house.settings, run_id, PUBLICISED_ON)
    query = "SELECT suggested_grade, decided_grade, confirmed_grade FROM current_appraisal"
    assert published(house, run_id, query) == [("good", None, "good")]


@pytest.mark.long
def test_a_decision_is_carried_over_while_the_suggestion_is_the_same_and_lapses_else(graded: tuple[House, str]) -> None:
    house, first = graded
    sign(house.settings, first, "reviewed", "李", PUBLICISED_ON, grades=[UP])
    house.revise(400000)
    same = house.settle_graded("2024", "unqualified")
    assert house.rows("SELECT award_amount FROM result.reward_award WHERE run_id = ?", same) == [(6000,)]
    carried = sign(house.settings, same, "reviewed", "李", PUBLICISED_ON).decisions
    assert [(one["status"], one["grade"], one["decided_in_run_id"]) for one in carried] == [
        ("carried_over", "qualified", first)
    ]
    house.revise(500000)
    other = house.settle_graded("2024", "good")
    lapsed = sign(house.settings, other, "reviewed", "李", PUBLICISED_ON).decisions
    assert [(one["status"], one["suggested_grade"]) for one in lapsed] == [("lapsed", "unqualified")]
    sign(house.settings, other, "publicised", "李", PUBLICISED_ON)
    sign(house.settings, other, "confirmed", "李")
    assert published(house, other, "SELECT decided_grade, confirmed_grade FROM appraisal") == [(None, "good")]
    assert published(house, other, "SELECT status FROM decided_grade") == [("lapsed",)]


@pytest.mark.long
def test_a_decision_is_part_of_the_id_and_may_be_taken_back(graded: tuple[House, str]) -> None:
    house, first = graded
    sign(house.settings, first, "reviewed", "李", PUBLICISED_ON, grades=[UP])
    second = house.settle_graded("2024", "unqualified")
    assert house.settle_graded("2024", "unqualified") == second
    with pytest.raises(UserError, match="qualified is the grade of p as decided already"):
        sign(house.settings, second, "reviewed", "李", PUBLICISED_ON, grades=[UP])
    back = GivenGrade("p", "unqualified", "the recovery failed after all")
    taken_back = sign(house.settings, second, "reviewed", "李", PUBLICISED_ON, grades=[back])
    assert [one["grade"] for one in taken_back.to_recompute] == ["unqualified"]
    # Without the decision the period has the inputs it had at first; that is a third revision, not the first again.
    third = steps.freeze(house.settings, "2024")
    assert third not in (first, second)
    inputs = "data_sha256, schemes_sha256, code_sha256"
    assert house.rows(f"SELECT {inputs} FROM run.run WHERE run_id = ?", third) == house.rows(
        f"SELECT {inputs} FROM run.run WHERE run_id = ?", first
    )
    assert house.rows("SELECT * FROM scope.decided_grade WHERE run_id = ?", third) == []


def test_a_decision_on_an_earlier_revision_is_not_lost_where_the_new_one_was_frozen_before_it(
    graded: tuple[House, str],
) -> None:
    house, first = graded
    house.revise(400000)
    second = steps.freeze(house.settings, "2024")
    sign(house.settings, first, "reviewed", "李", PUBLICISED_ON, grades=[UP])
    with writer(house.settings) as con:
        put_appraisal(con, second, "p", "unqualified")
        con.execute("UPDATE run.run SET state = 'computed' WHERE run_id = ?", [second])
    with pytest.raises(UserError, match="a grade was decided on an earlier revision: o/p"):
        sign(house.settings, second, "reviewed", "李", PUBLICISED_ON)
    assert house.rows("SELECT * FROM run.signature WHERE run_id = ?", second) == []
    # A rejection loses nothing; computed again, the period takes the decision in.
    third = house.settle_graded("2024", "unqualified")
    sign(house.settings, third, "reviewed", "李", PUBLICISED_ON)
    assert house.rows("SELECT grade FROM scope.decided_grade WHERE run_id = ?", third) == [("qualified",)]


def test_a_decision_made_anew_on_the_later_revision_is_enough(graded: tuple[House, str]) -> None:
    house, first = graded
    house.revise(400000)
    second = steps.freeze(house.settings, "2024")
    sign(house.settings, first, "reviewed", "李", PUBLICISED_ON, grades=[UP])
    with writer(house.settings) as con:
        put_appraisal(con, second, "p", "unqualified")
        con.execute("UPDATE run.run SET state = 'computed' WHERE run_id = ?", [second])
    sign(house.settings, second, "reviewed", "李", PUBLICISED_ON, grades=[UP])


@pytest.mark.long
def test_a_grade_of_an_earlier_year_is_read_as_decided(graded: tuple[House, str]) -> None:
    house, first = graded
    before = steps.freeze(house.settings, "2025")
    sign(house.settings, first, "reviewed", "李", PUBLICISED_ON, grades=[UP])
    after = steps.freeze(house.settings, "2025")
    assert after != before
    query = "SELECT graded_run_id, subject_id, grade FROM scope.decided_grade WHERE run_id = ?"
    assert (house.rows(query, before), house.rows(query, after)) == ([], [(first, "p", "qualified")])


@pytest.mark.parametrize(
    ("grade", "error", "said"),
    [
        (GivenGrade("q", "good", "x"), UnknownSubjectError, 'appraised no subject "q"'),
        (GivenGrade("x/p", "good", "x"), UnknownSubjectError, 'appraised no subject "x/p"'),
        (GivenGrade("p", "good", "x", "department"), UnknownSubjectError, 'appraised no department "p"'),
        (GivenGrade("p", "gud", "x"), UnknownSubjectError, 'Did you mean "good"'),
        (GivenGrade("p", "unqualified", "x"), UserError, "unqualified is the grade of p as suggested"),
    ],
)
def test_only_grades_of_the_subjects_own_scheme_that_decide_something(
    graded: tuple[House, str], grade: GivenGrade, error: type[UserError], said: str
) -> None:
    house, run_id = graded
    with pytest.raises(error, match=said):
        sign(house.settings, run_id, "reviewed", "李", grades=[UP if grade.subject != "p" else grade, grade])
    assert house.rows("SELECT count(*) FROM run.decided_grade") == [(0,)]
    assert house.rows("SELECT count(*) FROM run.signature") == [(0,)]


def test_nobody_gets_two_grades_at_once_and_only_while_it_is_reviewed_publicised_or_confirmed(
    graded: tuple[House, str],
) -> None:
    house, run_id = graded
    with pytest.raises(UserError, match="o/p stands twice"):
        sign(house.settings, run_id, "reviewed", "李", grades=[UP, GivenGrade("o/p", "good", "y")])
    with pytest.raises(UserError, match="No grade is decided when a run is rejected"):
        sign(house.settings, run_id, "rejected", "李", reason="wrong", grades=[UP])


def test_who_is_not_graded_gets_no_grade_and_a_name_of_several_is_asked_for(house: House) -> None:
    house.deliver(CIO)
    run_id = house.settle_graded("2024", None)
    with pytest.raises(UserError, match="p has no grade to decide: its result is comment_only"):
        sign(house.settings, run_id, "reviewed", "李", grades=[UP])
    with writer(house.settings) as con:
        con.execute("INSERT INTO scope.subject SELECT * REPLACE ('n' AS org_id) FROM scope.subject")
        con.execute("INSERT INTO result.appraisal SELECT * REPLACE ('n' AS org_id) FROM result.appraisal")
    with pytest.raises(UnknownSubjectError, match="not one subject but several: cio n/p, cio o/p"):
        sign(house.settings, run_id, "reviewed", "李", grades=[UP])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p=good:led the recovery", GivenGrade("p", "good", "led the recovery")),
        ("E001/p = 良好 ：牵头恢复：及时", GivenGrade("E001/p", "良好", "牵头恢复：及时")),
        ("p=good:a=b: c", GivenGrade("p", "good", "a=b: c")),
    ],
)
def test_a_grade_is_written_as_subject_grade_and_reason(text: str, expected: GivenGrade) -> None:
    assert parse_grade(text) == expected


@pytest.mark.parametrize("text", ["p", "p=good", "p=good:", "p=:x", "=good:x", "p=good: "])
def test_a_grade_without_all_three_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="SUBJECT=GRADE:REASON"):
        parse_grade(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_grades_come_from_a_file_with_english_or_chinese_headings(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "grades.csv"
    file.write_bytes('组织编号,考核对象编号,确定等次,理由\nE001,p,良好,"牵头,恢复"\n'.encode(encoding))
    assert read_grades(file) == [GivenGrade("E001/p", "良好", "牵头,恢复", None, file, 2)]
    file.write_bytes("subject_type,subject_id,grade,reason\ncio,p,good,x\n\n,q,good,y\n".encode(encoding))
    assert read_grades(file) == [
        GivenGrade("p", "good", "x", "cio", file, 2), GivenGrade("q", "good", "y", None, file, 4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1: the column subject_id is missing"),
        (b"subject_id,grade\np,good\n", "line 1: the column reason is missing"),
        (b"subject_id,grade,reson\np,good,x\n", 'line 1: no column is called "reson"'),
        (b"subject_id,grade,grade,reason\np,good,good,x\n", "line 1: a column stands twice"),
        (b"subject_id,grade,reason\np,good,\n", "line 2: a line with a missing text"),
        (b"subject_id,grade,reason\np,good,x,y\n", "line 2: a line with a missing text, or with too many"),
        (b"subject_id,grade,reason\n", "no grade is in it"),
        (b'subject_id,grade,reason\np,"good"x,y\n', "line 2: no CSV"),
        (b"\xff\xfe\x00", "neither UTF-8 nor GB18030"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_line(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "grades.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_grades(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv"):
        read_grades(tmp_path / "none.csv")
