"""Rules of the house. Each message says how to mend what it found."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from pipelines.feeds import load_feeds
from pipelines.publish.description import load_description
from pipelines.publish.guide import GUIDE_TABLES
from pipelines.settings import PROJECT_DIR
from pipelines.warehouse import SQL_DIR, as_view, build_order, parsed, tables_read

PYTHON_LINES = 400


def tracked(*endings: str) -> list[Path]:
    """The files under version control with one of the endings."""
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT_DIR, capture_output=True, text=True, check=True).stdout
    return [
        PROJECT_DIR / name for name in listed.splitlines() if name.endswith(endings) and (PROJECT_DIR / name).is_file()
    ]


def test_python_files_stay_small() -> None:
    long = {
        str(file): lines for file in tracked(".py") if (lines := file.read_text("utf-8").count("\n")) > PYTHON_LINES
    }
    assert not long, f"Split these into files that each do one thing: {long}"


@pytest.mark.parametrize(
    ("pattern", "repair"),
    [
        (r"except Exception|except:", "Name the errors that are meant."),
        (r"filterwarnings\(.ignore", "Mend what the warning is about."),
        (r"\bround\(", "Rounding belongs in sql/macros.sql."),
    ],
)
def test_the_core_hides_no_error_and_rounds_in_one_place(pattern: str, repair: str) -> None:
    found = [
        f"{file.relative_to(PROJECT_DIR)}:{number}"
        for file in tracked(".py")
        if file.is_relative_to(PROJECT_DIR / "pipelines")
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not found, f"{repair} Found in {found}"


def test_the_lock_file_names_no_address_and_hashes_every_package() -> None:
    lock = (PROJECT_DIR / "requirements.lock").read_text("utf-8")
    assert not re.search(r"https?://|file:|--index-url|--find-links", lock), "Renew it with `make lock`."
    packages = re.split(r"\n(?=\S)", lock.strip())
    assert [one.split(" ")[0] for one in packages if "--hash=sha256:" not in one] == [], "Renew it with `make lock`."


def test_every_published_column_is_described_and_every_description_is_published() -> None:
    description = load_description()
    files = sorted((SQL_DIR / "published").glob("*.sql")) + sorted((SQL_DIR / "reports").glob("*.sql"))
    columns = {file.stem: [column.alias_or_name for column in parsed(file).expressions] for file in files}
    for table, names in columns.items():
        for name in names:
            description.column(table, name)
        extra = description.tables[table].columns.keys() - set(names)
        assert not extra, f"published.yaml describes {sorted(extra)} of {table}, which is not published: remove it."
    assert description.tables.keys() == columns.keys() | set(GUIDE_TABLES)


def test_every_table_an_evidence_query_reads_is_a_feed_a_rule_or_a_scope() -> None:
    feeds = {f"records.{name}" for name in load_feeds()}
    for file in build_order("evidence"):
        ours = ("scope.", "evidence.", "compiled.", "calendar.")
        read = {name for name in tables_read(file) if not name.startswith(ours)}
        assert read <= feeds, f"{file.name} reads {read - feeds}: read records.<feed>, which knows the as-of batch."


def test_a_parameter_becomes_a_session_variable_when_a_file_becomes_a_view() -> None:
    text = as_view(SQL_DIR / "evidence" / "project_delivery.sql").lower()
    assert "getvariable('period_start')" in text.replace('"', "'")
    assert "$" not in text


def test_the_readme_names_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^(\w+):", (PROJECT_DIR / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"`?make (\w+)", (PROJECT_DIR / "README.md").read_text("utf-8")))
    assert named
    assert named <= targets
