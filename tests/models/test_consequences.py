"""What follows from a result: consequences, candidates for commendation, alerts; and what is shown as their cause."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from pipelines.models.scoring import recommend, score_sums
from pipelines.parameters import Parameters
from tests.models.schemes_by_hand import Gate, Given, Indicator, Quota, Scheme, Sum, Warehouse, add, put, put_metric

PLAIN = ((Decimal(0), Decimal(0)), (Decimal(100), Decimal(100)))
GRADES = (("excellent", Decimal(90)), ("good", Decimal(80)), ("basic", Decimal(60)), ("poor", None))
QUARTER = (date(2026, 7, 1), date(2026, 9, 30))
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def case(*scores: int, period: tuple[date, date] = YEAR, provisional: bool = False, quota: Quota | None = None,
         facts: dict[str, Sum] | None = None, gates: tuple[Gate, ...] = ()) -> Given:  # fmt: skip
    """Subjects s0, s1, ... with these scores, of two dimensions of equal points; `facts` are those of all."""
    parts = [Indicator("a", "x", Decimal(50), PLAIN), Indicator("b", "y", Decimal(50), PLAIN)]
    sums = {
        f"s{number}": {one: (Decimal(value), Decimal(100)) for one in "ab"} | (facts or {})
        for number, value in enumerate(scores)
    }
    return Given(Scheme(parts, GRADES, quota=quota, gates=gates), sums, period=period, cut_off=period[1],
                 provisional=provisional)  # fmt: skip


def rule(con: duckdb.DuckDBPyConnection, **values: object) -> None:
    """A consequence `c`, for every grade and without conditions unless said otherwise."""
    row = {
        "scheme_key": "k", "consequence": "c", "position": 1, "title_zh": "续聘", "title_en": "Renew", "grades": "",
        "years_in_a_row": 1, "any_period": False, "clause": "S0-25", "source": "DEFAULT",
    } | values  # fmt: skip
    add(con, "compiled.consequence", **row)


def condition(con: duckdb.DuckDBPyConnection, comparison: str, threshold: float, **values: object) -> None:
    """A condition of the consequence `c`; of a metric, a total unless said otherwise."""
    value_rule = values.pop("value_rule", "total")
    row = {"scheme_key": "k", "owner_kind": "consequence", "owner_id": "c", "group_number": 1} | values
    add(con, "compiled.condition", **row, comparison=comparison, threshold=threshold)
    if metric := row.get("metric_id"):
        put_metric(con, str(metric), value_rule=value_rule, scale=1 if value_rule == "total" else 100)


def follow(con: duckdb.DuckDBPyConnection, given: Given) -> None:
    run = Parameters("r", *given.period, given.cut_off)
    score_sums(con, run)
    recommend(con, run)


def consequences(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Subject and reason of every recommendation."""
    return dict(con.execute("SELECT subject_id, reason FROM result.consequence ORDER BY ALL").fetchall())


def test_a_grade_has_its_consequence_with_title_clause_and_source(warehouse: Warehouse) -> None:
    with warehouse() as con:
        given = case(95, 85, 65)
        put(con, given)
        rule(con, grades="excellent,good")
        follow(con, given)
        assert consequences(con) == {"s0": "grade excellent", "s1": "grade good"}
        row = con.execute(
            "SELECT consequence, recommendation, recommendation_en, clause, source, status, period "
            "FROM result.consequence"
        ).fetchone()
        assert row == ("c", "续聘", "Renew", "S0-25", "DEFAULT", "recommended", "2026")


def test_the_grade_after_the_quota_decides(warehouse: Warehouse) -> None:
    with warehouse() as con:
        given = case(99, 95, quota=Quota(Decimal(50), "excellent"))
        put(con, given)
        rule(con, grades="excellent")
        follow(con, given)
        assert consequences(con) == {"s0": "grade excellent"}


@pytest.mark.parametrize(
    ("suggested", "decided", "expected"),
    [
        ("good", "excellent", {"s0": "grade excellent", "s1": "grade excellent"}),
        ("poor", "excellent", {"s0": "grade excellent"}),  # decided when another was suggested
    ],
)
def test_what_follows_follows_from_the_grade_a_person_decided_for_that_suggestion(
    warehouse: Warehouse, suggested: str, decided: str, expected: dict[str, str]
) -> None:
    with warehouse() as con:
        given = case(95, 85)
        put(con, given)
        rule(con, grades="excellent")
        add(con, "scope.decided_grade", run_id="r", graded_run_id="r", org_id="o", subject_type="department",
            subject_id="s1", suggested_grade=suggested, grade=decided, reason="", decided_by="",
            decided_on=date(2027, 1, 4), decided_in_run_id="q")  # fmt: skip
        follow(con, given)
        assert consequences(con) == expected


