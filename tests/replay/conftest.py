"""A small organisation of the golden cases, delivered as files, computed twice and published: a home to verify and to
tamper with."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import steps
from pipelines.feeds import load_feeds
from pipelines.settings import Settings
from tests.golden.whole_run import content_of

KEY = "0123456789abcdef" * 4
ORGANISATION = "enterprise"
PERIOD = str(content_of(ORGANISATION)["period"])
# Its golden lines of benefit leave out what a delivery must carry.
LEFT_OUT = {"innovation_benefit"}


@dataclass(frozen=True)
class Home:
    """A home whose period was computed (`first`), then again after a correction (`second`), and published."""

    settings: Settings
    first: str
    second: str

    def copy(self, folder: Path, **others: object) -> Home:
        """The same home in another place, to be tampered with."""
        shutil.copytree(self.settings.home, folder)
        return Home(settings_of(folder, **others), self.first, self.second)

    def archive_only(self, folder: Path, **others: object) -> Home:
        """Nothing but the archive, as on another machine."""
        shutil.copytree(self.settings.archive, folder / "archive")
        return Home(settings_of(folder, **others), self.first, self.second)

    def execute(self, *statements: str) -> None:
        """Change the warehouse behind the program's back."""
        with duckdb.connect(str(self.settings.warehouse)) as con:
            for statement in statements:
                con.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as con:
            return con.execute(query).fetchall()

    def journal(self, kind: str) -> list[Path]:
        """The journal's files of a kind, in order."""
        return sorted((self.settings.archive / "journal").glob(f"*-{kind}-*.json"))


def settings_of(home: Path, **others: object) -> Settings:
    given = {"home": home, "today": date(2027, 3, 1), "pseudonym_key": KEY, "document_lang": "zh", **others}
    return Settings.model_validate(given)


def write_file(folder: Path, feed: str, rows: list[dict[str, Any]]) -> None:
    """Records as a file with the feed's English headings."""
    fields = {field.name: field.heading.en for field in load_feeds()[feed].fields}
    used = [name for name in fields if any(row.get(name) is not None for row in rows)]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{feed}.csv").open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow([fields[name] for name in used])
        lines.writerows([["" if row.get(name) is None else row[name] for name in used] for row in rows])


def records(feed: str) -> list[dict[str, Any]]:
    return [{"org_id": ORGANISATION} | row for row in content_of(ORGANISATION)["records"][feed]]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    settings = settings_of(tmp_path_factory.mktemp("replay") / "home")
    for feed in content_of(ORGANISATION)["records"].keys() - LEFT_OUT:
        write_file(settings.incoming, feed, records(feed))
    # One row that cannot be read is set aside, and one file that is refused: both have to come out so again.
    measured = {"org_id": ORGANISATION, "kind": "own_measure", "observed_on": "2026-05-31", "numerator": 1}
    more = [measured | {"measurement_id": f"own{number}", "denominator": 2} for number in range(40)]
    odd = measured | {"measurement_id": "odd", "denominator": 2, "observed_on": "no day"}
    write_file(settings.incoming, "measurement", [*records("measurement"), *more, odd])
    write_file(settings.incoming, "maturity", [{"org_id": ORGANISATION, "year": "no year", "grade": "A"}])
    steps.ingest(settings)
    first = steps.run(settings, PERIOD)
    steps.publish(settings, first)
    corrected = [row | {"severity_official": "general"} for row in records("incident")[:1]]
    write_file(settings.incoming / "later", "incident", corrected)
    steps.ingest(settings, [settings.incoming / "later"])
    second = steps.run(settings, PERIOD)
    assert second != first
    steps.publish(settings, second)
    return Home(settings, first, second)


@pytest.fixture
def tampered(home: Home, tmp_path: Path) -> Home:
    return home.copy(tmp_path / "tampered")


def wrong(checks: Any) -> dict[str, str]:
    """What verifying found to differ."""
    return {check.what: check.found for check in checks if not check.is_right}
