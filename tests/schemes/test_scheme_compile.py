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
from tests.schemes.conftest import SHIPPED, Edit

TABLES = (PROJECT_DIR / "sql" / "tables" / "compiled.sql").read_text(encoding="utf-8")
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
    one = load_scheme(SHIPPED / "department.yaml", catalogue)
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
    one, other = load_scheme(SHIPPED / "department.yaml", catalogue), load_scheme(edited(change), catalogue)
    keys = {compile_scheme(each.scheme, catalogue).scheme_key for each in (one, other)}
    assert len(keys) == 2


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(TABLES)
    return connection


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(PROJECT_DIR / "schemes")


def counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    tables = ("metric", "clause", "scheme", "dimension", "indicator", "piece", "parameter", "grade")
    return {name: con.execute(f"SELECT count(*) FROM compiled.{name}").fetchall()[0][0] for name in tables}


def test_storing_twice_stores_once(con: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    rules.store(con)
    first = counts(con)
    con.execute("BEGIN")
    rules.store(con)
    con.execute("COMMIT")
    assert counts(con) == first
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
