"""What is published, in words, and what the analysts' file holds back (`published.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pipelines.errors import RuleError
from pipelines.feeds import Closed
from pipelines.settings import PROJECT_DIR
from pipelines.yaml_file import load_model

DESCRIPTION_FILE = PROJECT_DIR / "published.yaml"


class Private(Closed):
    """What analysts do not see: a name or an amount is left out, an id becomes a pseudonym; `when` limits it to some
    rows."""

    what: Literal["name", "id", "amount"]
    when: str = "true"


class Column(Closed):
    zh: str
    en: str
    private: Private | None = None

    @property
    def words(self) -> str:
        return f"{self.zh} / {self.en}"


class Table(Closed):
    zh: str
    en: str
    columns: Mapping[str, Column]

    @property
    def words(self) -> str:
        return f"{self.zh} / {self.en}"


class Description(Closed):
    """Every published table; `columns` holds those that stand in many."""

    columns: Mapping[str, Column]
    tables: Mapping[str, Table]

    def column(self, table: str, column: str) -> Column:
        """Raises RuleError when nobody described the column."""
        found = self.tables[table].columns.get(column) or self.columns.get(column)
        if not found:
            raise RuleError(
                f'the column "{column}" of "{table}" is not described.',
                do=f"Add it under tables.{table}.columns, in Chinese and English.",
                file=DESCRIPTION_FILE,
            )
        return found


@cache
def load_description(file: Path = DESCRIPTION_FILE) -> Description:
    return load_model(file, Description)
