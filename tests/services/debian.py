"""Servers for tests from Debian's packages: found where they are installed, else installed once."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

# Debian keeps the server's programs out of the PATH, a folder for each version.
FOLDERS = ("/usr/lib/postgresql/*/bin",)
LOCK = Path(tempfile.gettempdir()) / "appraise-test-packages.lock"
SECONDS_TO_INSTALL = 400


class UnavailableError(Exception):
    """The server cannot be had on this machine; the text says why, for pytest.skip."""


def programs(package: str, *names: str) -> dict[str, str]:
    """The paths of a package's programs by name; the package is installed where one is missing.

    Raises UnavailableError where it cannot be: no apt, no right to install, no network.
    """
    if all(found := paths(names)):
        return dict(zip(names, found, strict=True))
    with LOCK.open("a") as lock:  # several processes test at once; the first installs
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not all(found := paths(names)):
            install(package)
            found = paths(names)
    missing = [name for name, path in zip(names, found, strict=True) if not path]
    if missing:
        raise UnavailableError(f"{package} was installed, and there is no {', '.join(missing)}")
    return dict(zip(names, found, strict=True))


def paths(names: tuple[str, ...]) -> list[str]:
    """The path of each program; "" where it is not installed."""
    beside = [str(folder) for pattern in FOLDERS for folder in sorted(Path("/").glob(pattern[1:]), reverse=True)]
    search = os.pathsep.join([*beside, os.environ.get("PATH", os.defpath), "/usr/sbin"])
    return [shutil.which(name, path=search) or "" for name in names]


def install(package: str) -> None:
    """Install a package without what it only recommends; its service is not started."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise UnavailableError(f"{package} is not installed, and apt-get cannot install it here")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    steps = (["update"], ["install", "-y", "--no-install-recommends", package])
    for step in steps:
        command = ["apt-get", "-o", "DPkg::Lock::Timeout=120", "-qq", *step]
        try:
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=SECONDS_TO_INSTALL, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise UnavailableError(f"apt-get {step[0]} took more than {SECONDS_TO_INSTALL} s") from error
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise UnavailableError(f"{package} is not installed, and apt-get {step[0]} failed: {said}")


def as_nobody(*users: str) -> tuple[list[str], tuple[int, int] | None]:
    """What stands before a command so that it does not run as root and ends with the tests, and whose files it owns.

    The first of `users` that exists is taken; without root, the command stays with who tests.
    """
    if not shutil.which("setpriv"):
        if os.geteuid() == 0:
            raise UnavailableError("the server refuses to run as root, and there is no setpriv")
        return [], None
    leave = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() != 0:
        return leave, None
    for user in (*users, "nobody"):
        try:
            entry = pwd.getpwnam(user)
        except KeyError:
            continue
        ids = (f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups")
        return [*leave, *ids], (entry.pw_uid, entry.pw_gid)
    raise UnavailableError("the server refuses to run as root, and there is no other user")


def owned_folder(prefix: str, owner: tuple[int, int] | None) -> Path:
    """A new folder for a server's data. Not below pytest's, which only its owner may enter."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    if owner:
        os.chown(folder, *owner)
    return folder
