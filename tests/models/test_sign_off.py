"""Signatures: which state follows which, who may not sign what, how long a run is public, that only confirmed pays."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest

from pipelines import steps
from pipelines.errors import UserError
from pipelines.runs import load_run
from pipelines.sign_off import Signature, check_signatures, sign, sign_all
from pipelines.sign_off_checks import FOLLOWS, check_step
from pipelines.warehouse import writer
from tests.confirming import confirm
from tests.models.house import BENEFIT, PUBLICISED_ON, House

TODAY = date(2026, 11, 21)
PATHS: dict[str, tuple[str, ...]] = {
    "computed": (),
    "reviewed": ("reviewed",),
    "publicised": ("reviewed", "publicised"),
    "confirmed": ("reviewed", "publicised", "confirmed"),
    "archived": ("reviewed", "publicised", "confirmed", "archived"),
    "rejected": ("rejected",),
    "returned": ("reviewed", "returned"),
}
ALLOWED = {
    "computed": {"reviewed", "returned", "rejected"},
    "reviewed": {"publicised", "returned", "rejected"},
    "publicised": {"confirmed", "returned", "rejected"},
    "confirmed": {"archived"},
    "archived": set[str](),
    "rejected": set[str](),
    "returned": {"rejected"},
}


def signed(house: House) -> list[tuple[object, ...]]:
    return house.rows("SELECT state, signed_by, signed_on, reason FROM run.signature ORDER BY position")


def test_every_state_follows_exactly_those_it_may_follow(computed_house: House) -> None:
    run_id = steps.run(computed_house.settings, "2024")
    assert FOLLOWS.keys() | {"computed"} == PATHS.keys() == ALLOWED.keys()
    with writer(computed_house.settings) as con:
        run = load_run(con, run_id)
        for before, allowed in ALLOWED.items():
            con.execute("DELETE FROM run.signature")
            for position, one in enumerate(PATHS[before], start=1):
                con.execute("INSERT INTO run.signature VALUES (?, ?, ?, 'who', ?, '')", [run_id, one, position, TODAY])
            for state in FOLLOWS:
                if state in allowed:
                    check_step(con, run, state)
                    continue
                is_twice = state in PATHS[before]
                said = f"was {state} by who on .* already" if is_twice else f"is {before}; it cannot become {state}"
                with pytest.raises(UserError, match=said):
                    check_step(con, run, state)


def test_each_signature_is_kept_with_who_when_and_why(computed_house: House) -> None:
    house = computed_house
    run_id = steps.run(house.settings, "2024")
    sign(house.settings, run_id[:6], "reviewed", "  李  梅 ", date(2026, 11, 9), "figures agree with finance")
    publicised = sign(house.settings, run_id, "publicised", "王强", date(2026, 11, 9), "  ")
    assert publicised.public_until == date(2026, 11, 16)
    sign(house.settings, run_id, "confirmed", "committee")
    assert signed(house) == [
        ("reviewed", "李 梅", date(2026, 11, 9), "figures agree with finance"),
        ("publicised", "王强", date(2026, 11, 9), None),
        ("confirmed", "committee", TODAY, None),
    ]


@pytest.mark.parametrize("name", ["", "  ", "\u3000", "\u200b", "--", "\n"])
def test_nobody_cannot_sign(computed_house: House, name: str) -> None:
    house = computed_house
    run_id = steps.run(house.settings, "2024")
    with pytest.raises(UserError, match="Nobody has signed"):
        sign(house.settings, run_id, "reviewed", name)
    assert signed(house) == []


def test_a_state_nobody_knows_is_told_from_one_that_is_misspelt(computed_house: House) -> None:
    house = computed_house
    run_id = steps.run(house.settings, "2024")
    with pytest.raises(UserError, match='become "reviewd"') as refused:
        sign(house.settings, run_id, "reviewd", "李")
    assert 'Did you mean "reviewed"?' in str(refused.value)


@pytest.mark.parametrize("state", ["rejected", "returned"])
def test_rejecting_and_sending_back_need_a_reason(computed_house: House, state: str) -> None:
    house = computed_house
    run_id = steps.run(house.settings, "2024")
    for reason in (None, " "):
        with pytest.raises(UserError, match=f"cannot be {state} without a reason"):
            sign(house.settings, run_id, state, "李", reason=reason)
    sign(house.settings, run_id, state, "李", reason="a benefit is counted twice")
    assert signed(house) == [(state, "李", TODAY, "a benefit is counted twice")]


def test_signatures_are_tried_without_a_trace_and_given_together_or_not_at_all(computed_house: House) -> None:
    house = computed_house
    run_id = steps.run(house.settings, "2024")
    both = [Signature("reviewed", "李", TODAY), Signature("publicised", "李", TODAY)]
    check_signatures(house.settings, run_id, both)
    assert signed(house) == []
    with pytest.raises(UserError, match="has not come yet"):
        check_signatures(house.settings, run_id, [both[0], Signature("publicised", "李", TODAY + timedelta(days=1))])
    with pytest.raises(UserError, match="it cannot become confirmed"):
        sign_all(house.settings, run_id, [both[0], Signature("confirmed", "李", TODAY)])
    assert signed(house) == []
    assert sign_all(house.settings, run_id, both).state == "publicised"
    assert [row[0] for row in signed(house)] == ["reviewed", "publicised"]


@pytest.mark.long
def test_a_revision_that_was_returned_keeps_its_place_until_it_is_corrected(computed_house: House) -> None:
    house = computed_house
    first = steps.run(house.settings, "2024")
    sign(house.settings, first, "reviewed", "李", PUBLICISED_ON)
    house.revise(400000)
    second = steps.run(house.settings, "2024")
    sign(house.settings, second, "returned", "李", PUBLICISED_ON, "half of the benefit is missing")
    assert house.rows("FROM signing.waiting") == []
    with pytest.raises(UserError, match=rf"revision 2 \({second}\) has taken its place"):
        sign(house.settings, first, "publicised", "李", PUBLICISED_ON)
    assert steps.run(house.settings, "2024") == second
    house.revise(600000)
    third = steps.run(house.settings, "2024")
    assert [row[0] for row in house.rows("SELECT run_id FROM signing.waiting")] == [third]
    confirm(house.settings, third, PUBLICISED_ON)
    assert house.owed() == 30000


def test_a_signature_lies_neither_in_the_future_nor_before_the_one_before_nor_before_the_data(
    computed_house: House,
) -> None:
    house = computed_house
    run_id = steps.run(house.settings, "2024")
    with pytest.raises(UserError, match="2026-11-22 has not come yet: today is 2026-11-21"):
        sign(house.settings, run_id, "reviewed", "李", TODAY + timedelta(days=1))
    with pytest.raises(UserError, match="its data had come on 2025-02-01"):
        sign(house.settings, run_id, "reviewed", "李", date(2025, 1, 31))
    sign(house.settings, run_id, "reviewed", "李", date(2025, 2, 1))
    with pytest.raises(UserError, match="2025-01-31 is before the run was reviewed, on 2025-02-01"):
        sign(house.settings, run_id, "publicised", "李", date(2025, 1, 31))
    sign(house.settings, run_id, "publicised", "李", date(2025, 2, 1))
    assert [row[0] for row in signed(house)] == ["reviewed", "publicised"]


def test_an_unfinished_run_a_preview_and_a_look_back_are_not_signed(house: House) -> None:
    unfinished = steps.freeze(house.settings, "2024")
    with pytest.raises(UserError, match="is only frozen"):
        sign(house.settings, unfinished, "reviewed", "李")
    steps.run(house.settings, "2024")
    preview = steps.run(house.settings.model_copy(update={"today": date(2024, 12, 31)}), "2024")
    with pytest.raises(UserError, match="is a preview of 2024"):
        sign(house.settings, preview, "reviewed", "李")
    with writer(house.settings) as con:
        con.execute("UPDATE run.run SET revision = 0 WHERE NOT provisional")
    with pytest.raises(UserError, match="looks back at what was known of 2024"):
        sign(house.settings, unfinished, "reviewed", "李")


def test_a_revision_that_a_newer_one_overtook_is_not_signed_until_that_is_rejected(computed_house: House) -> None:
    house = computed_house
    first = steps.run(house.settings, "2024")
    sign(house.settings, first, "reviewed", "李", PUBLICISED_ON)
    house.revise(400000)
    second = steps.run(house.settings, "2024")
    for state, reason in (("publicised", None), ("rejected", "wrong")):
        with pytest.raises(UserError, match=rf"revision 2 \({second}\) has taken its place"):
            sign(house.settings, first, state, "李", reason=reason)
    sign(house.settings, second, "rejected", "李", PUBLICISED_ON, "the correction was none")
    sign(house.settings, first, "publicised", "李", PUBLICISED_ON)
    sign(house.settings, first, "confirmed", "李")
    assert house.owed() == 40000


def test_a_confirmed_revision_is_archived_although_a_newer_one_is_there(house: House) -> None:
    first = house.settle("2024")
    house.revise(400000)
    house.settle("2024")
    sign(house.settings, first, "archived", "李")
    assert house.rows("SELECT sign_off FROM run.run ORDER BY revision") == [("archived",), ("confirmed",)]
    assert steps.run(house.settings, "2025")
    assert house.owed() + house.rows(
        "SELECT sum(owed_amount) FROM result.reward_ledger WHERE run_id = ?", first
    )[0][0] == 20000  # fmt: skip


# Publicised on the first day, a run can be confirmed on the second, not the day before. 2026: 1 to 7 October are free,
# and 10 October (a Saturday) and 20 September (a Sunday) are worked on.
@pytest.mark.parametrize(
    ("publicised_on", "first_day"),
    [
        (date(2026, 11, 9), date(2026, 11, 17)),  # a Monday: Tuesday to Monday
        (date(2026, 11, 6), date(2026, 11, 14)),  # a Friday: Monday to Friday, then a Saturday
        (date(2026, 11, 7), date(2026, 11, 14)),  # a Saturday counts no more than the Friday before
        (date(2026, 11, 8), date(2026, 11, 14)),
        (date(2026, 9, 30), date(2026, 10, 14)),  # the holiday, then 8, 9, 10, 12 and 13 October
        (date(2026, 10, 9), date(2026, 10, 16)),  # 10, 12, 13, 14, 15
        (date(2026, 9, 18), date(2026, 9, 25)),  # 20 (a Sunday), 21, 22, 23, 24
    ],
)
def test_a_run_is_public_for_five_whole_working_days(
    computed_house: House, publicised_on: date, first_day: date
) -> None:
    house = computed_house
    run_id = steps.run(house.settings, "2024")
    for state in ("reviewed", "publicised"):
        last = sign(house.settings, run_id, state, "李", publicised_on)
    assert last.public_until == first_day - timedelta(days=1)
    for day in (publicised_on, first_day - timedelta(days=1)):
        with pytest.raises(UserError, match=f"is public until {first_day - timedelta(days=1)}"):
            sign(house.settings, run_id, "confirmed", "李", day)
    sign(house.settings, run_id, "confirmed", "李", first_day)
    assert house.owed() == 40000


def test_the_number_of_days_is_the_rules_own_and_the_longest_of_several_counts(house: House) -> None:
    plan = house.settings.schemes / "enterprise" / "2026" / "reward.yaml"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("publicity_working_days: {value: 5", "publicity_working_days: {value: 7"), "utf-8")
    run_id = steps.run(house.settings, "2024")
    for state in ("reviewed", "publicised"):
        last = sign(house.settings, run_id, state, "李", date(2026, 11, 9))
    assert last.public_until == date(2026, 11, 18)
    with writer(house.settings) as con:
        shorter = "INSERT INTO compiled.procedure VALUES ('s', 'publicity_working_days', 3, 'working_days', '', '')"
        con.execute(shorter)
        con.execute("INSERT INTO scope.scheme VALUES (?, 'o', 'cio', 's')", [run_id])
    with pytest.raises(UserError, match=r"public until 2026-11-18 \(7 working days\)"):
        sign(house.settings, run_id, "confirmed", "李", date(2026, 11, 18))


def test_days_beyond_the_published_calendar_are_not_guessed(computed_house: House) -> None:
    house = computed_house
    settings = house.settings.model_copy(update={"today": date(2027, 3, 1)})
    run_id = steps.run(settings, "2024")
    sign(settings, run_id, "reviewed", "李", date(2026, 12, 24))
    last = sign(settings, run_id, "publicised", "李", date(2026, 12, 25))
    assert last.public_until is None  # 28 to 31 December are four days
    with pytest.raises(UserError, match="reach beyond the published calendar") as refused:
        sign(settings, run_id, "confirmed", "李")
    assert "working_days.csv" in str(refused.value)
    with writer(settings) as con:
        con.execute("UPDATE calendar.working_day SET status = 'published' WHERE day = DATE '2027-01-04'")
        con.execute("UPDATE run.signature SET signed_on = DATE '2026-12-25'")
    with pytest.raises(UserError, match="is public until 2027-01-04"):
        sign(settings, run_id, "confirmed", "李", date(2027, 1, 4))
    sign(settings, run_id, "confirmed", "李", date(2027, 1, 5))


def test_rules_that_do_not_say_how_long_are_no_reason_to_confirm(computed_house: House) -> None:
    house = computed_house
    run_id = steps.run(house.settings, "2024")
    with writer(house.settings) as con:
        con.execute("DELETE FROM compiled.procedure")
    for state in ("reviewed", "publicised"):
        sign(house.settings, run_id, state, "李", PUBLICISED_ON)
    with pytest.raises(UserError, match="do not say how long a result is public"):
        sign(house.settings, run_id, "confirmed", "李")


def ledger(house: House, run_id: str) -> list[tuple[object, ...]]:
    """What the published ledger holds."""
    steps.publish(house.settings, run_id)
    with duckdb.connect(str(house.settings.published / "hr.duckdb"), read_only=True) as con:
        return con.execute("SELECT run_id, kind, amount, posted_on FROM reward_ledger ORDER BY ALL").fetchall()


def test_nothing_is_posted_before_the_confirmation_and_then_on_its_day(computed_house: House) -> None:
    house = computed_house
    run_id = steps.run(house.settings, "2024")
    assert ledger(house, run_id) == []
    for state in ("reviewed", "publicised"):
        sign(house.settings, run_id, state, "李", PUBLICISED_ON)
        assert ledger(house, run_id) == []
    assert steps.run(house.settings, "2025")
    assert house.rows("SELECT * FROM run.follows") == []
    sign(house.settings, run_id, "confirmed", "李", date(2026, 11, 18))
    day = date(2026, 11, 18)
    assert ledger(house, run_id) == [(run_id, "grant", 40000, day), (run_id, "release", 40000, day)]
    sign(house.settings, run_id, "archived", "李")
    assert len(ledger(house, run_id)) == 2


def test_a_rejected_settlement_never_pays_and_nothing_follows_it(computed_house: House) -> None:
    house = computed_house
    rejected = steps.run(house.settings, "2024")
    sign(house.settings, rejected, "rejected", "李", reason="the benefit is wrong")
    assert ledger(house, rejected) == []
    assert steps.run(house.settings, "2024") == rejected  # the same inputs give the same numbers
    house.revise(400000)
    second = house.settle("2024")
    assert house.posted(second) == [("grant", 20000), ("release", 20000)]
    assert house.rows("SELECT * FROM run.follows") == []
    assert {row[0] for row in ledger(house, second)} == {second}


@pytest.mark.long
def test_a_revision_of_an_unconfirmed_settlement_takes_its_place_whole(house: House) -> None:
    steps.run(house.settings, "2024")
    house.revise(400000)
    second = house.settle("2024")
    assert house.posted(second) == [("grant", 20000), ("release", 20000)]
    assert house.owed() == 20000


@pytest.mark.long
def test_two_settlements_are_confirmed_one_after_the_other_in_either_order(house: House) -> None:
    house.deliver({"innovation_benefit": [BENEFIT | {"benefit_id": "b25", "benefit_year": 2025}]}, 2025)
    runs = {year: steps.run(house.settings, year) for year in ("2024", "2025")}
    confirm(house.settings, runs["2025"], PUBLICISED_ON)
    with pytest.raises(UserError, match=f"{runs['2025']} settled some of them since it was frozen"):
        confirm(house.settings, runs["2024"], PUBLICISED_ON)
    assert house.rows("SELECT sign_off FROM run.run WHERE run_id = ?", runs["2024"]) == [("publicised",)]
    again = house.settle("2024")
    assert again != runs["2024"]
    assert house.rows("SELECT run_id, prior_run_id FROM run.follows") == [(again, runs["2025"])]
    assert house.owed() == 80000


@pytest.mark.long
def test_the_grades_of_earlier_years_are_those_confirmed_else_the_newest_not_rejected(computed_house: House) -> None:
    house = computed_house

    def prior() -> list[tuple[object, ...]]:
        run_id = steps.freeze(house.settings, "2025")
        return house.rows("SELECT prior_run_id FROM run.prior WHERE run_id = ?", run_id)

    first = steps.run(house.settings, "2024")
    assert prior() == [(first,)]
    house.revise(400000)
    second = steps.run(house.settings, "2024")
    assert prior() == [(second,)]
    sign(house.settings, second, "rejected", "李", PUBLICISED_ON, "wrong")
    assert prior() == [(first,)]
    confirm(house.settings, first, PUBLICISED_ON)
    house.revise(500000)
    third = steps.run(house.settings, "2024")
    assert prior() == [(first,)]
    confirm(house.settings, third, PUBLICISED_ON)
    assert prior() == [(third,)]
