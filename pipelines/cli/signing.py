"""`appraise sign`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.shared import AsJson, Home, Lang, app, print_json, say, settings_from
from pipelines.explain.sign_off_text import STATES
from pipelines.sign_off import SignedOff, sign
from pipelines.sign_off_given import parse_grade, read_grades

WORDS = {
    "en": {
        "signed": "Run {run} ({period}, revision {revision}) is {state}: {by}, {on}.",
        "reviewed": "Next: make it public, then appraise sign {run} publicised --by NAME",
        "publicised": "Public until {until}; it can be confirmed from the day after.",
        "no_calendar": "How long it is public is not known: the calendar of working days ends before.",
        "confirmed": "Grades and amounts stand. Show them: appraise publish {run}",
        "archived": "Nothing follows.",
        "appeals": "Appeals wait for a decision: {named}. One that is upheld leads to a new revision.",
        "rejected": "It pays nothing. Correct records or rules and run {period} again.",
        "returned": "It pays nothing and waits for corrected data or rules; then run {period} again.",
        "decided": "decided here",
        "carried_over": "carried over from {decided_in_run_id}",
        "lapsed": "LAPSED, the suggestion is another now; decided in {decided_in_run_id}",
        "grade": "  {org_id}/{subject_id}: {suggested_grade} suggested, {grade} decided by {decided_by} on {decided_on}"
        ": {reason} ({how})",
        "recompute": "Awards rest on grades decided otherwise: {named}. Run {period} again before it is confirmed.",
    },
    "zh": {
        "signed": "批次 {run}（{period}，第 {revision} 版）{state}：{by}，{on}。",
        "reviewed": "下一步：公示，然后执行 appraise sign {run} publicised --by 姓名",
        "publicised": "公示至 {until}，次日起可以确认。",
        "no_calendar": "公示截止日未知：工作日历尚未公布到那一天。",
        "confirmed": "等次与金额已生效。发布：appraise publish {run}",
        "archived": "流程结束。",
        "appeals": "尚有待决申诉：{named}。申诉成立的，将形成新的版次。",
        "rejected": "不予兑付。请更正数据或规则后重新计算 {period}。",
        "returned": "不予兑付，待更正。数据或规则更正后重新计算 {period}。",
        "decided": "本批次决定",
        "carried_over": "沿用批次 {decided_in_run_id} 的决定",
        "lapsed": "已失效：建议等次已变化；原决定见批次 {decided_in_run_id}",
        "grade": "  {org_id}/{subject_id}：建议 {suggested_grade}，{decided_by} 于 {decided_on} 决定为 {grade}，"
        "理由：{reason}（{how}）",
        "recompute": "奖励所依据的等次已另有决定：{named}。确认之前请重新计算 {period}。",
    },
}


@app.command(name="sign")
def sign_(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="Id of a computed run, or its beginning.")],
    state: Annotated[str, typer.Argument(help="reviewed, publicised, confirmed, archived, returned or rejected.")],
    by: Annotated[str, typer.Option("--by", help="Name of who signs.")],
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Day of the signature [today].")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; needed to return or reject.")] = None,
    grade: Annotated[
        list[str] | None,
        typer.Option(
            "--grade",
            metavar="SUBJECT=GRADE:REASON",
            help="A grade decided in the place of the suggested one; SUBJECT is an id, or ORG/ID.",
        ),
    ] = None,
    grades: Annotated[
        Path | None,
        typer.Option("--grades", help="Such grades in a CSV file: subject_id, grade, reason (org_id, subject_type)."),
    ] = None,
    home: Home = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Put a computed run into its next state: reviewed, publicised, confirmed, archived; or returned, rejected.

    Only a confirmed run pays. It is public for the working days its rules ask for before it can be confirmed.
    """
    settings = settings_from(home, lang=lang)
    day: date | None = on.date() if on else None
    given = [*(parse_grade(one) for one in grade or ()), *(read_grades(grades) if grades else ())]
    signed = sign(settings, run_id, state, by, day, reason, given)
    if as_json:
        print_json(as_content(signed))
        return
    for line in told(signed, settings.lang):
        say(line)


def as_content(signed: SignedOff) -> dict[str, object]:
    """For a program; `to_recompute`: decisions that the run's awards do not rest on."""
    return {
        "run_id": signed.run.run_id, "period": signed.run.period, "revision": signed.run.revision,
        "state": signed.state, "signed_by": signed.signed_by, "signed_on": signed.signed_on,
        "public_until": signed.public_until, "decisions": signed.decisions, "to_recompute": signed.to_recompute,
        "open_appeals": signed.open_appeals,
    }  # fmt: skip


def told(signed: SignedOff, lang: str) -> Iterator[str]:
    """The signature, the grades that were decided, and what comes next."""
    words, run = WORDS[lang], signed.run
    state = STATES["zh"][signed.state] if lang == "zh" else signed.state
    about = {"run": run.run_id, "period": run.period, "revision": run.revision, "until": signed.public_until}
    yield words["signed"].format(**about, state=state, by=signed.signed_by, on=signed.signed_on)
    for one in signed.decisions:
        yield words["grade"].format(**one, how=words[one["status"]].format(**one))
    if signed.to_recompute:
        named = "; ".join(f"{one['org_id']}/{one['subject_id']}" for one in signed.to_recompute)
        yield words["recompute"].format(named=named, period=run.period)
    if signed.open_appeals and signed.state in ("publicised", "confirmed", "archived"):
        yield words["appeals"].format(named="; ".join(signed.open_appeals))
    name = "no_calendar" if signed.state == "publicised" and signed.public_until is None else signed.state
    yield words[name].format(**about)
