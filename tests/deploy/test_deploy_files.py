"""What a deployment is made of names only what exists: options of Airflow, files, secrets, settings."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from pipelines.orchestration.airflow_home import USER
from pipelines.settings import PROJECT_DIR, Settings

FOLDER = PROJECT_DIR / "deploy"
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
DOCKERFILE = (FOLDER / "Dockerfile").read_text("utf-8")
OURS = ("init", "api-server", "scheduler", "dag-processor", "triggerer", "worker")
# Sections whose options belong to the broker and not to Airflow.
FREE = {"CELERY_BROKER_TRANSPORT_OPTIONS"}
VARIABLE = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")


def filled(text: str) -> str:
    """A text of the compose file with its variables at their defaults; one that must be given is `given`."""
    return VARIABLE.sub(
        lambda found: "given" if f"{found[1]}:?" in found[0] else found[2] or "", text.replace("$$", "$")
    )


def environment(service: str) -> dict[str, str]:
    return {name: filled(str(value)) for name, value in COMPOSE["services"][service].get("environment", {}).items()}


def options() -> tuple[set[str], set[str]]:
    """Every option of Airflow and its providers as AIRFLOW__SECTION__OPTION, and those that hold secrets."""
    import airflow
    from airflow.providers.celery.get_provider_info import get_provider_info as of_celery
    from airflow.providers.git.get_provider_info import get_provider_info as of_git

    core = yaml.safe_load((Path(airflow.__path__[0]) / "config_templates" / "config.yml").read_text("utf-8"))
    known, sensitive = set(), set()
    for sections in (core, of_celery().get("config", {}), of_git().get("config", {})):
        for section, content in sections.items():
            for option, about in content["options"].items():
                name = f"AIRFLOW__{section}__{option}".upper()
                known.add(name)
                if about.get("sensitive"):
                    sensitive.add(name)
    return known, sensitive


def test_there_is_everything_airflow_needs_and_two_workers() -> None:
    assert set(COMPOSE["services"]) == {"postgres", "redis", *OURS}
    assert filled(str(COMPOSE["services"]["worker"]["deploy"]["replicas"])) == "2"
    commands = {name: COMPOSE["services"][name]["command"] for name in OURS}
    assert {name: command[1] for name, command in commands.items() if command[0] == "airflow"} == {
        "api-server": "api-server", "scheduler": "scheduler", "dag-processor": "dag-processor",
        "triggerer": "triggerer", "worker": "celery",
    }  # fmt: skip


def test_every_image_names_its_version_and_ours_is_built_from_here() -> None:
    images = {name: filled(service["image"]) for name, service in COMPOSE["services"].items()}
    assert [image for image in images.values() if not re.fullmatch(r"[\w-]+:[\w.]+", image)] == []
    assert "latest" not in {image.split(":")[1] for image in images.values()}
    assert {images[name] for name in OURS} == {"cio-appraisal:local"}
    build = COMPOSE["services"]["worker"]["build"]
    assert (FOLDER / build["context"]).resolve() == PROJECT_DIR
    assert (PROJECT_DIR / build["dockerfile"]).is_file()


@pytest.mark.parametrize("service", OURS)
def test_every_setting_of_airflow_is_an_option_it_has(service: str) -> None:
    known, sensitive = options()
    for name in environment(service):
        if not name.startswith("AIRFLOW__") or name.split("__")[1] in FREE:
            continue
        option = name.removesuffix("_CMD")
        assert option in known, name
        # Airflow runs a command only for what it holds to be a secret.
        assert name == option or option in sensitive, name


@pytest.mark.parametrize("service", OURS)
def test_every_setting_of_ours_is_one_we_have(service: str) -> None:
    known = {f"APPRAISE_{name}".upper() for name in Settings.model_fields}
    given = {name for name in environment(service) if name.startswith("APPRAISE_")}
    assert {"APPRAISE_HOME", "APPRAISE_DOCUMENT_TASKS"} <= given <= known


@pytest.mark.parametrize("service", OURS)
def test_secrets_come_from_files_that_the_service_is_given(service: str) -> None:
    _, sensitive = options()
    described = COMPOSE["services"][service]
    given = {f"/run/secrets/{one if isinstance(one, str) else one['target']}" for one in described["secrets"]}
    needed = {
        path for value in environment(service).values() for path in re.findall(r"/run/secrets/[\w.]+", str(value))
    }
    assert needed == given
    assert [name for name in environment(service) if name in sensitive and "BACKEND_KWARGS" not in name] == []
    sources = {one if isinstance(one, str) else one["source"] for one in described["secrets"]}
    assert sources <= set(COMPOSE["secrets"])


def test_only_the_page_can_be_reached_and_only_from_this_machine_unless_said_otherwise() -> None:
    ports = {name: service["ports"] for name, service in COMPOSE["services"].items() if "ports" in service}
    assert list(ports) == ["api-server"]
    assert [filled(port) for port in ports["api-server"]] == ["127.0.0.1:8080:8080"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgres", "redis"):
        assert COMPOSE["services"][name]["networks"] == ["inside"]


def test_every_server_is_watched_and_started_again_and_waits_for_what_it_needs() -> None:
    for name, service in COMPOSE["services"].items():
        if name == "init":
            assert service["restart"] == "on-failure:3"
            continue
        assert service["restart"] == "unless-stopped", name
        assert service["healthcheck"]["test"], name
        if name in OURS:
            assert service["depends_on"]["init"] == {"condition": "service_completed_successfully"}


def test_all_parts_share_the_data_and_every_volume_is_named() -> None:
    for name in OURS:
        mounts = dict(one.split(":") for one in COMPOSE["services"][name]["volumes"])
        assert mounts["data"] == environment(name)["APPRAISE_HOME"]
        assert set(mounts) <= set(COMPOSE["volumes"])
        folders = re.search(r"install -d -o airflow -g airflow (.*)", DOCKERFILE)
        assert folders
        assert set(mounts.values()) <= set(folders[1].split()), "Docker would make it for root."


def test_the_bundle_is_a_git_bundle_that_keeps_versions() -> None:
    (bundle,) = json.loads(environment("worker")["AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST"])
    module, name = bundle["classpath"].rsplit(".", 1)
    assert getattr(import_module(module), name).supports_versioning
    assert (PROJECT_DIR / bundle["kwargs"]["subdir"]).is_dir()
    assert bundle["kwargs"]["refresh_interval"] == 300


def test_every_variable_is_explained_in_both_languages_and_none_is_a_secret() -> None:
    example = (FOLDER / ".env.example").read_text("utf-8")
    used = {found[1]: found for found in VARIABLE.finditer((FOLDER / "compose.yaml").read_text("utf-8"))}
    named = {found[2]: found for found in re.finditer(r"^(# )?([A-Z_]+)=(.*)$", example, re.MULTILINE)}
    assert set(named) == set(used)
    for name, found in named.items():
        # What need not be given shows its default.
        assert (found[1] is None) == (":?" in used[name][0])
        assert found[1] is None or found[3] == used[name][2]
    for part in example.strip().split("\n\n"):
        assert re.search("[一-鿿]", part)
        assert re.search(r"# [A-Z].*[a-z]+ [a-z]+", part)


def test_the_dockerfile_copies_what_exists_and_what_the_program_reads() -> None:
    copied = {name for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]}
    assert [name for name in copied if not (PROJECT_DIR / name).exists()] == []
    ignored = (FOLDER / "Dockerfile.dockerignore").read_text("utf-8")
    assert {line[1:] for line in ignored.splitlines() if line.startswith("!")} == copied
    left_out = {"README.zh.md", "Makefile", "benchmarks", "deploy", "docs", "examples", "tests", ".gitignore", ".ci"}
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT_DIR, capture_output=True, text=True, check=True).stdout
    assert {name.split("/")[0] for name in listed.splitlines()} - left_out == copied


def test_the_image_is_the_lock_and_runs_as_nobody_special() -> None:
    assert re.search(r"^FROM python:3\.11-slim$", DOCKERFILE, re.MULTILINE)
    assert "--require-hashes" in DOCKERFILE
    assert "-r requirements.lock" in DOCKERFILE
    assert DOCKERFILE.rstrip().splitlines()[-1] == "USER airflow"
    assert not re.search(r"password|secret_key|fernet|token", DOCKERFILE, re.IGNORECASE)


def test_secrets_are_made_once_each_at_random_and_closed_to_others(tmp_path: Path) -> None:
    script = tmp_path / "make_secrets.sh"
    script.write_bytes((FOLDER / "make_secrets.sh").read_bytes())
    subprocess.run(["sh", str(script)], check=True, capture_output=True)
    folder = tmp_path / "secrets"
    made = {file.name: file.read_text("ascii") for file in folder.iterdir()}
    assert {f"secrets/{name}" for name in made} == {one["file"] for one in COMPOSE["secrets"].values()}
    assert folder.stat().st_mode & 0o077 == 0
    assert len(set(made.values())) == len(made)
    for name in ("sql_alchemy_conn", "result_backend"):
        assert f":{made['postgres_password']}@postgres:5432/" in made[name]
    from cryptography.fernet import Fernet

    assert Fernet(made["fernet_key"].encode()).decrypt(Fernet(made["fernet_key"].encode()).encrypt(b"x")) == b"x"
    subprocess.run(["sh", str(script)], check=True, capture_output=True)
    assert {file.name: file.read_text("ascii") for file in folder.iterdir()} == made


@pytest.mark.real_airflow
def test_the_first_user_opens_the_page_with_the_password_from_the_file_and_keeps_one_that_was_changed(
    tmp_path: Path,
) -> None:
    secret, passwords = tmp_path / "admin_password", tmp_path / "passwords.json"
    secret.write_text("from the file\n", "ascii")
    told = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "APPRAISE"))},
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tmp_path / 'airflow.db'}",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords),
        "APPRAISE_ADMIN_PASSWORD_FILE": str(secret),
        "APPRAISE_DOCUMENT_TASKS": "7",
    }
    code = (
        "from pipelines.orchestration.inside import migrate; migrate();"
        "from airflow.models.pool import Pool;"
        "print([Pool.get_pool(name).slots for name in ('warehouse', 'documents')])"
    )
    for content in ({USER: "from the file"}, {USER: "changed"}):
        if passwords.exists():
            passwords.write_text(json.dumps(content), "ascii")
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=told, cwd=PROJECT_DIR, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == "[1, 7]"
        assert json.loads(passwords.read_text("ascii")) == content
