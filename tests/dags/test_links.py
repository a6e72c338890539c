"""The links from a task, and the pages they lead to, asked for as a browser does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

from pipelines.errors import CheckError
from pipelines.settings import Settings

HOSTILE = '<script>alert(1)</script>&"名.html'


@pytest.fixture(scope="module")
def server(airflow_environment: None) -> Iterator[Any]:
    """Airflow's own web application with our plugin, in this process."""
    from airflow.api_fastapi.app import create_app
    from fastapi.testclient import TestClient

    with TestClient(create_app(), base_url="http://127.0.0.1:8080") as client:
        yield client


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("APPRAISE_HOME", str(tmp_path))
    settings = Settings()
    (settings.home / "data_docs").mkdir()
    (settings.home / "data_docs" / "index.html").write_text("what was checked")
    folder = settings.published / "documents" / "E001" / "2026Q3"
    folder.mkdir(parents=True)
    (folder / HOSTILE.replace("/", "")).write_text("a statement")
    (settings.published / "hr.duckdb").write_text("names and amounts")
    return settings


def token_of(role: str) -> dict[str, str]:
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    token = get_auth_manager().generate_jwt(SimpleAuthManagerUser(username=role, role=role))
    return {"Authorization": f"Bearer {token}"}


def links_of(server: Any, dag_id: str, day: str, task_id: str) -> dict[str, str]:
    """The links of a task of the DAG's run on a day."""
    admin, path = token_of("admin"), f"/api/v2/dags/{dag_id}/dagRuns"
    runs = server.get(f"{path}?order_by=-logical_date", headers=admin).json()["dag_runs"]
    run_id = next(run["dag_run_id"] for run in runs if (run["logical_date"] or "").startswith(day))
    found = server.get(f"{path}/{run_id}/taskInstances/{task_id}/links", headers=admin).json()["extra_links"]
    return {name: link.replace(quote(run_id, safe=""), "RUN") for name, link in found.items()}


def test_every_task_links_to_the_results_of_its_run_and_what_was_checked_and_published(
    server: Any, run_dag: Callable[..., Any], stand_ins: Any
) -> None:
    run_dag("nightly", date(2026, 11, 20))
    assert links_of(server, "nightly", "2026-11-20", "ingest") == {
        "本次结果 Results of this run": "http://127.0.0.1:8080/appraisal/runs/nightly/RUN",
        "数据检查 Data Docs": "http://127.0.0.1:8080/appraisal/data_docs/index.html",
        "已发布文件 Published documents": "http://127.0.0.1:8080/appraisal/documents/",
    }


def test_the_results_of_a_run_are_its_documents_by_organisation(
    server: Any, home: Settings, run_dag: Callable[..., Any], stand_ins: Any
) -> None:
    admin = token_of("admin")
    (home.published / "hr.duckdb").unlink()
    seen = run_dag("quarterly", date(2026, 10, 6))
    page = f"/appraisal/runs/quarterly/{quote(seen.run_id, safe='')}"
    assert "Run run-1 is not published." in server.get(page, headers=admin).text

    with duckdb.connect(str(home.published / "hr.duckdb")) as con:
        con.execute(
            "CREATE TABLE run AS SELECT 'run-1' AS run_id, '2026Q3' AS period, '*' AS org_id, 'final' AS kind, "
            "2 AS revision, 'publicised' AS state"
        )
        con.execute("CREATE TABLE organization AS SELECT 'run-1' AS run_id, unnest(['E<1>', 'E001']) AS org_id")
    folder = home.published / "documents" / "E001" / "2026Q3" / "revision_2"
    folder.mkdir()
    (folder / "report_en.html").write_text("the report")
    shown = server.get(page, headers=admin)
    assert "2026Q3 r2: 已公示 publicised (run-1)" in shown.text
    assert "E&lt;1&gt;" in shown.text
    (report,) = re.findall('href="([^"]*report_en.html)"', shown.text)
    assert server.get(str(shown.url.join(report)), headers=admin).text == "the report"


def test_a_run_that_has_no_results_says_so_and_an_unknown_one_is_not_found(
    server: Any, run_dag: Callable[..., Any], stand_ins: Any
) -> None:
    admin = token_of("admin")
    stand_ins.freeze.side_effect = CheckError("No.")
    seen = run_dag("quarterly", date(2026, 10, 5))
    page = f"/appraisal/runs/quarterly/{quote(seen.run_id, safe='')}"
    shown = server.get(page, headers=admin)
    assert "This DAG run has no results, or none yet." in shown.text
    assert server.get(page, headers=token_of("viewer")).status_code == 403
    assert server.get("/appraisal/runs/quarterly/manual__never", headers=admin).status_code == 404


def test_a_link_leads_to_the_page(server: Any, home: Settings) -> None:
    admin = token_of("admin")
    checked = server.get("/appraisal/data_docs/index.html", headers=admin)
    assert (checked.status_code, checked.text) == (200, "what was checked")
    listed = server.get("/appraisal/documents/", headers=admin)
    assert '<a href="E001/">E001/</a>' in listed.text
    assert "已发布文件 Published documents</h1>" in listed.text
    inside = server.get("/appraisal/documents/E001/2026Q3", headers=admin)
    assert str(inside.url).endswith("/appraisal/documents/E001/2026Q3/")
    assert "E001/2026Q3</h1>" in inside.text
    assert "<script>" not in inside.text
    assert "&lt;script&gt;" in inside.text
    assert inside.headers["Content-Security-Policy"].startswith("sandbox")
    assert "allow-scripts" not in inside.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["data_docs/index.html", "documents/", "documents/E001/"])
@pytest.mark.parametrize(("role", "status"), [(None, 401), ("viewer", 403), ("user", 200), ("admin", 200)])
def test_only_who_may_publish_sees_a_page(
    path: str, role: str | None, status: int, server: Any, home: Settings
) -> None:
    headers = token_of(role) if role else {}
    assert server.get(f"/appraisal/{path}", headers=headers).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "documents/../hr.duckdb",
        "documents/%2e%2e/hr.duckdb",
        "documents/..%2fhr.duckdb",
        "documents//etc/passwd",
        "data_docs/none.html",
        "documents/none%00.html",
        f"documents/{'x' * 300}.html",
        "published/hr.duckdb",
        "openapi.json",
        "docs",
    ],
)
def test_nothing_else_is_served(path: str, server: Any, home: Settings) -> None:
    assert server.get(f"/appraisal/{path}", headers=token_of("admin")).status_code == 404
