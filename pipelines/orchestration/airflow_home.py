"""An Airflow of our own under the data directory: its settings, its SQLite metadata, its login."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from pipelines.errors import UserError
from pipelines.settings import PROJECT_DIR, Settings

USER = "admin"
PASSWORDS = "passwords.json"


def airflow_dir(settings: Settings) -> Path:
    """Where this data directory's Airflow keeps its metadata, logs and login."""
    return settings.home.resolve() / "airflow"


def prepare(settings: Settings, port: int = 8080) -> dict[str, str]:
    """The environment in which Airflow runs our DAGs on these settings; makes its folder if there is none.

    Airflow reads its configuration once, on import, so whatever uses it runs in a process of its own with
    this environment. A variable that is set already (a connection, say) is kept unless it is named here.
    """
    home = airflow_dir(settings)
    settings.make_home()
    (home / "logs").mkdir(parents=True, exist_ok=True)
    make_once(home / PASSWORDS, {USER: secrets.token_urlsafe(12)})
    keys = make_once(
        home / "keys.json",
        {
            # Airflow's parts sign what they say to each other, and seal stored connections.
            "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(64),
            "AIRFLOW__API__SECRET_KEY": secrets.token_urlsafe(32),
            "AIRFLOW__CORE__FERNET_KEY": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        },
    )
    address = f"http://127.0.0.1:{port}"
    return {
        **os.environ,
        **_own_settings(settings),
        **keys,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT_DIR / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT_DIR / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "2",
        # One task an organisation: there may be more of them than Airflow maps over by itself.
        "AIRFLOW__CORE__MAX_MAP_LENGTH": "10000",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / PASSWORDS),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__BASE_URL": address,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        # A machine with much to do answers late; after the default of 5 seconds a task would be given up.
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
        # Nothing calls home.
        "SCARF_ANALYTICS": "false",
        "GX_ANALYTICS_ENABLED": "false",
    }


def login(settings: Settings) -> tuple[str, str]:
    """The name and password that open the page of this data directory's Airflow."""
    passwords: dict[str, str] = json.loads((airflow_dir(settings) / PASSWORDS).read_text("utf-8"))
    return USER, passwords[USER]


def migrate(settings: Settings, environment: Mapping[str, str] | None = None) -> None:
    """Bring the metadata to the installed Airflow's version and make the pools; once. `environment`: of `prepare`."""
    if is_migrated(settings):
        return
    log = airflow_dir(settings) / "logs" / "migrate.log"
    environment = environment or prepare(settings)
    with log.open("w", encoding="utf-8") as lines:
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.orchestration.inside", "migrate"],
            env=environment,
            stdout=lines,
            stderr=lines,
            check=False,
        )
    if done.returncode:
        raise UserError(
            "Airflow could not set up its metadata.",
            file=log,
            do=f"The end of the log says why; to start anew, remove {airflow_dir(settings)}.",
        )


def is_migrated(settings: Settings) -> bool:
    """Whether the metadata fits the installed Airflow."""
    return stamp(airflow_dir(settings), settings).exists()


def stamp(home: Path, settings: Settings) -> Path:
    """The file that says the metadata in `home` fits the installed Airflow and the sizes of pools that are set."""
    return home / f"migrated-{version('apache-airflow-core')}-documents-{settings.document_tasks}"


def make_once(file: Path, content: dict[str, str]) -> dict[str, str]:
    """What `file` holds; a new one holds `content` and may be read by its owner only."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(json.dumps(content), encoding="utf-8")
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return kept


def _own_settings(settings: Settings) -> dict[str, str]:
    """Our settings as the environment variables a task reads them from, paths made absolute."""
    given = {name: value for name, value in settings if value is not None}
    return {
        f"APPRAISE_{name.upper()}": str(value.resolve() if isinstance(value, Path) else value)
        for name, value in given.items()
    }
