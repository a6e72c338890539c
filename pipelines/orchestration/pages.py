"""Data Docs, the published documents and the results of a DAG's run, for whoever may start the DAG `publish`.

The documents hold names and amounts, so that looking at DAGs is not enough. Airflow protects no page of a plugin by
itself: each route here asks for the login.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.core_api.security import requires_access_dag
from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from pipelines.documents.html import link, list_of, plain_page
from pipelines.orchestration.results import results, runs_of
from pipelines.settings import Settings

HEADINGS = {"data_docs": "数据检查 Data Docs", "documents": "已发布文件 Published documents"}

# A page of records must not act in the name of who looks at it: no script runs, nothing is sent or fetched.
HEADERS = {
    "Content-Security-Policy": "sandbox allow-downloads allow-popups; default-src 'none'; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; font-src 'self' data:",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}

pages = FastAPI(
    openapi_url=None, dependencies=[Depends(requires_access_dag("POST", DagAccessEntity.RUN, param_dag_id="publish"))]
)


@pages.get("/runs/{dag_id}/{run_id}")
def run_page(dag_id: str, run_id: str) -> Response:
    """What a run of a DAG came to. 404 for one that there is not."""
    found = runs_of(dag_id, run_id)
    if found is None:
        raise HTTPException(404, "There is no such DAG run.")
    return HTMLResponse(results(Settings(), found, "../../"), headers=HEADERS)


@pages.get("/{folder}/{path:path}")
def page(folder: str, path: str) -> Response:
    """A file, or what a folder holds. 404 for everything that lies elsewhere."""
    settings = Settings()
    roots = {"data_docs": settings.home / "data_docs", "documents": settings.published / "documents"}
    root = roots.get(folder, Path()).resolve()
    try:
        found = (root / path).resolve()
        is_ours = folder in roots and found.is_relative_to(root) and found.exists()
    except (OSError, ValueError):  # a name too long for a disk, or that none can have
        is_ours = False
    if not is_ours:
        raise HTTPException(404, "There is no such file.")
    if found.is_file():
        return FileResponse(found, headers=HEADERS, content_disposition_type="inline", filename=found.name)
    if path and not path.endswith("/"):
        return RedirectResponse(f"{quote(found.name)}/")
    return HTMLResponse(listing(found, path.strip("/") or HEADINGS[folder]), headers=HEADERS)


def listing(folder: Path, heading: str) -> str:
    """What a folder holds, as a page of links."""
    names = [f"{one.name}/" if one.is_dir() else one.name for one in sorted(folder.iterdir())]
    return plain_page(heading, list_of(link(quote(name), name) for name in names))
