"""Compiled rules say what the scheme says, under a key that changes exactly when the content does."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.schemes import Rules, load_rules, load_scheme
from pipelines.schemes.catalogue import Catalogue
from pipelines.schemes.compile import FAR_BELOW, compile_scheme, cut_up_from, pieces
from pipelines.schemes.sourced import Curve
from pipelines.settings import PROJECT_DIR
from tests.schemes import scheme_oracle
from tests.schemes.conftest import FILES, Edit

TABLES = sorted((PROJECT_DIR / "sql" / "tables").glob("compiled*.sql"))
STEP = Fraction(1, 1_000_000)


def curve(shape: str, *knots: tuple[object, object]) -> Curve:
    exact = [(Decimal(str(x)), Decimal(str(y))) for x, y in knots]
    return Curve.model_validate({"shape": shape, "knots": exact, "source": "DEFAULT"})


BAND = curve("linear", (60, 0), (70, 60), (85, 80), (92, 100), (100, 100), (105, 80), (110, 60), (120, 0))
CURVES = {
    "linear": curve("linear", (40, 0), (60, 60), (80, 80), (95, 100)),
    "narrow": curve("linear", (97, 0), (99, 60), ("99.5", 80), ("99.9", 100)),
    "falling": curve("linear", (0, 100), (5, 100), (10, 80), (20, 60), (30, 0)),
    "band": BAND,
    "steps": curve("steps", (0, 0), (60, 50), (80, 100)),
    "met or not": curve("steps", (0, 0), (1, 100)),
    "one knot": curve("linear", (50, 70)),
}


def read(compiled: Curve, value: Fraction) -> Fraction:
    """The points at a value, read off the compiled pieces."""
    rows = [[Fraction(number) for number in piece] for piece in pieces(compiled)]
    start, points, rise, run = max(row for row in rows if row[0] <= value)
    return points + (value - start) * rise / run


@pytest.mark.parametrize("name", CURVES)
def test_pieces_agree_with_the_curve_just_below_at_and_just_above_every_knot(name: str) -> None:
    for knot, points in CURVES[name].knots:
        for value in (Fraction(knot) - STEP, Fraction(knot), Fraction(knot) + STEP):
            assert read(CURVES[name], value) == scheme_oracle.points_at(CURVES[name], value)
        assert read(CURVES[name], Fraction(knot)) == Fraction(points)


@given(st.sampled_from(sorted(CURVES)), st.integers(-(10**12), 10**12))
def test_pieces_agree_with_the_curve_everywhere(name: str, millionths: int) -> None:
    value = Fraction(millionths, 1_000_000)
    assert read(CURVES[name], value) == scheme_oracle.points_at(CURVES[name], value)


@pytest.mark.parametrize("name", CURVES)
def test_pieces_begin_far_below_and_never_divide_by_zero(name: str) -> None:
    rows = pieces(CURVES[name])
    assert rows[0][0] == FAR_BELOW
    assert [row[0] for row in rows] == sorted({row[0] for row in rows})
    assert all(run > 0 for *_, run in rows)
    assert all(run >= 1 for *_, rise, run in rows if rise == 0)


def test_cutting_goes_up_where_more_is_worse() -> None:
    assert cut_up_from("higher", CURVES["linear"]) is None
    assert cut_up_from("lower", CURVES["falling"]) == FAR_BELOW
    assert cut_up_from("band", BAND) == 100


def test_comments_and_the_order_of_keys_do_not_change_the_key(edited: Edit, catalogue: Catalogue) -> None:
    one = load_scheme(FILES / "department.yaml", catalogue)
    other = load_scheme(
        edited(
            (
                "regime: enterprise\nsubject: department",
                "subject: department   # a comment\nregime: enterprise",
            ),
            ("small_number_denominator: {value: 3,", "small_number_denominator: {value: 3.0,"),
        ),
        catalogue,
    )
    keys = [compile_scheme(each.scheme, catalogue).scheme_key for each in (one, other)]
    assert keys[0] == keys[1]
    assert keys[0].startswith("MIIT_DEPT@2026.1#")


@pytest.mark.parametrize(
    "change",
    [("at_least: 90", "at_least: 91"), ("[20, 60], [30, 0]", "[20, 60], [31, 0]"), ("en: Good", "en: Fine")],
)
def test_any_change_of_content_changes_the_key(edited: Edit, catalogue: Catalogue, change: tuple[str, str]) -> None:
    one, other = load_scheme(FILES / "department.yaml", catalogue), load_scheme(edited(change), catalogue)
    keys = {compile_scheme(each.scheme, catalogue).scheme_key for each in (one, other)}
    assert len(keys) == 2


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for file in TABLES:
        connection.execute(file.read_text(encoding="utf-8"))
    return connection


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(FILES)


def counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    listed = con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'compiled'").fetchall()
    return {name: con.execute(f"SELECT count(*) FROM compiled.{name}").fetchall()[0][0] for (name,) in listed}


def test_storing_twice_stores_once(con: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    rules.store(con)
    first = counts(con)
    con.execute("BEGIN")
    rules.store(con)
    con.execute("COMMIT")
    assert counts(con) == first
    assert all(first.values()), "every table of compiled rules has rows"
    assert first["metric"] == len(rules.catalogue.metrics)
    assert first["clause"] == len(rules.catalogue.clauses)


def test_stored_weights_make_100_and_every_indicator_has_its_pieces(
    con: duckdb.DuckDBPyConnection, rules: Rules
) -> None:
    rules.store(con)
    sums = con.execute("SELECT scheme_key, sum(weight) FROM compiled.indicator GROUP BY scheme_key").fetchall()
    assert sums
    assert all(total == 100 for _, total in sums)
    without = con.execute(
        "SELECT count(*) FROM compiled.indicator ANTI JOIN compiled.piece USING (scheme_key, metric_id)"
    ).fetchall()
    assert without == [(0,)]


def test_a_number_of_a_law_is_stored_with_the_law_and_its_mark(con: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    rules.store(con)
    rows = con.execute(
        "SELECT DISTINCT clause, source FROM compiled.parameter WHERE name = 'incident_report_limit_hours' "
        "AND code LIKE 'official.%'"
    ).fetchall()
    assert rows == [("国家网络安全事件报告管理办法第四条", "LAW V")]


WHOLE = "WHOLE_CIO@%"
EXPECTED = {
    "scheme_metric": [
        ("projects_on_time",), ("accepted_first_time",), ("datasets_shared",), ("unit_scores",),
        ("serious_incidents",), ("licensed_software_share",), ("open_investigations",), ("terms_ending_soon",),
        ("personal_causes",), ("over_budget_projects",), ("major_matters_with_cio",), ("shared_software",),
        ("deputy_head_rating",),
    ],
    "quota": [("excellent", 20, 3, "事业单位工作人员考核规定第十五条", "LAW V")],
    "quota_order": [(1, "projects_on_time", None), (2, None, "delivery")],
    "adjustment": [(5, 10, "", "DEFAULT")],
    "adjustment_kind": [
        ("superior_commendation", "bonus", None, 1, 3, 4), ("criticism_notice", "deduction", 2, None, None, None),
    ],
    "gate": [
        ("V1", 1, "重大责任事件", "Serious incident", True, "serious_incidents", True, True, "S3-21", "DEFAULT"),
        ("V5", 2, "等保缺失", "Unprotected systems", False, "unprotected_systems", False, False, "", "DEFAULT"),
        ("V7", 3, "软件正版化", "Licensed software", True, "licensed_software_share", True, False, "S3-20,S3-21",
         "DEFAULT"),
        ("V9", 4, "立案调查", "Under investigation", True, "open_investigations", False, True,
         "S3-36,事业单位工作人员考核规定第四十二条", "LAW V"),
    ],
    "gate_step": [
        ("V1", 1, "at_least", 1, "lowest_grade", None),
        ("V5", 1, "above", 0, "graded_as_at_most", Decimal("79.99")),
        ("V7", 1, "below", 80, "graded_as_at_most", Decimal("79.99")),
        ("V7", 2, "below", 95, "graded_as_at_most", Decimal("89.99")),
        ("V9", 1, "at_least", 1, "no_grade", None),
    ],
    "alert": [("term_ends_soon", 1, "任期将满", "Term ends soon", "terms_ending_soon", "at_least", 1, "", "DEFAULT")],
    "consequence": [
        ("renewal", 1, "续聘", "Renewal", "excellent,good", 1, False, "S3-24", "SEED"),
        ("pay_cut", 2, "降薪", "Pay cut", "unqualified", 2, False, "S3-23", "SEED"),
        ("inquiry", 3, "问责核查", "Inquiry", "", 1, True, "S3-36", "SEED"),
    ],
    "commendation": [
        ("表彰候选", "Candidate for commendation", 90, "excellent", 20, True, "V1,V5", "S3-35", "SEED"),
    ],
    "condition": [
        ("consequence", "pay_cut", 1, "personal_causes", None, "at_least", 1),
        ("consequence", "pay_cut", 2, None, "support", "below", 60),
        ("consequence", "inquiry", 1, "over_budget_projects", None, "above", 20),
        ("commendation", "commendation", 1, "major_matters_with_cio", None, "at_least", 90),
        ("commendation", "commendation", 1, "shared_software", None, "above", 0),
        ("commendation", "commendation", 2, None, "support", "at_least", 85),
    ],
    "general_part": [("deputy_head_rating", 20, "S3-25", "DEFAULT")],
}  # fmt: skip


@pytest.mark.parametrize("table", EXPECTED)
def test_what_a_scheme_says_beyond_its_indicators_stands_in_its_table(
    con: duckdb.DuckDBPyConnection, rules: Rules, table: str
) -> None:
    rules.store(con)
    found = con.execute(
        f"SELECT * EXCLUDE (scheme_key) FROM compiled.{table} WHERE scheme_key LIKE ? ORDER BY rowid", [WHOLE]
    ).fetchall()
    assert found == EXPECTED[table]


def test_a_metric_is_needed_only_where_it_is_not_switched_off(edited: Edit, catalogue: Catalogue) -> None:
    def needed(*changes: tuple[str, str]) -> set[object]:
        scheme = load_scheme(edited(*changes, source="whole.yaml"), catalogue).scheme
        return {metric for _, metric in compile_scheme(scheme, catalogue).rows["scheme_metric"]}

    off = ("        curve: PLAIN\n        absent: not_applicable\n      - metric: accepted_first_time",
           "        curve: PLAIN\n        absent: not_applicable\n        disabled: {reason: later}\n"
           "      - metric: accepted_first_time")  # fmt: skip
    assert needed() - needed(off) == {"projects_on_time"}
    assert needed(off, ("metric: licensed_software_share", "metric: projects_on_time")) >= {"projects_on_time"}
    assert needed(("enabled: false", "enabled: true")) - needed() == {"unprotected_systems"}


@pytest.mark.parametrize(
    "change",
    [
        ("percent: {value: 20, source: LAW", "percent: {value: 25, source: LAW"),
        ("minimum_one_from: 3", "minimum_one_from: null"),
        ("limit: 4}", "limit: 5}"),
        ("enabled: false", "enabled: true"),
        ("{below: 80,", "{below: 81,"),
        ("withholds: [commendation]", "withholds: []"),
        ("at_least: 1\n    clause: []", "above: 1\n    clause: []"),
        ("years_in_a_row: 2", "years_in_a_row: 3"),
        ("top_percent: 20", "top_percent: 21"),
        ("{dimension: support, at_least: 85}", "{dimension: support, above: 85}"),
        ("share: {value: 20, source: DEFAULT}", "share: {value: 20, source: ORG}"),
        ("en: Strong leadership", "en: Leadership"),
    ],
)
def test_a_change_of_any_condition_changes_the_key(edited: Edit, catalogue: Catalogue, change: tuple[str, str]) -> None:
    one, other = (
        load_scheme(FILES / "whole.yaml", catalogue),
        load_scheme(edited(change, source="whole.yaml"), catalogue),
    )
    keys = {compile_scheme(each.scheme, catalogue).scheme_key for each in (one, other)}
    assert len(keys) == 2


@pytest.mark.parametrize(
    "metric_id", ["accepted_first_time", "serious_incidents", "terms_ending_soon", "shared_software"]
)
def test_a_metric_that_is_measured_otherwise_changes_the_key_wherever_it_is_named(
    catalogue: Catalogue, metric_id: str
) -> None:
    scheme = load_scheme(FILES / "whole.yaml", catalogue).scheme
    other = catalogue.metrics[metric_id].model_copy(update={"kinds": ("another",)})
    changed = Catalogue({**catalogue.metrics, metric_id: other}, catalogue.clauses)
    assert compile_scheme(scheme, catalogue).scheme_key != compile_scheme(scheme, changed).scheme_key
