"""`appraise explain`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import typer

from pipelines.cli.shared import AsJson, Home, Lang, app, err, out, settings_from
from pipelines.explain.find import has_score
from pipelines.explain.gather import gather
from pipelines.explain.known import known_on
from pipelines.explain.reward_find import has_reward
from pipelines.explain.reward_gather import gather_reward
from pipelines.explain.reward_text import show_reward
from pipelines.explain.reward_words import WORDS
from pipelines.explain.text import show
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
    rows: Annotated[int, typer.Option("--rows", min=0, help="Evidence rows shown for each indicator.")] = 5,
    home: Home = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Take a score or a reward apart, down to clause, rule version and source row."""
    settings = settings_from(home, lang=lang)
    with connect(settings, read_only=True) as con:
        if as_of:
            known = known_on(con, period, as_of.date(), subject)
            run_id = run_id or known.run_id
            if known.later_count:
                said = AS_OF[settings.lang].format(known.later_count, as_of.date(), period)
                err.print(said, highlight=False, soft_wrap=True)
        has_both = subject_type is None and has_reward(con, subject, period, run_id)
        if subject_type in {"award", "innovation"} or (has_both and not has_score(con, subject, period, run_id)):
            reward = gather_reward(con, subject, period, subject_type, run_id)
            if as_json:
                out.print_json(reward.as_json(), ensure_ascii=False)
            else:
                show_reward(reward, out, settings.lang)
            return
        explanation = gather(con, subject, period, subject_type, run_id)
    if as_json:
        out.print_json(explanation.as_json(), ensure_ascii=False)
        return
    show(explanation, out, settings.lang, rows)
    if has_both:
        err.print(WORDS[settings.lang]["also"].format(subject, period), highlight=False)
