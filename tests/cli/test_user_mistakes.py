"""A mistake of the user ends with an exit code from 10 to 19 and one message; never with a traceback."""

from __future__ import annotations

import fcntl
import json
import socket
import subprocess
import sys
from pathlib import Path
from unittest.mock import create_autospec

import duckdb
import pytest

from pipelines.cli import main, shared
from pipelines.cli.tables import print_appraisals
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.warehouse import connect, writer


def appraise(*arguments: str) -> int:
    """Run the command in this process. Returns its exit code."""
    sys.argv = ["appraise", *arguments]
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.fixture(autouse=True)
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("APPRAISE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("APPRAISE_TODAY", "2026-11-16")
    (tmp_path / "home" / "inbox").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def warehouse(empty_home: Path) -> Path:
    with writer(Settings()):
        return empty_home / "warehouse.duckdb"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["runn", "2026Q3"], 10, "Did you mean 'run'"),
        (["run"], 10, "Missing argument"),
        (["run", "2026Q5"], 14, "Write 2026Q3"),
        (["run", "2026-09-30..2026-07-01"], 14, "ends before it starts"),
        (["run", "2027Q1"], 14, "has not begun"),
        (["run", "9999"], 14, "Write 2026Q3"),
        (["run", "0000Q1"], 14, "Write 2026Q3"),
        (["run", "２０２６Q3"], 14, "Write 2026Q3"),
        (["run", "20260701..20260930"], 14, "Write 2026Q3"),
        (["run", "2026", "--as-of", "2027-01-01"], 14, "today is 2026-11-16"),
        (["run", "2019"], 14, "No scheme or reward plan is in force on 2019-12-31"),
        (["run", "2026Q3"], 14, "Run `appraise ingest` first"),
        (["explain", "D01", "--period", "2026Q3"], 14, "has not been computed"),
        (["explain", "INV-01", "--period", "2026Q3", "--type", "innovation"], 14, "has not been computed"),
        (["explain", "INV-01", "--period", "2026Q3", "--type", "pool"], 10, "--type"),
        (["publish", "abc"], 13, 'There is no run "abc"'),
        (["restatement", "2026Q5"], 14, "Write 2026Q3"),
        (["restatement", "2026Q3"], 14, "has no finished revision"),
        (["restatement", "abcdef"], 13, 'There is no run "abcdef"'),
        (["explain", "D01", "--period", "2026Q3", "--as-of", "2026-11-01"], 14, "There is no data as of 2026-11-01"),
        (["check", "nowhere.yaml"], 11, "there is no such file"),
        (["try", "MIIT_DEP", "--value", "projects_on_time=1"], 10, 'Did you mean "MIIT_DEPT"?'),
        (["try", "MIIT_DEPT", "--value", "project_on_time=1"], 10, 'Did you mean "projects_on_time"?'),
        (["try", "MIIT_DEPT", "--value", "projects_on_time=many"], 10, "METRIC=93.5 or METRIC=187/200"),
        (["ingest", "nowhere.csv"], 12, "nowhere.csv"),
        (["status", "--lang", "fr"], 10, "APPRAISE_LANG=fr"),
        (["airflow", "--port", "99999"], 10, "Invalid value for '--port'"),
    ],
)
@pytest.mark.usefixtures("warehouse")
def test_each_mistake_has_its_exit_code_and_says_what_to_do(
    arguments: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert appraise(*arguments) == code
    shown = capsys.readouterr().err
    assert says in shown
    assert "Traceback" not in shown


def test_without_a_warehouse_status_says_what_to_run_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert appraise("status") == 10
    assert "Run `appraise ingest` first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variable", "value", "why"),
    [
        ("MEMORY_LIMIT", "zz", "could not parse value and unit"),
        ("MEMORY_LIMIT", "1KB", "greater than or equal to 256000000"),
        ("THREADS", "257", "less than or equal to 256"),
        ("THREADS", "0", "greater than or equal to 1"),
        ("LANG", "fr", "should be 'zh' or 'en'"),
        ("DOCUMENT_TASKS", "0", "greater than 0"),
        ("APPROVAL_TIMEOUT_DAYS", "-3", "greater than or equal to 0"),
        ("NOTIFY_EMAIL", "a@example.org, b@", '"b@" is no address'),
        ("NOTIFY_EMAIL", "a@[b", '"a@[b" is no address'),
    ],
)
def test_a_setting_that_cannot_be_read_is_named_with_its_value_and_why(
    variable: str, value: str, why: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"APPRAISE_{variable}", value)
    assert appraise("status") == 10
    shown = capsys.readouterr().err
    assert f"APPRAISE_{variable}={value} (" in shown
    assert why in shown


