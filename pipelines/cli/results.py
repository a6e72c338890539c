"""`appraise explain`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines.cli.shared import AsJson, Home, Lang, app, err, out, say, settings_from
from pipelines.errors import UserError
from pipelines.explain.find import has_score
from pipelines.explain.gather import Explanation, gather
from pipelines.explain.known import known_on
from pipelines.explain.reward_find import has_reward
from pipelines.explain.reward_gather import RewardExplanation, gather_reward
from pipelines.explain.reward_text import said_of_reward
from pipelines.explain.reward_words import WORDS
from pipelines.explain.said import Said, print_said
from pipelines.explain.text import said_of
from pipelines.warehouse import connect

AS_OF = {
    "zh": "{1} 前另有 {0} 批数据已到但未计入；运行 appraise run {2} --as-of {1} 可计入。",
    "en": "Deliveries that had come in by {1} and are not in it: {0}; `appraise run {2} --as-of {1}` counts them.",
}
SUBJECT = "Id or full name of a department, CIO, innovation or person rewarded, or the id of an award."


@app.command()
def explain(
    subject: Annotated[str, typer.Argument(help=SUBJECT)],
    period: Annotated[str, typer.Option("--period", help="Period, as in `appraise run`.")],
    subject_type: Annotated[
        Literal["department", "cio", "organization", "award", "innovation"] | None,
        typer.Option("--type", help="Where several fit; award: of an award or of a person."),
    ] = None,
    run_id: Annotated[str | None, typer.Option("--run", help="A certain run instead of the newest.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="By what was known on that day.")
    ] = None,
    rows: Annotated[int, typer.Option("--rows", min=0, help="Records shown for each indicator.")] = 5,
    all_evidence: Annotated[
        bool, typer.Option("--all-evidence", help="Every row that was counted, not only those that cost points.")
    ] = False,
    page: Annotated[
        Path | None, typer.Option("--page", help="Write it as one HTML page to print or hand on, instead of as text.")
    ] = None,
    home: Home = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Take a score or a reward apart, down to clause, rule version and source row."""
    if page and as_json:
        raise UserError("--page and --json exclude each other.", do="Give one of them.")
    settings = settings_from(home, lang=lang)
    with connect(settings, read_only=True) as con:
        if as_of:
            known = known_on(con, period, as_of.date(), subject)
            run_id = run_id or known.run_id
            if known.later_count:
                said = AS_OF[settings.lang].format(known.later_count, as_of.date(), period)
                say(said, to=err)
        has_both = subject_type is None and has_reward(con, subject, period, run_id)
        if subject_type in {"award", "innovation"} or (has_both and not has_score(con, subject, period, run_id)):
            if all_evidence:
                raise UserError("--all-evidence is of scores; a reward is explained whole.", do="Leave it out.")
            reward = gather_reward(con, subject, period, subject_type, run_id)
            answer(reward, said_of_reward(reward, settings.lang), settings.lang, page, as_json=as_json)
            return
        explanation = gather(con, subject, period, subject_type, run_id, all_evidence=all_evidence)
    answer(explanation, said_of(explanation, settings.lang, rows), settings.lang, page, as_json=as_json)
    if has_both and not as_json:
        say(WORDS[settings.lang]["also"].format(subject, period), to=err)


def answer(
    found: Explanation | RewardExplanation, said: Iterable[Said], lang: str, page: Path | None, *, as_json: bool
) -> None:
    """Print what was found as JSON or text, or write it as a page."""
    if as_json:
        print(found.as_json())  # noqa: T201 - for programs, unstyled
    elif page:
        from pipelines.explain.page import write_page

        write_page(said, page, lang)
        say(str(page))
    else:
        print_said(said, out)