@pytest.mark.parametrize(
    ("period", "any_period", "given_out"), [(QUARTER, False, False), (QUARTER, True, True), (YEAR, False, True)]
)
def test_only_a_year_has_consequences_unless_the_rule_says_otherwise(
    warehouse: Warehouse, period: tuple[date, date], any_period: bool, given_out: bool
) -> None:
    with warehouse() as con:
        given = case(95, period=period)
        put(con, given)
        rule(con, grades="excellent", any_period=any_period)
        follow(con, given)
        assert bool(consequences(con)) is given_out


def test_in_a_preview_of_the_year_a_recommendation_is_provisional(warehouse: Warehouse) -> None:
    with warehouse() as con:
        given = case(95, provisional=True)
        put(con, given)
        rule(con, grades="excellent")
        follow(con, given)
        assert con.execute("SELECT status FROM result.consequence").fetchall() == [("provisional",)]


@pytest.mark.parametrize(("count", "recommended"), [(0, False), (1, True), (2, True)])
def test_pay_is_touched_only_where_the_cause_is_personal(warehouse: Warehouse, count: int, recommended: bool) -> None:
    with warehouse() as con:
        given = case(65, facts={"personal_causes": (Decimal(count), Decimal(1))} if count else {})
        put(con, given)
        rule(con, grades="basic")
        condition(con, "at_least", 1, metric_id="personal_causes")
        follow(con, given)
        assert consequences(con) == ({"s0": f"grade basic; personal_causes {count}"} if recommended else {})


def test_all_groups_must_hold_and_of_a_group_one_is_enough(warehouse: Warehouse) -> None:
    with warehouse() as con:
        given = case(95, facts={"late": (Decimal(2), Decimal(1)), "loss": (Decimal(50000), Decimal(1))})
        put(con, given)
        for consequence, loss in (("c", 50000), ("d", 49999)):
            rule(con, consequence=consequence)
            condition(con, "above", 2, owner_id=consequence, metric_id="late")
            condition(con, "at_least", 95, owner_id=consequence, dimension="y")
            condition(con, "above", loss, owner_id=consequence, group_number=2, metric_id="loss")
        follow(con, given)
        found = con.execute("SELECT consequence, reason FROM result.consequence").fetchall()
        assert found == [("d", "y 95, loss 50000")]


def test_a_ratio_that_was_not_measured_meets_no_condition(warehouse: Warehouse) -> None:
    with warehouse() as con:
        given = case(95, facts={"met": (Decimal(0), Decimal(0))})
        put(con, given)
        rule(con)
        condition(con, "below", 70, metric_id="met", value_rule="ratio")
        follow(con, given)
        assert consequences(con) == {}


@pytest.mark.parametrize(
    ("earlier", "years", "recommended"),
    [
        ({"2025": "poor"}, 2, True),
        ({"2025": "good"}, 2, False),
        ({"2024": "poor"}, 2, False),
        ({}, 2, False),
        ({"2025": "basic", "2024": "poor"}, 3, True),
        ({"2025": "basic", "2023": "poor"}, 3, False),
        ({}, 1, True),
    ],
)
def test_years_in_a_row_are_those_just_before(
    warehouse: Warehouse, earlier: dict[str, str], years: int, recommended: bool
) -> None:
    with warehouse() as con:
        given = case(65)
        put(con, given)
        rule(con, grades="basic,poor", years_in_a_row=years)
        for year, grade in earlier.items():
            add(con, "run.prior", run_id="r", prior_run_id=year, period=year)
            add(con, "result.appraisal", run_id=year, revision=1, period=year, org_id="o", subject_type="department",
                subject_id="s0", subject_name="", scheme_id="", scheme_version="", suggested_grade=grade,
                measured_weight=100, status="graded", gates="")  # fmt: skip
        follow(con, given)
        reason = "grade basic" if years == 1 else f"grade basic, {years} years in a row of basic or poor"
        assert consequences(con) == ({"s0": reason} if recommended else {})


def commend(con: duckdb.DuckDBPyConnection, **values: object) -> None:
    """The scheme's commendation; everybody graded is a candidate unless said otherwise."""
    row = {
        "scheme_key": "k", "title_zh": "表彰候选", "title_en": "Candidate", "grades": "", "within_quota": False,
        "without_gates": "", "clause": "S0-31", "source": "DEFAULT",
    } | values  # fmt: skip
    add(con, "compiled.commendation", **row)