def test_duckdb_may_use_as_much_memory_as_is_set(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPRAISE_MEMORY_LIMIT", "1.5 GiB")
    with connect(Settings(), read_only=True) as con:
        assert con.execute("SELECT current_setting('memory_limit')").fetchall() == [("1.5 GiB",)]


def test_too_little_memory_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full(*_: object) -> None:
        raise duckdb.OutOfMemoryException("Out of Memory Error: 244 MiB used\n\nPossible solutions:")

    monkeypatch.setattr("pipelines.steps.ingest", full)
    assert appraise("ingest") == 10
    shown = capsys.readouterr().err
    assert "244 MiB used\n       Let DuckDB use more memory (APPRAISE_MEMORY_LIMIT)" in shown
    assert "Possible" not in shown


@pytest.mark.parametrize("command", ["ingest", "demo"])
@pytest.mark.parametrize(("home", "code"), [("/proc/nope/home", 17), ("{}/file", 10)])
def test_a_home_that_cannot_be_made_is_named(
    command: str, home: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    named = home.format(tmp_path)
    assert appraise(command, "--home", named) == code
    assert named in capsys.readouterr().err


@pytest.mark.parametrize(("content", "code"), [(b"garbage" * 1000, 10), (None, 17)])
def test_a_warehouse_that_is_none_is_named(
    empty_home: Path, content: bytes | None, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    file = empty_home / "warehouse.duckdb"
    file.mkdir() if content is None else file.write_bytes(content)
    assert appraise("ingest") == code
    assert "cannot be opened" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", [b"scheme: \xff", b"scheme: a\0", "scheme: ü".encode("utf-16"), b"scheme: !!python/name:os.system x",
                b"scheme: 2026-02-30", b"scheme: &a [*a]"],
)  # fmt: skip
def test_text_that_is_no_yaml_is_named(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "scheme.yaml"
    file.write_bytes(content)
    assert appraise("check", str(file)) == 11
    assert "scheme.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("regime", ["us_federal", "university"])
def test_a_run_that_appraises_nobody_says_why(
    empty_home: Path, regime: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (empty_home / "inbox" / "organization.csv").write_text(f"org_id,name,regime\nE1,x,{regime}\n")
    assert appraise("ingest") == 0
    assert appraise("run", "2026Q3") == 14
    shown = capsys.readouterr().err
    assert ("No scheme in force" if regime == "us_federal" else "Nobody of any organisation") in shown


def test_a_port_that_is_taken_is_told_from_one_that_nobody_may_use(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert appraise("airflow", "--port", str(other.getsockname()[1])) == 10
    assert "is taken" in capsys.readouterr().err
    refused = create_autospec(socket.socket)
    refused.return_value.__enter__.return_value.bind.side_effect = PermissionError(13, "Permission denied")
    monkeypatch.setattr(socket, "socket", refused)
    assert appraise("airflow", "--port", "80") == 10
    assert "Port 80 cannot be used: Permission denied" in capsys.readouterr().err


def test_a_second_airflow_for_the_same_data_is_refused(empty_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (empty_home / "airflow").mkdir()
    with (empty_home / "airflow" / "running.lock").open("a") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        assert appraise("airflow", "--port", str(port)) == 10
    assert "Airflow runs for this data directory already." in capsys.readouterr().err


def test_a_folder_with_lock_in_its_name_keeps_nobody_waiting(
    empty_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = empty_home / "block_lock"
    (home / "warehouse.duckdb").mkdir(parents=True)
    assert appraise("ingest", "--home", str(home)) == 17
    assert "cannot be opened" in capsys.readouterr().err


def test_a_second_writer_is_told_to_wait(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    holder = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        other.stdout.readline()
        assert appraise("ingest") == 15
        other.kill()
    assert "Another process is working in" in capsys.readouterr().err


def test_try_prints_the_contracts_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert appraise("try", "MIIT_DEPT", "--value", "projects_on_time=187/200", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"scheme", "score", "base_score", "grade", "measured_weight", "gates", "indicators"}
    assert answer["indicators"] == [
        {
            "metric_id": "projects_on_time",
            "dimension": answer["indicators"][0]["dimension"],
            "value": "93.500000",
            "points": "98.000000",
            "weight": "100.000000",
            "contribution": "98.000000",
        }
    ]


def test_a_period_in_which_nobody_is_appraised_says_so(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A year typed wrong: no scheme was in force yet, though rewards may be worked out."""
    settings = Settings(home=warehouse.parent)
    with writer(settings) as con:
        con.execute(
            "INSERT INTO run.run BY NAME SELECT 'r' AS run_id, '2025Q3' AS period, DATE '2025-07-01' AS period_start, "
            "DATE '2025-09-30' AS period_end, DATE '2025-09-30' AS cut_off, 0 AS as_of_batch, '*' AS org_scope, "
            "1 AS revision, false AS provisional, '' AS data_sha256, '' AS schemes_sha256, '' AS code_sha256, "
            "'computed' AS state, false AS published"
        )
    print_appraisals(settings, "r")
    assert "Nobody is appraised in 2025Q3: no scheme applies to any organisation." in capsys.readouterr().out
    assert state_of_only_run(capsys) == "computed"
    with writer(settings) as con:
        con.execute("UPDATE run.run SET provisional = true")
    assert state_of_only_run(capsys) == "preview"


def state_of_only_run(capsys: pytest.CaptureFixture[str]) -> str:
    assert appraise("status", "--json") == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    return str(run["state"])


def test_check_takes_folders_and_each_file_in_them_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schemes = PROJECT_DIR / "schemes" / "enterprise"
    count = len(list(schemes.rglob("*.yaml")))
    assert appraise("check", str(schemes), str(next(schemes.rglob("*.yaml")))) == 0
    assert f"{count} files checked" in capsys.readouterr().out
    (tmp_path / "notes.txt").touch()
    assert appraise("check", str(tmp_path)) == 11
    assert "there is no YAML file in this folder" in capsys.readouterr().err


def test_check_finds_nothing_wrong_in_what_is_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert appraise("check") == 0
    assert "nothing wrong" in capsys.readouterr().out


def test_a_full_disk_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.steps.ingest", full)
    assert appraise("ingest") == 17
    assert "the disk is full" in capsys.readouterr().err


@pytest.mark.parametrize("watched", [False, True])
def test_brackets_in_what_people_typed_are_shown_as_they_stand(
    watched: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = "a[draft] b[/c].html [bold]"
    monkeypatch.setattr(shared.err, "_force_terminal", watched)
    monkeypatch.setattr(shared.err, "is_interactive", watched)
    with shared.progress(typed) as update:
        update(f"copying {typed}")
    shared.say(typed)
    shared.print_table(typed, [typed], [[typed]])
    shown = capsys.readouterr()
    assert f"copying {typed}" in shown.err
    assert shown.out.count(typed) == 4


def test_a_refused_file_is_named_once_with_what_was_found_and_what_to_do(
    empty_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (empty_home / "inbox" / "system_old.csv").write_text("系统编号,部门编号\nY1,D01\n", encoding="utf-8")
    assert appraise("ingest") == 12
    shown = capsys.readouterr().err
    assert shown.count("system_old.csv") == 1
    assert "Found: 系统编号, 部门编号." in shown
    assert "Add the column" in shown
