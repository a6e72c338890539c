"""The reader of the documentation notices what does not do as the text says."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.settings import PROJECT_DIR
from tests.docs.blocks import Block, blocks, commands, without_words
from tests.docs.reader import Reader

PAGE = """Text
<!-- exits with 14: the period has not begun -->
```
appraise run 2099 \\
    --org E001  # too early
```

<!-- may be empty: nobody objected -->
```sql
SELECT 1
```

```python
print()
```
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.md"
    file.write_text(PAGE, encoding="utf-8")
    return file


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    (tmp_path / "var" / "published").mkdir(parents=True)
    with duckdb.connect(str(tmp_path / "var" / "published" / "hr.duckdb")) as con:
        con.execute("CREATE TABLE run AS SELECT 1 AS revision")
    return Reader(tmp_path)


def test_blocks_are_found_with_language_marker_and_line(page: Path) -> None:
    found = [(block.line, block.language, block.marker, block.exit_code, block.reason) for block in blocks(page)]
    assert found == [
        (3, "shell", "exits", 14, "the period has not begun"),
        (9, "sql", "may be empty", 0, "nobody objected"),
        (13, "python", "", 0, ""),
    ]


def test_a_command_over_two_lines_is_one_and_a_comment_is_none(page: Path) -> None:
    assert [" ".join(line.split()) for line in commands(next(blocks(page)))] == ["appraise run 2099 --org E001"]


def test_commands_that_differ_by_what_a_person_says_are_the_same() -> None:
    assert without_words('sign RUN reviewed --by "李梅"') == without_words('sign RUN reviewed --by "Li Mei"')
    assert without_words("run 2026Q3") != without_words("run 2026Q4")


@pytest.mark.parametrize(
    ("language", "text", "works"),
    [
        ("sql", "SELECT * FROM run", True),
        ("sql", "SELECT * FROM run WHERE revision > 1", False),
        ("python", "print(1)", True),
        ("python", "pass", False),
        ("python", "import polars as pl\nprint(pl.DataFrame({'a': []}))", False),
        ("shell", "make demo", True),
        ("shell", "make coffee", False),
        ("shell", "rm -rf var", False),
    ],
)
def test_what_shows_nothing_or_is_not_there_fails(reader: Reader, language: str, text: str, works: bool) -> None:
    block = Block(PROJECT_DIR / "README.md", 1, language, text)
    if works:
        reader.does(block)
    else:
        with pytest.raises(AssertionError):
            reader.does(block)


def test_what_may_be_empty_may_be_empty(reader: Reader) -> None:
    reader.does(
        Block(PROJECT_DIR / "README.md", 1, "sql", "SELECT * FROM run WHERE revision > 1", "may be empty", "a test")
    )
