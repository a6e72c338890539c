"""House rules of the SQL files; every message says the repair."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlglot import exp

from pipelines.warehouse import SQL_DIR, as_view, build_order, parsed, tables_read

MACROS = SQL_DIR / "macros.sql"
QUERIES = [file for file in sorted(SQL_DIR.glob("*/*.sql")) if file.parent.name != "tables"]
ALL = [*QUERIES, *sorted(SQL_DIR.glob("tables/*.sql")), MACROS]
CLOCK = re.compile(r"\b(now\(|current_date|current_timestamp|current_time|localtime|today\(|get_current_t)", re.I)
FLOATING = re.compile(r"\b(double|float|real|float4|float8|random\()\b", re.I)
ROUNDING = re.compile(r"\b(round|ceil|ceiling|floor|trunc|round_even)\s*\(", re.I)
ZEROED = re.compile(r"coalesce\(\s*[\w.]*_amount\s*,\s*0", re.I)


def name_of(file: Path) -> str:
    return str(file.relative_to(SQL_DIR))


def code(file: Path) -> str:
    """The file without its comments and texts."""
    text = re.sub(r"--[^\n]*", "", file.read_text(encoding="utf-8"))
    return re.sub(r"'[^']*'", "''", text)


def final_selects(node: exp.Expression) -> list[exp.Select]:
    """The SELECTs whose columns a query returns: one, or each side of a UNION."""
    if isinstance(node, exp.SetOperation):
        return [*final_selects(node.left), *final_selects(node.right)]
    return [node] if isinstance(node, exp.Select) else []


@pytest.mark.parametrize("file", QUERIES, ids=name_of)
def test_only_the_macros_round(file: Path) -> None:
    found = ROUNDING.search(code(file))
    assert not found, f"{name_of(file)} uses {found and found[0]}: use a macro of sql/macros.sql, or add one there."


@pytest.mark.parametrize("file", ALL, ids=name_of)
def test_no_query_reads_the_clock(file: Path) -> None:
    found = CLOCK.search(code(file))
    assert not found, f"{name_of(file)} reads the clock: take $cut_off, or another parameter of the run."


@pytest.mark.parametrize("file", ALL, ids=name_of)
def test_no_floating_point_and_no_chance(file: Path) -> None:
    found = FLOATING.search(code(file))
    assert not found, f"{name_of(file)} uses {found and found[0]}: count in DECIMAL, or in millionths (HUGEINT)."


@pytest.mark.parametrize("file", QUERIES, ids=name_of)
def test_no_plain_division(file: Path) -> None:
    found = re.search(r"(?<!/)/(?!/)", code(file))
    assert not found, f"{name_of(file)} divides with '/', which gives DOUBLE: use a macro of sql/macros.sql."


@pytest.mark.parametrize("file", QUERIES, ids=name_of)
def test_an_unknown_amount_is_not_zero(file: Path) -> None:
    assert not ZEROED.search(code(file)), f"{name_of(file)}: leave an unknown amount NULL, or leave its row out."


@pytest.mark.parametrize("file", QUERIES, ids=name_of)
def test_the_columns_a_query_returns_are_named(file: Path) -> None:
    if file.parent.name == "scoring" and file.stem == "spine":
        return  # carries the spine's own list once more
    stars = [select for select in final_selects(parsed(file)) if any(c.is_star for c in select.expressions)]
    assert not stars, f"{name_of(file)}: name the columns of its last SELECT one by one."


@pytest.mark.parametrize("file", QUERIES, ids=name_of)
def test_a_sentence_and_the_grain_stand_on_top(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    head = lines[: next(i for i, line in enumerate(lines) if not line.startswith("--"))]
    assert re.match(r"-- (?!grain:)", "".join(head)), f"{name_of(file)}: begin with a sentence on what one row is."
    assert head[-1].startswith("-- grain: "), f"{name_of(file)}: end the comment on top with '-- grain: columns'."


@pytest.mark.parametrize("file", ALL, ids=name_of)
def test_files_stay_small(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    # Tables and macros are lists of definitions that stand each by itself.
    limit = 240 if file.parent.name == "tables" or file == MACROS else 120
    assert lines < limit, f"{name_of(file)} has {lines} lines: split it into queries of fewer than {limit}."


@pytest.mark.parametrize("file", QUERIES, ids=name_of)
def test_tables_have_two_part_names(file: Path) -> None:
    tree = parsed(file)
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    plain = {table.name for table in tree.find_all(exp.Table) if not table.db and table.name} - own
    assert not plain, f"{name_of(file)} reads {sorted(plain)}: write schema.table."


@pytest.mark.parametrize("file", QUERIES, ids=name_of)
def test_the_tables_a_file_reads_are_all_found(file: Path) -> None:
    tables = {f"{table.db}.{table.name}" for table in parsed(file).find_all(exp.Table) if table.db}
    assert tables_read(file) == tables, f"{name_of(file)}: write each table right behind FROM or JOIN."


@pytest.mark.parametrize("file", QUERIES, ids=name_of)
def test_limit_only_with_an_order(file: Path) -> None:
    loose = [one for one in parsed(file).find_all(exp.Limit) if not one.parent or not one.parent.args.get("order")]
    assert not loose, f"{name_of(file)}: give the LIMIT a complete ORDER BY."


@pytest.mark.parametrize("file", QUERIES, ids=name_of)
def test_only_parameters_of_a_run_are_named(file: Path) -> None:
    known = {"run_id", "period_start", "period_end", "cut_off", "as_of_batch", "org_id"}
    known |= {"day"} if file.parent.name == "summary" else set()  # a night is of a day, not of a run
    used = {node.name for node in parsed(file).find_all(exp.Parameter, exp.Placeholder)}
    assert used <= known, f"{name_of(file)} uses ${sorted(used - known)}: a run has {sorted(known)}."
    assert not re.search(r"\$[a-z]", as_view(file))


@pytest.mark.parametrize("file", sorted((SQL_DIR / "evidence").glob("*.sql")), ids=name_of)
def test_evidence_counts_only_the_run_and_takes_numbers_from_the_scheme(file: Path) -> None:
    schemas = {table.split(".")[0] for table in tables_read(file)}
    assert "scope" in schemas, f"{name_of(file)}: keep to the organisations of the run through scope.*."
    others = schemas - {"records", "scope", "compiled", "calendar"}
    repair = "take facts from records.*, numbers from scope.*, kinds from compiled.*, working days from calendar.*."
    assert not others, f"{name_of(file)} reads {sorted(others)}: {repair}"


@pytest.mark.parametrize("folder", ["evidence", "scope", "scoring"])
def test_the_files_of_a_folder_can_be_put_in_order(folder: str) -> None:
    assert build_order(folder)


def test_what_is_published_needs_no_view_that_only_a_run_makes() -> None:
    for file in sorted((SQL_DIR / "published").glob("*.sql")):
        made = {name for name in tables_read(file) if name.startswith(("scoring.", "rewards.", "evidence."))}
        assert not made, f"{file.name} reads {made}: a warehouse that was only rebuilt or upgraded does not have it."
