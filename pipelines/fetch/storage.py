"""An object storage as Airflow opens it, and the errors of the libraries behind it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from pipelines.errors import FetchError, UserError
from pipelines.ingest.archive import NO_ROOM
from pipelines.settings import Settings

PROVIDERS = {
    "s3": "apache-airflow-providers-amazon[s3fs]", "s3a": "apache-airflow-providers-amazon[s3fs]",
    "gs": "apache-airflow-providers-google", "gcs": "apache-airflow-providers-google",
    "abfs": "apache-airflow-providers-microsoft-azure", "abfss": "apache-airflow-providers-microsoft-azure",
    "adl": "apache-airflow-providers-microsoft-azure", "wasb": "apache-airflow-providers-microsoft-azure",
}  # fmt: skip
# What libraries raise that is no OSError; only those that are in use are looked up.
LIBRARY_ERRORS = {
    "botocore.exceptions": ("BotoCoreError", "ClientError"), "aiohttp": ("ClientError",),
    "gcsfs.retry": ("HttpError",), "google.auth.exceptions": ("GoogleAuthError",),
    "azure.core.exceptions": ("AzureError",),
}  # fmt: skip
# What tells one version of an object from the next, besides its size.
VERSIONS = (
    "ETag", "etag", "md5Hash", "content_md5", "generation", "LastModified", "last_modified", "mtime", "updated",
    "created",
)  # fmt: skip


@dataclass(frozen=True)
class StoredObject:
    """An object: its path within the storage's folder, in full, and its size; `version` changes with its content, and
    is empty where the storage tells too little."""

    name: str
    path: str
    size: int
    version: str


@dataclass(frozen=True)
class Storage:
    """A folder of an object storage. `address`: as it is set, without secrets; `files`: an fsspec file system."""

    address: str
    files: Any
    root: str

    def objects(self) -> list[StoredObject]:
        """The objects below the folder, without hidden ones. Raises UserError where the folder is not there."""
        with telling(self.address):
            found: Mapping[str, Mapping[str, Any]] = self.files.find(self.root, detail=True)
            if not found and not self.files.exists(self.root):
                raise UserError(
                    f"There is nothing in {self.address}.", do="Correct APPRAISE_INBOX_URL, or create the folder."
                )
        objects = [self.told(path, info) for path, info in sorted(found.items())]
        return [one for one in objects if not is_hidden(one.name)]

    def now(self, one: StoredObject) -> StoredObject:
        """An object as it is now; a listing may tell its version in other words. Raises FetchError where it is gone."""
        with telling(self.address):
            self.files.invalidate_cache()
            return self.told(one.path, self.files.info(one.path))

    def told(self, path: str, info: Mapping[str, Any]) -> StoredObject:
        version = [f"{name}={info[name]}" for name in VERSIONS if info.get(name)]
        size = int(info.get("size") or 0)
        name = path.removeprefix(self.root).lstrip("/") if self.root.strip("/") else path.lstrip("/")
        return StoredObject(name, path, size, " ".join([f"size={size}", *version]) if version else "")


def open_storage(settings: Settings) -> Storage:
    """The storage of `APPRAISE_INBOX_URL`. Raises UserError for an address or a connection that cannot be used."""
    address = settings.inbox_url or ""
    parts = urlsplit(address)
    if not parts.scheme or parts.password:
        do = "Write it as s3://bucket/prefix; user and password belong into APPRAISE_INBOX_CONNECTION."
        raise UserError("APPRAISE_INBOX_URL is no address of an object storage.", do=do)
    from airflow.sdk import ObjectStoragePath
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        path = ObjectStoragePath(address, conn_id=settings.inbox_connection)
        with telling(address):
            files = path.fs
    except (ValueError, ImportError) as error:
        package = PROVIDERS.get(parts.scheme, f"the Airflow provider of {parts.scheme}://")
        raise UserError(
            f"{parts.scheme}:// cannot be opened: {error}.",
            do=f"Install {package} in the environment of Airflow, or correct APPRAISE_INBOX_URL.",
        ) from error
    except AirflowNotFoundException:
        raise UserError(
            f'There is no connection "{settings.inbox_connection or parts.username}".',
            do="Add it on Airflow's page (Admin, Connections), or correct APPRAISE_INBOX_CONNECTION.",
        ) from None
    return Storage(address, files, path.path)


def is_hidden(name: str) -> bool:
    """Whether the inbox would not look at a file of that name: hidden, or the lock of an office program."""
    return any(part.startswith((".", "~$")) and part != ".." for part in PurePosixPath(name).parts)


@contextmanager
def telling(address: str) -> Iterator[None]:
    """Turn what libraries raise into a UserError for a missing right and a FetchError for all that may pass."""
    try:
        yield
    except PermissionError as error:
        raise UserError(
            f"{address} refuses: {error}.", do="Give the connection the right to list and read there."
        ) from error
    except FileNotFoundError as error:
        raise FetchError(
            f"{address}: {error} went away while it was read.", do="The next fetch looks again."
        ) from error
    except passing_errors() as error:
        if NO_ROOM in str(error):
            raise  # our own disk
        do = "Nothing is lost: the next fetch goes on. See that it can be reached."
        raise FetchError(f"{address} cannot be read: {' '.join(str(error).split())}", do=do) from error


def passing_errors() -> tuple[type[Exception], ...]:
    """What a storage that cannot be reached raises, as far as its library is in use."""
    found: list[type[Exception]] = [OSError]
    found.extend(
        getattr(sys.modules[module], name)
        for module, names in LIBRARY_ERRORS.items()
        if module in sys.modules
        for name in names
    )
    return tuple(found)