def candidates(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [row[0] for row in con.execute("SELECT subject_id FROM result.commendation ORDER BY ALL").fetchall()]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["s0", "s1", "s2", "s3", "s4"]),
        ({"score_at_least": 90}, ["s0", "s1", "s2"]),
        ({"score_at_least": Decimal("90.01")}, ["s0", "s1"]),
        ({"grades": "good,excellent"}, ["s0", "s1", "s2", "s3"]),
        ({"top_percent": 20}, ["s0"]),
        ({"top_percent": 19}, []),
        ({"top_percent": 60}, ["s0", "s1", "s2"]),
        ({"top_percent": 100, "grades": "good"}, ["s3"]),
    ],
)
def test_everything_that_is_asked_must_hold(warehouse: Warehouse, asked: dict[str, object], found: list[str]) -> None:
    with warehouse() as con:
        given = case(99, 95, 90, 85, 65)
        put(con, given)
        commend(con, **asked)
        follow(con, given)
        assert candidates(con) == found


def test_a_tie_across_the_line_of_the_best_stays_out(warehouse: Warehouse) -> None:
    with warehouse() as con:
        given = case(99, 95, 95, 85, 65)
        put(con, given)
        commend(con, top_percent=40)
        follow(con, given)
        assert candidates(con) == ["s0"]
        assert con.execute("SELECT reason FROM result.commendation").fetchall() == [
            ("score 99.00; grade excellent; place 1 of 5",)]  # fmt: skip


@pytest.mark.parametrize(
    ("quota", "found"), [(Quota(Decimal(25), "excellent"), ["s0"]), (None, ["s0", "s1", "s2", "s3"])]
)
def test_who_is_not_within_the_quota_is_no_candidate(
    warehouse: Warehouse, quota: Quota | None, found: list[str]
) -> None:
    with warehouse() as con:
        given = case(99, 95, 85, 84, quota=quota)
        put(con, given)
        commend(con, within_quota=True)
        follow(con, given)
        assert candidates(con) == found


@pytest.mark.parametrize(
    ("without", "withholds", "found"),
    [("V1,V2", (), []), ("V1", (), ["s0"]), ("", ("commendation",), []), ("", ("reward",), ["s0"])],
)
def test_a_tripped_gate_bars_where_the_scheme_or_the_gate_says_so(
    warehouse: Warehouse, without: str, withholds: tuple[str, ...], found: list[str]
) -> None:
    with warehouse() as con:
        step = ("at_least", Decimal(1), "graded_as_at_most", Decimal(95))
        gate = Gate("V2", "fact", [step], withholds=withholds)
        given = case(99, facts={"fact": (Decimal(1), Decimal(1))}, gates=(gate,))
        put(con, given)
        commend(con, without_gates=without)
        follow(con, given)
        assert candidates(con) == found


@pytest.mark.parametrize(("threshold", "found"), [(84, ["s0"]), (85, ["s0"]), (Decimal("85.000001"), [])])
def test_criteria_are_metrics_or_shares_of_a_dimension(
    warehouse: Warehouse, threshold: Decimal, found: list[str]
) -> None:
    with warehouse() as con:
        given = case(85, facts={"heard": (Decimal(89), Decimal(100)), "named": (Decimal(1), Decimal(1))})
        put(con, given)
        commend(con)
        owner = {"owner_kind": "commendation", "owner_id": "commendation"}
        condition(con, "at_least", 90, **owner, metric_id="heard", value_rule="ratio")
        condition(con, "at_least", 1, **owner, metric_id="named", value_rule="ratio")
        condition(con, "at_least", threshold, **owner, group_number=2, dimension="x")  # type: ignore[arg-type]
        follow(con, given)
        assert candidates(con) == found


def test_a_quarter_has_no_candidates(warehouse: Warehouse) -> None:
    with warehouse() as con:
        given = case(99, period=QUARTER)
        put(con, given)
        commend(con)
        follow(con, given)
        assert candidates(con) == []


@pytest.mark.parametrize(("count", "raised"), [(None, False), (0, False), (1, True)])
def test_an_alert_is_raised_at_its_threshold_in_any_period(
    warehouse: Warehouse, count: int | None, raised: bool
) -> None:
    with warehouse() as con:
        given = case(99, period=QUARTER, facts={} if count is None else {"ending": (Decimal(count), Decimal(1))})
        put(con, given)
        put_metric(con, "ending", value_rule="total", scale=1, unit="n")
        add(con, "compiled.alert", scheme_key="k", alert="term_ends_soon", position=1, title_zh="即将届满",
            title_en="Term ends soon", metric_id="ending", comparison="at_least", threshold=1, clause="S3-07",
            source="DEFAULT")  # fmt: skip
        follow(con, given)
        rows = con.execute("SELECT alert, recommendation, value, reason FROM result.compliance_alert").fetchall()
        told = "ending 1 n, alert when at least 1"
        assert rows == ([("term_ends_soon", "即将届满", 1, told)] if raised else [])
