"""What an operator is told: that a task failed, that something is late, what a night or a run came to.

Plain text in Chinese or English. A notice may leave the house by e-mail, so it holds no name of a person and no amount
of one; ids, counts and sums stand in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.errors import BusyError, DiskError, NoAnswerError, PeriodError, PublishError, UserError
from pipelines.explain.sign_off_text import DISMISSED, STATES
from pipelines.feeds import load_feeds
from pipelines.notice_words import SUBJECTS, WORDS
from pipelines.settings import TIME_ZONE, Settings
from pipelines.warehouse import SQL_DIR, connect

if TYPE_CHECKING:
    from pipelines.explain.find import Row

# The task that ends red where a person sent a run back or rejected it.
SIGN_TASK = "sign"
# Errors of the surroundings: their text names a file, an address or a host, never a value of the data.
OF_THE_MACHINE = (OSError, duckdb.IOException, duckdb.OutOfMemoryException)
# Our own whose text holds paths, ids and days only. All others may quote what was delivered, typed or answered.
WITHOUT_DATA = (BusyError, DiskError, NoAnswerError, PeriodError, PublishError)


@dataclass(frozen=True)
class Notice:
    """One line that says what it is about, and the text."""

    subject: str
    body: str

    def __str__(self) -> str:
        return f"{self.subject}\n{self.body}"


@dataclass(frozen=True)
class Attempt:
    """A task that did not succeed. `number`: which try it was; `last`: whether no other one follows by itself."""

    dag_id: str
    task_id: str
    run_id: str
    link: str
    number: int
    last: bool


def sentence(error: BaseException | str | None, lang: str, *, private: bool = False) -> str:
    """What went wrong, where, and what to do. `private`: without what may hold a name or a value of the data."""
    words = WORDS[lang]
    if error is None:
        return words["killed"]
    if isinstance(error, UserError):
        return words["in_log"] if private and not isinstance(error, WITHOUT_DATA) else str(error)
    if isinstance(error, str):
        return words["in_log"] if private else error
    kind = type(error).__name__
    if private and not isinstance(error, OF_THE_MACHINE):
        return words["defect"].format(kind)
    return f"{kind}: {error}"


def not_done(attempt: Attempt, error: BaseException | str | None, lang: str, *, private: bool = False) -> Notice:
    """A task failed, for good or until its next try; the sentence stands last."""
    words = WORDS[lang]
    key = "failed" if attempt.last else "tried_again"
    lines = [words["run"].format(attempt.run_id), words["log"].format(attempt.link)]
    if not attempt.last:
        lines.append(words["next_try"])
    return Notice(
        words[key].format(attempt.dag_id, attempt.task_id, attempt.number),
        "\n".join([*lines, sentence(error, lang, private=private)]),
    )


def late(what: str, since: datetime, waited: timedelta, link: str, state: str, lang: str) -> Notice:
    """Something is late. `what`: night or decision; `since`: when its time began; `state`: of the DAG's run."""
    words = WORDS[lang]
    began = since.astimezone(TIME_ZONE)
    key = f"{what}_failed" if state == "failed" else what
    return Notice(
        words[f"late_{what}"].format(f"{began:%Y-%m-%d}"),
        "\n".join(
            [
                words["late_since"].format(f"{began:%Y-%m-%d %H:%M}", duration(waited, lang)),
                words["open"].format(link),
                words[f"late_do_{key}"],
            ]
        ),
    )


def missing_deliveries(day: date, missing: Mapping[str, date | None], lang: str) -> Notice:
    """Deliveries expected by a day that have not come: by source, when something of it came last."""
    words = WORDS[lang]
    lines = [
        words["missing"].format(source, words["never"] if last is None else words["last_came"].format(last))
        for source, last in sorted(missing.items())
    ]
    return Notice(words["late_data"].format(day, len(missing)), "\n".join([*lines, words["late_do_data"]]))


def duration(waited: timedelta, lang: str) -> str:
    """A span in the unit that suits it."""
    for unit, seconds in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if waited >= timedelta(seconds=seconds):
            return WORDS[lang][unit].format(f"{waited.total_seconds() / seconds:.3g}")
    return WORDS[lang]["seconds"].format(f"{waited.total_seconds():.3g}")


