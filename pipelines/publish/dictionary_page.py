"""The data dictionary as a page: every published table and column, from the queries and `published.yaml`."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.publish.database import SUBJECT_VIEWS, published_tables
from pipelines.publish.description import load_description
from pipelines.publish.guide import GUIDE_TABLES, analysts_see, grain
from pipelines.settings import PROJECT_DIR
from pipelines.warehouse import SQL_DIR, as_view, prepare

PAGE = PROJECT_DIR / "docs" / "data_dictionary.md"
HEAD = """# Data dictionary / 数据字典

Every table of `hr.duckdb` and `analyst.duckdb`, and of the folders of Parquet files beside them. `appraise docs` writes
this page from `sql/published`, `sql/reports` and `published.yaml`; a change by hand is overwritten. The same stands in
the files themselves, as comments and as the table `dictionary`. "Analysts see" is what `analyst.duckdb` shows of a
column; "nothing where ..." is said of the rows in which that is true, all others show the value.

`hr.duckdb` 与 `analyst.duckdb` 的全部表和列，Parquet 文件夹与之相同。本页由 `appraise docs` 生成，请勿手工修改；
两个文件内的注释和 `dictionary` 表内容相同。“analysts see” 一列为 `analyst.duckdb` 中的可见内容。

"""
VIEWS = """Views: {subjects} select from `appraisal`; `current_<table>` holds, of any table with rows of single runs,
those of the newest confirmed run of each period.
"""
OF_A_RUN = (("run_id", "VARCHAR"), ("revision", "INTEGER"), ("period", "VARCHAR"))


def write_dictionary_page() -> Path:
    """Write the page anew."""
    PAGE.write_text(dictionary_page(), encoding="utf-8")
    return PAGE


def dictionary_page() -> str:
    """The page: a table of columns for each published table, in the order of their names."""
    description = load_description()
    subjects = ", ".join(f"`{view}`" for view in SUBJECT_VIEWS)
    parts = [HEAD, VIEWS.format(subjects=subjects)]
    for table, columns in sorted(typed_columns().items()):
        told = description.tables[table]
        parts.append(f"\n## `{table}`: {told.zh}\n\n{told.en}.{one_row(table)}\n\n")
        parts.append("| column | type | 含义 | meaning | analysts see |\n|---|---|---|---|---|\n")
        for column, kind in columns:
            one = description.column(table, column)
            cells = (f"`{column}`", kind, one.zh, one.en, analysts_see(one.private))
            parts.append(f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |\n")
    return "".join(parts)


def one_row(table: str) -> str:
    """What tells one row from another, as far as the table's query says it."""
    stated = grain(table)
    return f" One row for each `{stated}`." if stated else ""


def typed_columns() -> dict[str, list[tuple[str, str]]]:
    """The columns with their types, asked of a warehouse without rows; those of the guide's tables are texts."""
    with duckdb.connect() as con:
        prepare(con)
        found = {name: described(con, query) for name, (query, _) in published_tables(con).items()}
        for file in sorted((SQL_DIR / "reports").glob("*.sql")):
            found[file.stem] = [*OF_A_RUN, *described(con, as_view(file))]
    for name in GUIDE_TABLES:
        columns = load_description().tables[name].columns
        found[name] = [(column, "INTEGER" if column == "position" else "VARCHAR") for column in columns]
    return found


def described(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[str, str]]:
    """Names and types of a query's columns."""
    return [(row[0], row[1]) for row in con.execute(f"DESCRIBE {query}").fetchall()]
