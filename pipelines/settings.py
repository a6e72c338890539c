"""Where things lie and how many threads to use; the only place that reads the environment and the clock."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    ByteSize,
    Field,
    ModelWrapValidatorHandler,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipelines.errors import DiskError, UserError

PROJECT_DIR = Path(__file__).resolve().parent.parent
TIME_ZONE = ZoneInfo("Asia/Shanghai")
ADDRESS = re.compile(r"""[^@\s<>()\[\]"]+@[^@\s<>()\[\]"]+""")


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
    lang: Literal["zh", "en"] = "en"
    document_lang: Literal["both", "zh", "en", "none"] = "both"
    document_tasks: PositiveInt = 2
    threads: Annotated[int, Field(ge=1, le=256)] | None = None
    memory_limit: Annotated[ByteSize, Field(ge=256_000_000)] | None = None  # with less not even small data are computed
    today: date | None = None
    pseudonym_key: str | None = None
    # Days a person has to answer a question about a run; then its task fails, and nothing is signed. 0: no end.
    approval_timeout_days: NonNegativeInt = 30
    # Under Airflow: who gets notices by e-mail (addresses with commas between; None: nobody), how long a task waits
    # before it is tried again first, and when a night or a decision is late.
    notify_email: str | None = None
    retry_seconds: PositiveFloat = 120
    night_deadline_hours: PositiveFloat = 6
    approval_reminder_days: PositiveFloat = 3
    admin_password_file: Path | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _refuse_politely(cls, given: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        """Raises UserError naming each variable that cannot be read."""
        try:
            return read(given)
        except ValidationError as error:
            wrong = "; ".join(
                f"APPRAISE_{str(one['loc'][0]).upper()}={one['input']} ({one['msg'].removeprefix('Value error, ')})"
                for one in error.errors()
            )
            do = "Correct the environment variable or the option."
            raise UserError(f"A setting cannot be read: {wrong}.", do=do) from None

    @field_validator("notify_email")
    @classmethod
    def _are_addresses(cls, given: str | None) -> str | None:
        for one in listed(given):
            if not ADDRESS.fullmatch(one):
                raise ValueError(f'"{one}" is no address; write name@example.org, with commas between several')
        return given

    @property
    def receivers(self) -> list[str]:
        """Who gets notices by e-mail."""
        return listed(self.notify_email)

    def make_home(self) -> None:
        """Make the data directory unless it is there. Raises UserError where that cannot be."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise UserError("The home is a file.", do="Name a folder.", file=self.home) from error
        except OSError as error:
            do = "Look after the disk and the rights, or name another folder."
            raise DiskError(f"The home cannot be made: {error.strerror}.", do=do, file=self.home) from error

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


def listed(given: str | None) -> list[str]:
    """What stands between commas."""
    return [one.strip() for one in (given or "").split(",") if one.strip()]
