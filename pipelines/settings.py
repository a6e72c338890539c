"""Where things lie and how many threads to use; the only place that reads the environment and the clock."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent
TIME_ZONE = ZoneInfo("Asia/Shanghai")


class Settings(BaseSettings):
    """Settings from `APPRAISE_*` environment variables; command options override them.

    `project` holds `sources/` and `schemes/` of one institution (default: those shipped here), so that an
    institution keeps its own mappings and rules in a folder of its own. `inbox` is where its files arrive.
    """

    model_config = SettingsConfigDict(env_prefix="APPRAISE_", extra="ignore")

    home: Path = Path("var")
    project: Path = PROJECT_DIR
    inbox: Path | None = None
    lang: str = "en"
    threads: int | None = None
    memory_limit: str | None = None
    today: date | None = None
    pseudonym_key: str | None = None

    @property
    def warehouse(self) -> Path:
        return self.home / "warehouse.duckdb"

    @property
    def archive(self) -> Path:
        return self.home / "archive"

    @property
    def published(self) -> Path:
        return self.home / "published"

    @property
    def incoming(self) -> Path:
        return self.inbox or self.home / "inbox"

    @property
    def sources(self) -> Path:
        return self.project / "sources"

    @property
    def schemes(self) -> Path:
        return self.project / "schemes"

    def current_date(self) -> date:
        """Today in Shanghai, or the day given by `APPRAISE_TODAY`."""
        return self.today or datetime.now(TIME_ZONE).date()
