"""A question to a person on Airflow's page: whether a run is publicised or confirmed, sent back or rejected."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import ParamValidationError
from airflow.sdk.execution_time.comms import CreateHITLDetailPayload

from pipelines.errors import BusyError, DiskError, NoAnswerError, UserError
from pipelines.orchestration.days import settings_of, settings_on
from pipelines.orchestration.links import PREFIX
from pipelines.settings import TIME_ZONE, Settings

# What reads the warehouse is imported when a task runs: DAG files are parsed often, and must load quickly.
if TYPE_CHECKING:
    from airflow.sdk import Context

    from pipelines.sign_off_answers import Answer

# What a person may choose, by the state it leads to.
OPTIONS = {
    "publicised": "公示 Publicise",
    "confirmed": "确认 Confirm",
    "returned": "退回更正 Send back",
    "rejected": "驳回 Reject",
}
SUBJECTS = {
    "publicised": "{period} 考核结果（第 {revision} 版）是否公示 "
    "Publicise the results of {period}, revision {revision}? ({run_id})",
    "confirmed": "{period} 考核结果（第 {revision} 版）是否确认 "
    "Confirm the results of {period}, revision {revision}? ({run_id})",
}
ASKED_AGAIN = {
    "zh": "答复有误的，将再次询问：页面虽显示成功，稍候刷新即可看到仍待答复，原因见本任务的日志。\n\n",
    "en": "An answer that cannot be signed is asked for again: the page calls it successful all the same; look at it "
    "anew after some seconds: the log of this task says why.\n\n",
}


class SignOffOperator(HITLOperator):
    """Asks whether `appraisal_run` becomes `asks` (publicised or confirmed); gives the answer as `Answer.as_json`.

    Who answers signs with the name of the form, else with that of the Airflow user. An answer that could not be signed
    opens the question again, and the task's log says why: Airflow keeps the text of a task's question from when it was
    first asked, so that it cannot stand above it. For the same reason a task that was cleared is asked about the same
    run only. A run whose question is settled is not asked about; its answer is what was signed. A question that stays
    open too long fails.
    """

    template_fields = ("appraisal_run", *HITLOperator.template_fields)

    def __init__(self, *, appraisal_run: Any, asks: str, **kwargs: Any) -> None:
        days = Settings().approval_timeout_days
        own = {
            "subject": OPTIONS[asks],
            "options": [OPTIONS[state] for state in (asks, "returned", "rejected")],
            "params": form(),
            "response_timeout": timedelta(days=days) if days else None,
        }
        super().__init__(**(kwargs | own))
        self.appraisal_run = appraisal_run
        self.asks = asks

    def execute(self, context: Context) -> Any:
        """Ask, unless the run is signed that far or was sent back or rejected."""
        from pipelines.sign_off_answers import known_answer, run_asked_about
        from pipelines.steps import known_gaps
        from pipelines.summary import summary

        settings = settings_of(context)
        known = known_answer(settings, self.appraisal_run, self.asks)
        if known:
            self.log.info("Nobody is asked: %s by %s on %s.", known.state, known.signed_by, known.signed_on)
            return known.as_json()
        run = run_asked_about(settings, self.appraisal_run)
        self.subject = SUBJECTS[self.asks].format(period=run.period, revision=run.revision, run_id=run.run_id)
        gaps = known_gaps(settings, run.period)
        self.body = ASKED_AGAIN[settings.lang] + summary(settings, run.run_id, gaps, pages_address())
        self.check_text(context)
        return super().execute(context)

    def check_text(self, context: Context) -> None:
        """Raises UserError where the question of this task was asked about another run before it was cleared."""
        from airflow.sdk.execution_time.task_runner import SUPERVISOR_COMMS

        asked: Any = SUPERVISOR_COMMS.send(
            CreateHITLDetailPayload(
                ti_id=context["task_instance"].id,
                options=self.options,
                subject=self.subject,
                body=self.body,
                multiple=self.multiple,
                params=self.serialized_params,
                assigned_users=[],
            )
        )
        if asked.subject != self.subject:
            raise UserError(
                f"This task asked about other results before, and Airflow keeps that question: {asked.subject}",
                do="Start a new run of this DAG for the period; it asks about the results there are now.",
            )

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """The answer, tried; one that cannot be signed opens the question again. Raises NoAnswerError without any, and
        UserError where the run can no longer become what is asked.

        Where it cannot be tried at the moment it is kept: signing it, which is tried again, checks all the same.
        """
        from pipelines.sign_off_answers import check_answer, known_answer

        if event.get("error_type") == "timeout":
            raise NoAnswerError(
                f"Nobody answered within {self.response_timeout}; nothing is signed.",
                do="Clear this task: the question is asked again.",
            )
        # A command may have signed while the question was open, or a newer revision overtaken the run: then no answer
        # is ever right, and asking again would not end.
        with suppress(BusyError, DiskError):
            if known := known_answer(settings_of(context), self.appraisal_run, self.asks):
                self.log.warning("Settled meanwhile: %s by %s on %s.", known.state, known.signed_by, known.signed_on)
                return known.as_json()
        given = event.get("params_input") or {}
        try:
            answer = self.read(context, event, given)
            check_answer(settings_on(answer.answered_on, None), self.appraisal_run, answer)
        except (BusyError, DiskError) as error:
            self.log.warning("The answer is kept and will be checked when it is signed: %s", error.said)
        except UserError as error:
            self.log.warning(
                "答复未被接受，再次询问 The answer was not accepted and is asked for again: %s", error.said
            )
            return super().execute(context)
        return answer.as_json()

    def read(self, context: Context, event: dict[str, Any], given: Mapping[str, Any]) -> Answer:
        """The answer of an event. Raises UserError for what the form does not have or take."""
        from pipelines.sign_off_answers import Answer
        from pipelines.yaml_file import did_you_mean

        for name in given:
            if name not in self.params:
                raise UserError(f'There is no field "{name}".', do=did_you_mean(name, list(self.params)))
        filled = {name: given.get(name) for name in self.params}
        try:
            checked = super().execute_complete(context, event | {"params_input": filled})
        except (ValueError, ParamValidationError) as error:
            raise UserError(f"The form was not understood: {str(error).splitlines()[0]}") from error
        answered_on = settings_of(context).today or event["responded_at"].astimezone(TIME_ZONE).date()
        user = event.get("responded_by_user") or {}
        return Answer(
            state=next(state for state, option in OPTIONS.items() if option == checked["chosen_options"][0]),
            signed_by=(filled["signed_by"] or "").strip() or str(user.get("name") or ""),
            signed_on=date.fromisoformat(filled["signed_on"]) if filled["signed_on"] else answered_on,
            answered_on=answered_on,
            reason=(filled["reason"] or "").strip() or None,
            grades=tuple(one.strip() for one in filled["grades"] or () if one.strip()),
        )


def form() -> dict[str, Param]:
    """The fields of the form."""
    return {
        "signed_by": Param(
            None,
            type=["null", "string"],
            title="签字人 Signed by",
            description="不填为当前登录用户。Left empty: the Airflow user who answers.",
        ),
        "reason": Param(
            None,
            type=["null", "string"],
            title="理由 Reason",
            description="退回更正和驳回必填。Needed to send back or reject.",
        ),
        "signed_on": Param(
            None,
            type=["null", "string"],
            format="date",
            title="签字日期 Signed on",
            description="不填为答复当日。Left empty: the day of the answer.",
        ),
        "grades": Param(
            None,
            type=["null", "array"],
            items={"type": "string"},
            title="另行确定的等次（每行一个） Grades decided otherwise, one a line",
            description="对象=等次:理由 SUBJECT=GRADE:REASON，如 as in P07=good:led the recovery",
        ),
    }


def pages_address() -> str:
    """Where the published documents are served beside Airflow's page."""
    return f"{conf.get('api', 'base_url', fallback='').rstrip('/')}{PREFIX}/documents"
