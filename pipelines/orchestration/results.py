"""The page of a DAG's run: which results it computed or was about, and their documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from airflow.models.dagrun import DagRun
from airflow.models.xcom import XCOM_RETURN_KEY, XComModel
from airflow.utils.session import create_session
from markupsafe import Markup
from sqlalchemy import select

from pipelines.documents.html import link, list_of, plain_page
from pipelines.documents.write import documents_of
from pipelines.explain.find import Row, rows
from pipelines.explain.sign_off_text import STATES
from pipelines.orchestration.links import RUN_TASKS
from pipelines.publish.publish import HR_FILE
from pipelines.settings import Settings
from pipelines.warehouse import open_published

TITLE = "本次结果 Results of this run"
NOTHING = "本次运行尚未得出结果。This DAG run has no results, or none yet."
NOT_PUBLISHED = "批次 {0} 未发布。Run {0} is not published."
NO_DOCUMENTS = "本批次未生成文件。No documents were written for this run."
FOLDER = "全部文件 All files"
PUBLISHED = "SELECT run_id, period, revision, kind, state FROM run WHERE starts_with(run_id, $run_id)"


def runs_of(dag_id: str, run_id: str) -> list[str] | None:
    """The ids of the computed runs that a DAG's run came to or was given, in order; None: there is no such DAG run."""
    with create_session() as session:
        own = session.scalars(select(DagRun).where(DagRun.dag_id == dag_id, DagRun.run_id == run_id)).one_or_none()
        if own is None:
            return None
        told = session.scalars(
            XComModel.get_many(run_id=run_id, dag_ids=dag_id, task_ids=RUN_TASKS, key=XCOM_RETURN_KEY)
        )
        values = [XComModel.deserialize_value(one) for one in told]
        given = (own.conf or {}).get("run")
    computed = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return list(dict.fromkeys(str(one) for one in computed or [given] if one))


def results(settings: Settings, runs: list[str], up: str) -> str:
    """The page; `up`: the way from it to the folder that `documents/` lies in."""
    parts = [of_run(settings, run_id, up) for run_id in runs] or [paragraph(NOTHING)]
    return plain_page(TITLE, Markup("").join(parts))


def of_run(settings: Settings, run_id: str, up: str) -> Markup:
    """A run, and for each organisation its report, its workbook and the folder of all its files."""
    parts = []
    for run, folders in published_runs(settings, run_id):
        state = " ".join(STATES[lang].get(run["state"], str(run["state"])) for lang in ("zh", "en"))
        parts.append(
            Markup("<h2>{0} r{1}: {2} ({3})</h2>").format(run["period"], run["revision"], state, run["run_id"])
        )
        named = (
            Markup("{0}: {1}").format(org_id, Markup(" · ").join(links(settings.published, folder, up)))
            for org_id, folder in folders.items()
        )
        parts.append(list_of(named) if folders else paragraph(NO_DOCUMENTS))
    return Markup("").join(parts or [paragraph(NOT_PUBLISHED.format(run_id))])


def paragraph(said: str) -> Markup:
    return Markup("<p>{0}</p>").format(said)


def published_runs(settings: Settings, run_id: str) -> list[tuple[Row, dict[str, str]]]:
    """The published runs of that id, or whose id begins so, each with its folders of documents."""
    hr = settings.published / HR_FILE
    if not hr.exists():
        return []
    with open_published(settings, hr) as con:
        return [(run, documents_of(con, run["run_id"])) for run in rows(con, PUBLISHED, {"run_id": run_id})]


def links(published: Path, folder: str, up: str) -> Iterator[Markup]:
    """Links to what lies directly in a folder of documents, and to the folder."""
    files = sorted(one.name for one in (published / folder).glob("*") if one.is_file())
    for name, said in [*((one, one) for one in files), ("", FOLDER)]:
        yield link(f"{up}{quote(f'{folder}/{name}')}", said)