def night(settings: Settings, day: date, failed: Mapping[str, str]) -> Notice:
    """What a night brought: by feed, the preview. `failed`: the links to the logs of tasks that failed, by task.

    Raises BusyError while another process writes to the warehouse.
    """
    words = WORDS[settings.lang]
    found = queried(settings, night_feed={"day": day}, night_preview={"day": day})
    titles = load_feeds()
    lines = [
        words["feed"].format(**row | {"feed": getattr(titles[row["feed"]].title, settings.lang)})
        for row in found["night_feed"]
    ]
    lines = [words["came"], *lines] if lines else [words["nothing_came"]]
    if any(row["refused_count"] for row in found["night_feed"]):
        lines.append(words["refused" if "refusals" in failed else "refused_in_status"])
    if any(row["waiting_count"] for row in found["night_feed"]):
        lines.append(words["waiting"])
    lines += [words["preview"].format(**row) for row in found["night_preview"]] or [words["no_preview"].format(day)]
    return summary("night", day.isoformat(), failed, lines, settings.lang)


def run(settings: Settings, run_id: str, failed: Mapping[str, str], dag_id: str) -> Notice:
    """What a run came to. Raises BusyError while another process writes to the warehouse."""
    lang = settings.lang
    words = WORDS[lang]
    of_run = {"run_id": run_id}
    found = queried(settings, run=of_run, run_grade=of_run, run_reward=of_run)
    lines: list[str] = []
    for row in found["run"]:
        lines.append(words["computed"].format(**row | {"state": STATES[lang].get(row["state"], row["state"])}))
        if row["revision"] > 1:
            lines.append(words["moved"].format(**row))
    for subject_type in dict.fromkeys(row["subject_type"] for row in found["run_grade"]):
        lines.append(
            grades(subject_type, [row for row in found["run_grade"] if row["subject_type"] == subject_type], lang)
        )
    for row in found["run_reward"]:
        key = "rewards" if row["award_amount"] is not None else "rewards_of_few"
        lines.append(words[key].format(**row))
    period = found["run"][0]["period"] if found["run"] else dag_id
    if found["run"] and found["run"][0]["state"] in DISMISSED and set(failed) == {SIGN_TASK}:
        # The task is red so that nobody takes the run for confirmed; nothing went wrong in it.
        decided = words["decided"].format(failed[SIGN_TASK])
        return Notice(words[f"period_{found['run'][0]['state']}"].format(period), "\n".join([decided, *lines]))
    return summary("period", period, failed, lines, lang)


def not_begun(dag_id: str, failed: Mapping[str, str], lang: str) -> Notice:
    """A run of a DAG that ended before there was anything to tell."""
    return summary("period", dag_id, failed, [], lang)


def untold(dag_id: str, failed: Mapping[str, str], error: UserError, lang: str, *, private: bool = False) -> Notice:
    """A run of a DAG whose outcome cannot be read, and why."""
    return summary("period", dag_id, failed, [WORDS[lang]["untold"], sentence(error, lang, private=private)], lang)


def grades(subject_type: str, counted: Sequence[Row], lang: str) -> str:
    """How many have which grade, in one line."""
    words = WORDS[lang]
    name = "grade_name" if lang == "zh" else "grade_name_en"
    told = [words["grade"].format(row[name] or words["no_grade"], row["subject_count"]) for row in counted]
    return words["grades"].format(SUBJECTS[lang].get(subject_type, subject_type), words["and"].join(told))


def summary(what: str, of: str, failed: Mapping[str, str], lines: Sequence[str], lang: str) -> Notice:
    """The notice after a run: whether it is whole, then what it came to."""
    words = WORDS[lang]
    went_wrong = [words["task_failed"].format(task, link) for task, link in failed.items()]
    key = f"{what}_incomplete" if failed else f"{what}_done"
    return Notice(words[key].format(of), "\n".join([*went_wrong, *lines]))


def queried(settings: Settings, **queries: Mapping[str, Any]) -> dict[str, list[Row]]:
    """The rows of files of `sql/summary` with their parameters; none where there is no warehouse yet."""
    from pipelines.explain.find import rows

    if not settings.warehouse.exists():
        return {name: [] for name in queries}
    with connect(settings, read_only=True) as con:
        return {
            name: rows(con, (SQL_DIR / "summary" / f"{name}.sql").read_text(encoding="utf-8"), dict(parameters))
            for name, parameters in queries.items()
        }
