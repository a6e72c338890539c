"""Where things lie and how many threads to use; the only place that reads the environment and the clock."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent
TIME_ZONE = ZoneInfo("Asia/Shanghai")


class Settings(BaseSettings):
    """Settings from `APPRAISE_*` environment variables; command options override them.

    `project` holds `sources/` and `schemes/` of one institution (default: those shipped here), so that an
    institution keeps its own mappings and rules in a folder of its own. `inbox` is where its files arrive; `inbox_url`
    an object storage (`s3://bucket/prefix`) they are fetched from, `inbox_connection` its Airflow connection.
    `document_tasks`: for how many organisations Airflow's workers may write documents at the same time.
    `admin_password_file`: holds the password of a deployment's first user, read when its metadata are made.
    """

    model_config = SettingsConfigDict(env_prefix="APPRAISE_", env_ignore_empty=True, extra="ignore")

    home: Path = Path("var")
    project: Path = PROJECT_DIR
    inbox: Path | None = None
    inbox_url: str | None = None
    inbox_connection: str | None = None
    lang: str = "en"
    document_lang: Literal["both", "zh", "en", "none"] = "both"
    document_tasks: int = 2
    threads: PositiveInt | None = None
    memory_limit: str | None = None
    today: date | None = None
    pseudonym_key: str | None = None
    # Days a person has to answer a question about a run; then its task fails, and nothing is signed. None: no end.
    approval_timeout_days: int | None = 30
    # Under Airflow: who gets notices by e-mail (addresses with commas between; None: nobody), how long a task waits
    # before it is tried again first, and when a night or a decision is late.
    notify_email: str | None = None
    retry_seconds: PositiveFloat = 120
    night_deadline_hours: PositiveFloat = 6
    approval_reminder_days: PositiveFloat = 3
    admin_password_file: Path | None = None

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

    @property
    def document_languages(self) -> tuple[str, ...]:
        """The languages workbooks, statements and reports are written in."""
        return {"both": ("zh", "en"), "none": ()}.get(self.document_lang, (self.document_lang,))

    def current_date(self) -> date:
        """Today in Shanghai, or the day given by `APPRAISE_TODAY`."""
        return self.today or datetime.now(TIME_ZONE).date()
