"""Answers to the questions of a DAG run that runs in this process (`dag.test`), given as Airflow's page gives them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
from airflow.api_fastapi.core_api.datamodels.hitl import UpdateHITLDetailPayload
from airflow.api_fastapi.core_api.routes.public.hitl import update_hitl_detail
from airflow.models.dagrun import DagRun
from airflow.models.hitl import HITLDetail
from airflow.models.taskinstance import TaskInstance
from airflow.utils.session import create_session
from airflow.utils.state import TaskInstanceState
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

SECONDS_BETWEEN = 0.5


class AskedError(BaseException):
    """A task waits for a person: no answer was handed in, or it could not be given (the log says why).

    No `Exception`, so that nothing on its way out takes it for the mistake of a task.
    """

    def __init__(self, task_id: str) -> None:
        self.task_id = task_id
        super().__init__(task_id)


class Answering:
    """While the block runs: when a task of the DAG's run waits for a person, the answer handed in for it is recorded.

    `answers`: by task id the option (`chosen`), the user who gives it (`user`) and the fields of the form. A task that
    waits without one ends the block with AskedError, in the main thread; its question stays open. `told` is called
    with the task and the answer.
    """

    def __init__(
        self,
        dag_id: str,
        logical_date: datetime,
        answers: Mapping[str, Mapping[str, Any]],
        told: Callable[[str, Mapping[str, Any]], None],
    ) -> None:
        self.dag_id, self.logical_date, self.answers, self.told = dag_id, logical_date, answers, told
        self.asked = ""
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def __enter__(self) -> None:
        self.before = signal.signal(signal.SIGUSR1, self.interrupt)
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.thread.join()
        signal.signal(signal.SIGUSR1, self.before)

    def interrupt(self, *_: object) -> None:
        raise AskedError(self.asked)

    def watch(self) -> None:
        """Look for questions until the block ends; what this thread cannot do ends the block."""
        is_over = False
        try:
            while not self.done.wait(SECONDS_BETWEEN):
                if not self.look():
                    return
            is_over = True
        finally:
            if not is_over:
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)

    def look(self) -> bool:
        """Answer the questions that are open; False at one without an answer."""
        with suppress(OperationalError):  # SQLite is locked by the run itself: the next look finds the same questions
            for task_id, run_id in self.questions():
                self.asked = task_id
                if task_id not in self.answers:
                    return False
                self.answer(task_id, run_id)
        return True

    def questions(self) -> list[tuple[str, str]]:
        """Task and run of each question that is open."""
        with create_session() as session:
            found = session.execute(
                select(TaskInstance.task_id, TaskInstance.run_id)
                .join(HITLDetail, HITLDetail.ti_id == TaskInstance.id)
                .join(DagRun, (DagRun.dag_id == TaskInstance.dag_id) & (DagRun.run_id == TaskInstance.run_id))
                .where(
                    TaskInstance.dag_id == self.dag_id,
                    DagRun.logical_date == self.logical_date,
                    TaskInstance.state == TaskInstanceState.AWAITING_INPUT,
                    HITLDetail.responded_at.is_(None),
                )
            )
            return [(row[0], row[1]) for row in found]

    def answer(self, task_id: str, run_id: str) -> None:
        """Record an answer by the function behind the REST API."""
        given = self.answers[task_id]
        fields = dict(given)
        chosen, user = fields.pop("chosen"), fields.pop("user")
        with create_session() as session:
            update_hitl_detail(
                dag_id=self.dag_id,
                dag_run_id=run_id,
                task_id=task_id,
                update_hitl_detail_payload=UpdateHITLDetailPayload(chosen_options=[chosen], params_input=fields),
                user=SimpleAuthManagerUser(username=user, role="admin"),
                session=session,
            )
        self.told(task_id, given)
